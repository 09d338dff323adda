import { describe, expect, it } from 'vitest';
import { doubtsAbout } from '../../../core/record/judgeRecord.ts';
import { recordV1 } from '../../../core/record/recordV1.ts';
import { residueChances } from '../../../core/record/residueChances.ts';
import { BAD_NOTES, note, size, twofold } from '../../fixtures/record/twofoldRecord.ts';

describe('the second judgement of a drive with several namespaces', () => {
  it('finds nothing in a record in which each shows its own numbers and they add up', () => {
    const record = twofold([note(1), note(2)]);
    expect(recordV1.parse(record)).toEqual(record);
    expect(doubtsAbout(record)).toEqual([]);
  });

  it.each(BAD_NOTES)('doubts one that %s', (_, notes) => {
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
