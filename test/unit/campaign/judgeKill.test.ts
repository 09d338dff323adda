import { describe, expect, it } from 'vitest';
import { judgeKill } from '../../campaign/kill/judgeKill.ts';
import type { KillEvidence } from '../../campaign/kill/killEvidence.ts';
import { ACTS, drawRounds, FACTS, VICTIMS } from '../../campaign/kill/killRound.ts';
import { seededRandom } from '../../fixtures/uploads/seededRandom.ts';

/** A bench at rest with two records, one of them sanitized. */
const good: KillEvidence = {
  ledger: {
    outcome: 'genuine',
    findings: [],
    hashes: ['h0', 'h1', 'h2', 'h3'],
    records: [
      { recordId: 'r1', jobId: 'j1', outcome: 'sanitized' },
      { recordId: 'r2', jobId: 'j2', outcome: 'interrupted' },
    ],
    certificates: [{ certificateId: 'WB-1', recordId: 'r1' }],
    beginsAsBefore: true,
  },
  mirror: { entries: 4, problem: null },
  jobs: { answered: ['j1'], open: [], done: ['j1', 'j2'] },
  certificateFiles: [
    { name: 'WB-1.json', outcome: 'genuine' },
    { name: 'WB-1.pdf', outcome: 'genuine' },
  ],
  exports: [{ name: 'one.zip', outcome: 'genuine' }],
  exportsAnswered: ['one.zip'],
  labels: [
    { labelId: 'r1.1', recordId: 'r1', copy: 1, reason: null, state: 'printed', notFound: 1, onPaper: 1 },
    { labelId: 'r2.1', recordId: 'r2', copy: 1, reason: null, state: 'printed', notFound: 0, onPaper: 1 },
    { labelId: 'r2.2', recordId: 'r2', copy: 2, reason: 'smeared', state: 'printed', notFound: 0, onPaper: 1 },
  ],
  strangeLabels: 0,
  folder: {
    entries: ['h0', 'h1', 'h2', 'h3'].map((hash, seq) => ({ seq, hash })),
    certificates: [{ name: 'WB-1.json', outcome: 'genuine' }],
    others: [],
  },
  endpoint: { taken: ['h0', 'h1', 'h2', 'h3'].map((hash, seq) => ({ seq, hash })), differing: [] },
  agentFiles: ['ledger.jsonl'],
  left: [{ kind: 'open job', what: 'j1.jsonl' }],
  said: ['job-taken-up'],
};

const { ledger, folder, endpoint, labels, jobs } = good;
const withLabel = (change: Partial<(typeof labels)[number]>): KillEvidence => ({
  ...good,
  labels: labels.map((label, index) => (index === 0 ? { ...label, ...change } : label)),
});

const faults: readonly [string, KillEvidence, RegExp][] = [
  [
    'a ledger that does not verify',
    { ...good, ledger: { ...ledger, outcome: 'not-genuine' } },
    /the ledger is not-genuine/,
  ],
  ['an entry lost', { ...good, ledger: { ...ledger, beginsAsBefore: false } }, /lost or changed/],
  ['a copy that lags behind', { ...good, mirror: { entries: 3, problem: null } }, /copy has 3 entries/],
  ['a job that never ends', { ...good, jobs: { ...jobs, open: ['j3'] } }, /j3 never ended/],
  ['a lost record', { ...good, ledger: { ...ledger, records: ledger.records.slice(1) } }, /j1 has 0 records/],
  [
    'a doubled record',
    { ...good, ledger: { ...ledger, records: [...ledger.records, ...ledger.records.slice(1)] } },
    /j2 has 2 records/,
  ],
  ['a record of no job', { ...good, jobs: { ...jobs, done: ['j1'] } }, /a job that nobody knows/],
  ['a lost certificate', { ...good, ledger: { ...ledger, certificates: [] } }, /0 certificates instead of 1/],
  [
    'a doubled certificate',
    {
      ...good,
      ledger: { ...ledger, certificates: [...ledger.certificates, { certificateId: 'WB-2', recordId: 'r1' }] },
    },
    /2 certificates instead of 1/,
  ],
  [
    'a certificate on a drive that is not clean',
    {
      ...good,
      ledger: { ...ledger, certificates: [...ledger.certificates, { certificateId: 'WB-2', recordId: 'r2' }] },
    },
    /\(interrupted\) has 1 certificates instead of 0/,
  ],
  [
    'half a certificate file',
    { ...good, certificateFiles: [{ name: 'WB-1.json', outcome: 'unusable' }, ...good.certificateFiles.slice(1)] },
    /WB-1\.json is unusable/,
  ],
  ['a PDF that is not there', { ...good, certificateFiles: good.certificateFiles.slice(0, 1) }, /WB-1\.pdf is missing/],
  [
    'half a file beside the certificates',
    { ...good, certificateFiles: [...good.certificateFiles, { name: 'WB-1.pdf.part', outcome: 'unusable' }] },
    /WB-1\.pdf\.part is a file of no certificate/,
  ],
  ['a label twice', withLabel({ onPaper: 2 }), /r1\.1 is on paper 2 times/],
  ['a label never', withLabel({ onPaper: 0 }), /r1\.1 is on paper 0 times/],
  ['a label nobody looked for', withLabel({ state: 'uncertain' }), /r1\.1 ended uncertain/],
  ['a copy without a reason', withLabel({ copy: 2 }), /a copy without a reason/],
  ['a record without a label', { ...good, labels: labels.slice(1) }, /r1 has 0 first labels/],
  ['a label that is none of ours', { ...good, strangeLabels: 1 }, /none of the queue's/],
  [
    'half an export',
    { ...good, exports: [...good.exports, { name: '.x.part', outcome: 'unusable' }] },
    /\.x\.part is unusable/,
  ],
  ['a lost export', { ...good, exports: [] }, /answered and is lost/],
  [
    'an entry that was never uploaded',
    { ...good, folder: { ...folder, entries: folder.entries.slice(0, 3) } },
    /folder: entry 3 is missing/,
  ],
  [
    'half an uploaded file',
    {
      ...good,
      folder: { ...folder, entries: folder.entries.map(({ seq }) => ({ seq, hash: seq === 1 ? null : `h${seq}` })) },
    },
    /folder: entry 1 is not the ledger's/,
  ],
  [
    'a left-over in the folder',
    { ...good, folder: { ...folder, others: ['1.entry.part'] } },
    /no entry and no certificate/,
  ],
  [
    'an entry that the endpoint has twice',
    { ...good, endpoint: { ...endpoint, taken: [...endpoint.taken, { seq: 3, hash: 'h3' }] } },
    /entry 3 is there twice/,
  ],
  [
    'entries out of order',
    { ...good, endpoint: { ...endpoint, taken: endpoint.taken.toReversed() } },
    /came out of order/,
  ],
  ['an entry with two bodies', { ...good, endpoint: { ...endpoint, differing: ['h1'] } }, /two bodies/],
  ['a repair that nobody named', { ...good, said: [] }, /said nothing of a open job/],
  ['a half state file', { ...good, agentFiles: ['checkpoint.txt.new'] }, /was left in the agent's folder/],
];

describe('the judge of the kill campaign', () => {
  it('finds nothing wrong with a bench on which everything is right', () => {
    expect(judgeKill(good)).toEqual([]);
  });

  it.each(faults)('names %s', (_what, evidence, words) => {
    expect(judgeKill(evidence).join('\n')).toMatch(words);
  });
});

describe('the draw of the kill campaign', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(drawRounds(200, seededRandom(1))).toEqual(drawRounds(200, seededRandom(1)));
    expect(drawRounds(200, seededRandom(1))).not.toEqual(drawRounds(200, seededRandom(2)));
  });

  it('kills everybody during every act, after every fact', () => {
    const rounds = drawRounds(200, seededRandom(1));
    for (const act of ACTS) {
      const of = rounds.filter((round) => round.act === act);
      expect(of).toHaveLength(40);
      expect([...new Set(of.map(({ victim }) => victim))].sort()).toEqual([...VICTIMS].sort());
      expect([...new Set(of.map(({ fact }) => fact))].sort()).toEqual([...FACTS[act]].sort());
    }
    expect(new Set(rounds.map(({ tear }) => tear)).size).toBe(3);
  });
});
