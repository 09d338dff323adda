import { expect, it } from 'vitest';
import type { Drive, DrivePart } from '../../../../core/domain/drive.ts';
import { type Verdict, verdict } from '../../../../core/domain/verdict.ts';
import { doubtsAbout } from '../../../../core/record/judgeRecord.ts';
import { namespacesOf } from '../../../../core/record/namespaceNotes.ts';
import { recordV1 } from '../../../../core/record/recordV1.ts';
import type { HeldDrive } from '../../../../native/agent/drives/driveBench.ts';
import { evidenceOf } from '../../../../native/agent/jobs/jobEvidence.ts';
import type { JobIntent } from '../../../../native/agent/jobs/jobIntent.ts';
import { recordOf } from '../../../../native/agent/jobs/jobRecord.ts';
import { type JobStory, storyOf } from '../../../../native/agent/jobs/jobStory.ts';
import { type JournalFact, journalFact, type NewFact } from '../../../../native/agent/jobs/journalFact.ts';
import { seedOfPart, workPartsOf } from '../../../../native/agent/jobs/workParts.ts';
import { exampleDrive, exampleIntent, examplePolicy, SIZE } from './exampleJob.ts';

const AT = '2030-01-01T00:00:00.000Z';
const part = (nsid: number): DrivePart => ({
  nsid,
  kernelName: `nvme3n${nsid}`,
  sizeBytes: SIZE / 2,
  logicalBlockBytes: 512,
});
const drive: Drive = { ...exampleDrive, transport: 'nvme', mediaType: 'flash', parts: [part(1), part(2)] };
const intent: JobIntent = {
  ...exampleIntent,
  drive,
  techniqueId: 'nvme-sanitize-block',
  method: 'purge',
  deviceLeaves: 'anything',
  passes: [],
  policy: { ...examplePolicy, method: 'purge', techniques: ['nvme-sanitize-block'] },
};

function journal(facts: readonly NewFact[], of: JobIntent = intent): JournalFact[] {
  const intended: NewFact = {
    code: 'job-intended',
    details: { model: '', serialNumber: '', techniqueId: '', policy: '', name: '', intent: of },
  };
  return [intended, ...facts].map((fact) => journalFact.parse({ at: AT, ...fact }));
}
function told(facts: readonly NewFact[], of: JobIntent = intent): JobStory {
  const story = storyOf(journal(facts, of));
  if (story === null) throw new Error('no story');
  return story;
}
const judge = (facts: readonly NewFact[], of?: JobIntent): Verdict =>
  verdict(evidenceOf(told(facts, of), { kind: 'finished' }));

const planted = (namespace: number): NewFact => ({
  code: 'canaries-planted',
  details: { namespace, outcome: 'completed', places: 66, planted: 66, confirmed: 66 },
});
const surveyed = (namespace: number): NewFact => ({
  code: 'survey-taken',
  details: { namespace, outcome: 'completed', samples: 2002, unreadable: 0, sha256: `${namespace}`.repeat(64) },
});
const checked = (namespace: number, change = {}): NewFact => ({
  code: 'canaries-checked',
  details: { namespace, outcome: 'completed', checked: 66, gone: 66, survivors: 0, unreadable: 0, ...change },
});
const compared = (namespace: number, change = {}): NewFact => ({
  code: 'survey-compared',
  details: {
    ...{ namespace, outcome: 'completed', subsections: 1000, samples: 2002, sampledBytes: 2002 * 512 },
    ...{ bytesRead: 2002 * 512, unchanged: 0, changed: 2002, uninformative: 0, unreadable: 0, uniformValue: 0 },
    ...change,
  },
});
const readBack = (namespace: number): NewFact => ({
  code: 'read-back-ended',
  details: {
    ...{ namespace, outcome: 'completed', expectedBytes: SIZE / 2, bytesRead: SIZE / 2, mismatchBytes: 0 },
    ...{ unreadableBlocks: 0, samples: null, subsections: null },
  },
});
const before: NewFact[] = [
  { code: 'hidden-areas-examined', details: { state: 'not-applicable', why: '', sizeBytes: SIZE } },
];
const erased: NewFact[] = [
  { code: 'technique-started', details: { techniqueId: 'nvme-sanitize-block' } },
  { code: 'technique-ended', details: { outcome: { kind: 'completed', notes: [] } } },
];
const same: NewFact = {
  code: 'identity-compared',
  details: { identity: 'same', capacityAfterBytes: SIZE, healthAfter: null },
};
const ended: NewFact = {
  code: 'job-ended',
  details: { ending: { kind: 'finished' }, outcome: 'sanitized', monotonicElapsedMs: 1 },
};
const both = (fact: (namespace: number) => NewFact): NewFact[] => [fact(1), fact(2)];
const whole = [...before, ...both(planted), ...both(surveyed), ...erased, ...both(checked), ...both(compared), same];

it('a drive whose namespaces were all marked, erased and looked at is sanitized, and the record names each of them', () => {
  expect(judge(whole)).toEqual({ outcome: 'sanitized', reasons: [{ code: 'all-evidence-agrees', details: {} }] });
  const record = recordV1.parse(recordOf(told([...whole, ended])));
  expect(doubtsAbout(record)).toEqual([]);
  expect(record.drive.capacityBeforeBytes).toBe(SIZE);
  expect(record.canaries).toMatchObject({ planted: 132, confirmed: 132, gone: 132 });
  expect(record.comparison).toMatchObject({ samples: 4004, compared: 4004, subsections: 2000 });
  expect(namespacesOf(record)).toMatchObject([
    { namespace: 1, device: 'nvme3n1', bytes: SIZE / 2, canariesPlanted: 66, canariesGone: 66, samples: 2002 },
    { namespace: 2, device: 'nvme3n2', bytes: SIZE / 2, canariesPlanted: 66, canariesGone: 66, samples: 2002 },
  ]);
});

it('a journal that lacks any one fact of any one namespace is not sanitized', () => {
  for (const missing of whole) {
    // That it ended says that it began.
    if (missing.code === 'technique-started') continue;
    const { outcome } = judge(whole.filter((fact) => fact !== missing));
    expect(outcome, JSON.stringify(missing)).toBe('unverified');
  }
});

it('one namespace told twice does not stand for the other, and neither does one without a number or of another drive', () => {
  for (const code of ['canaries-planted', 'survey-taken', 'canaries-checked', 'survey-compared']) {
    for (const namespace of [1, 3, undefined]) {
      const facts = whole.map((fact) =>
        fact.code === code && 'namespace' in fact.details && fact.details.namespace === 2
          ? ({ ...fact, details: { ...fact.details, namespace } } as NewFact)
          : fact,
      );
      expect(judge(facts).outcome, `${code} of ${namespace}`).toBe('unverified');
    }
  }
});

it('what survived or stayed the same in one namespace fails the drive, also when the others were never looked at', () => {
  const alone = [...before, ...both(planted), ...both(surveyed), ...erased];
  expect(judge([...alone, checked(1, { outcome: 'findings', gone: 65, survivors: 1 }), same])).toMatchObject({
    outcome: 'failed',
    reasons: [{ code: 'canary-survived' }],
  });
  const changed = { outcome: 'findings', unchanged: 1, changed: 2001 };
  expect(judge([...alone, ...both(checked), compared(1, changed), same])).toMatchObject({ outcome: 'failed' });
  expect(judge([...alone, ...both(checked), compared(1), compared(2, changed), same])).toMatchObject({
    outcome: 'failed',
  });
});

it('known content counts only when every namespace holds it and was read back', () => {
  const known: JobIntent = { ...intent, techniqueId: 'nvme-sanitize-overwrite', deviceLeaves: 'uniform' };
  const started: NewFact = { code: 'read-back-started', details: { design: 'full' } };
  const facts = [...whole.slice(0, -1), started, ...both(readBack), same];
  expect(judge(facts, known).outcome).toBe('sanitized');
  expect(told(facts, known).comparison?.uniformValue).toBe(0);
  expect(judge([...whole.slice(0, -1), started, readBack(1), same], known).outcome).toBe('unverified');
  // A read-back that began again forgets what the earlier one saw.
  expect(judge([...facts, started, readBack(1)], known).outcome).toBe('unverified');
  const mixed = facts.map((fact) => (fact.code === 'survey-compared' ? compared(1, { uniformValue: 0xff }) : fact));
  expect(told([...mixed, compared(2)], known).comparison?.uniformValue).toBeNull();
});

it('namespaces that do not add up to the drive are no proof, whatever each of them shows', () => {
  const evidence = evidenceOf(told(whole), { kind: 'finished' });
  const [first, second] = evidence.namespaces ?? [];
  if (first === undefined || second === undefined) throw new Error('no namespaces');
  for (const namespaces of [[first], [first, first], [first, { ...second, sizeBytes: 512 }], []]) {
    expect(verdict({ ...evidence, namespaces }).reasons.map(({ code }) => code)).toContain(
      'namespaces-are-not-the-drive',
    );
  }
});

it('a chance of a missed residue is stated for the namespace that was looked at least closely', () => {
  const scarce = [
    ...before,
    planted(1),
    ...both(surveyed),
    {
      ...planted(2),
      details: { namespace: 2, outcome: 'completed', places: 12, planted: 12, confirmed: 12 },
    } as NewFact,
    ...erased,
    checked(1),
    checked(2, { checked: 12, gone: 12 }),
    ...both(compared),
    same,
    ended,
  ];
  const chances = (facts: readonly NewFact[]) => recordOf(told(facts)).residueChances.map(({ missedPpm }) => missedPpm);
  const full = chances([...whole, ended]);
  for (const [at, missed] of chances(scarce).entries()) expect(missed).toBeGreaterThanOrEqual(full[at] ?? 0);
  expect(chances(scarce)).not.toEqual(full);
});

it('no part of a drive is worked on unless every part is held, and each has a seed of its own', () => {
  const parts = [1, 2].map((nsid) => ({ nsid, descriptor: nsid, sizeBytes: SIZE / 2 }));
  const held = (more: Partial<HeldDrive>) => ({ drive, descriptor: 1, parts, ...more }) as HeldDrive;
  expect(workPartsOf(held({})).map(({ namespace, sizeBytes }) => [namespace, sizeBytes])).toEqual([
    [1, SIZE / 2],
    [2, SIZE / 2],
  ]);
  const [first, second] = parts;
  const { parts: _, ...alone } = held({});
  const wrong = [[first], [first, first], [first, { ...second, sizeBytes: 512 }], [first, { ...second, nsid: 3 }]];
  for (const some of wrong) expect(() => workPartsOf(held({ parts: some as never }))).toThrow(/every namespace/);
  expect(() => workPartsOf(alone)).toThrow(/every namespace/);
  expect(() => workPartsOf(held({ drive: exampleDrive }))).toThrow(/more is held/);
  const seed = 'ab'.repeat(32);
  expect(seedOfPart(seed, null)).toBe(seed);
  expect(new Set([seed, seedOfPart(seed, 1), seedOfPart(seed, 2)]).size).toBe(3);
  expect(seedOfPart(seed, 1)).toMatch(/^[0-9a-f]{64}$/);
});
