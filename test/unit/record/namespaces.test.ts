import { describe, expect, it } from 'vitest';
import { doubtsAbout } from '../../../core/record/judgeRecord.ts';
import { NAMESPACE_NOTE } from '../../../core/record/namespaceNotes.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';
import { plansOfWidestParts, residueChances } from '../../../core/record/residueChances.ts';
import { deviceErased } from '../../fixtures/record/deviceErased.ts';
import { sampleRecord } from '../../fixtures/record/sampleEvidence.ts';

type Facts = Record<string, string | number | boolean>;

const size = sampleRecord().drive.capacityBeforeBytes;
const half = size / 2;
const note = (namespace: number, change: Facts = {}) => ({
  code: NAMESPACE_NOTE,
  details: {
    ...{ namespace, device: `nvme3n${namespace}`, bytes: half },
    ...{ canariesPlanted: 66, canariesGone: 66, canariesSurviving: 0 },
    ...{ subsections: 1000, samples: 2002, compared: 2002, unchanged: 0, unreadable: 0 },
    ...change,
  },
});

/** A record of a drive with two namespaces in which everything went well, its sums and chances made from these notes. */
function twofold(notes: readonly { code: string; details: Facts }[]): RecordV1 {
  const base = deviceErased(sampleRecord(), { technique: 'nvme-sanitize-block', leaves: 'anything' });
  const { canaries, comparison, verification, technique } = base;
  if (canaries === null || comparison === null || verification === null || technique.device === null) {
    throw new Error('not erased by the drive');
  }
  const plans = {
    canaries: { ...canaries, planted: 132, confirmed: 132, gone: 132 },
    comparison: { ...comparison, subsections: 2000, samples: 4004, compared: 4004 },
    verification,
  };
  const parts = [1, 2].map(() => ({ sizeBytes: half, canariesGone: 66, compared: 1000, readBack: 0 }));
  return {
    ...base,
    ...plans,
    drive: { ...base.drive, transport: 'nvme', hiddenAreas: 'not-applicable' },
    technique: { ...technique, device: { ...technique.device, notes: [...notes] } },
    residueChances: residueChances(size, plansOfWidestParts(size, plans, parts)),
  };
}

describe('the second judgement of a drive with several namespaces', () => {
  it('finds nothing in a record in which each shows its own numbers and they add up', () => {
    const record = twofold([note(1), note(2)]);
    expect(recordV1.parse(record)).toEqual(record);
    expect(doubtsAbout(record)).toEqual([]);
  });

  it.each<[string, { code: string; details: Facts }[]]>([
    ['names one of two', [note(1)]],
    ['names one twice', [note(1), note(1)]],
    ['names one that is smaller than the rest of the drive', [note(1), note(2, { bytes: half - 512 })]],
    ['shows no number of one', [note(1), note(2, { namespace: 'two' })]],
    [
      'shows no marks of one',
      [note(1, { canariesPlanted: 132, canariesGone: 132 }), note(2, { canariesPlanted: 0, canariesGone: 0 })],
    ],
    ['shows a mark that was not seen gone', [note(1, { canariesGone: 65 }), note(2, { canariesGone: 67 })]],
    ['shows a mark that survived', [note(1), note(2, { canariesSurviving: 1 })]],
    ['shows no samples of one', [note(1, { samples: 4004, compared: 4004 }), note(2, { samples: 0, compared: 0 })]],
    ['shows samples that were not compared', [note(1), note(2, { compared: 2001 })]],
    ['shows a sample that is unchanged', [note(1), note(2, { unchanged: 1 })]],
    ['shows a sample that could not be read', [note(1), note(2, { unreadable: 1 })]],
    ['shows other sums of samples', [note(1), note(2, { samples: 2003, compared: 2003 })]],
    ['shows other sums of parts', [note(1), note(2, { subsections: 999 })]],
    [
      'leaves a number out',
      [note(1), { code: NAMESPACE_NOTE, details: { namespace: 2, device: 'nvme3n2', bytes: half } }],
    ],
  ])('doubts one that %s', (_, notes) => {
    expect(doubtsAbout(twofold(notes))).not.toEqual([]);
  });

  it('doubts namespaces of a technique that is of no NVMe drive, and known content that was not read back in each', () => {
    const record = twofold([note(1), note(2)]);
    const scsi = { ...record, technique: { ...record.technique, techniqueId: 'scsi-sanitize-block' } };
    expect(doubtsAbout(scsi)).toContain('it names namespaces of a drive that can have none');
    const { verification } = record;
    if (verification === null) throw new Error('not read back');
    const sampled = { ...record, verification: { ...verification, design: 'sampled' as const, expected: '00' } };
    expect(doubtsAbout(sampled)).toContain('what was read back of its namespaces does not add up');
  });

  it('takes no smaller chance of a residue than the least closely looked at namespace gives', () => {
    const record = twofold([note(1), note(2)]);
    const sums = { ...record, residueChances: residueChances(size, record) };
    const lower = record.residueChances.map(({ missedPpm, ...rest }) => ({
      ...rest,
      missedPpm: Math.max(0, missedPpm - 1),
    }));
    expect(doubtsAbout({ ...record, residueChances: lower })).toContain(
      'it states a smaller chance of a missed residue than its plans give',
    );
    for (const [at, { missedPpm }] of record.residueChances.entries()) {
      expect(missedPpm).toBeGreaterThanOrEqual(sums.residueChances[at]?.missedPpm ?? 0);
    }
  });
});
