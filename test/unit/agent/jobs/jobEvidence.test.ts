import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verdict } from '../../../../core/domain/verdict.ts';
import { evidenceOf } from '../../../../native/agent/jobs/jobEvidence.ts';
import { blocksIn, storyOf } from '../../../../native/agent/jobs/jobStory.ts';
import type { NewFact } from '../../../../native/agent/jobs/journalFact.ts';
import {
  checked,
  checkpointAt,
  comparedSame,
  examined,
  exampleIntent,
  journalOf,
  overwriteFrom,
  overwritten,
  planted,
  readBack,
  readBackStarted,
  resumed,
  SIZE,
} from './exampleJob.ts';

function judge(...facts: NewFact[]) {
  const story = storyOf(journalOf(...facts));
  if (story === null) throw new Error('no story');
  return verdict(evidenceOf(story, { kind: 'finished' }));
}

const whole = [
  examined(),
  planted,
  overwriteFrom(0),
  overwritten(),
  checked,
  readBackStarted,
  readBack(),
  comparedSame,
];

it('a journal of a whole job is sanitized', () => {
  expect(judge(...whole).outcome).toBe('sanitized');
});

it('a journal that lacks any one of its facts is not', () => {
  for (const missing of whole) {
    // Where the overwrite began may be left out: the story of an unbroken pass starts at zero anyway.
    if (missing.code === 'overwrite-started') continue;
    const { outcome } = judge(...whole.filter((fact) => fact !== missing));
    expect(outcome, missing.code).toBe('unverified');
  }
});

it('a resumed overwrite counts each byte once, and a gap counts nothing behind it', () => {
  const half = SIZE / 2;
  const tail = [checked, readBackStarted, readBack(), comparedSame];
  const goOn = (fromBytes: number) => [
    examined(),
    planted,
    overwriteFrom(0),
    checkpointAt(half),
    resumed,
    overwriteFrom(fromBytes),
    overwritten(),
    ...tail,
  ];
  expect(judge(...goOn(half)).outcome).toBe('sanitized');
  expect(judge(...goOn(half - 512)).outcome).toBe('sanitized');
  expect(judge(...goOn(half + 512))).toMatchObject({
    outcome: 'unverified',
    reasons: [{ code: 'not-every-byte-written' }],
  });
});

it('what any interrupted pass found bad stays found', () => {
  const bad = (operation: 'read' | 'write'): NewFact => ({
    code: 'bad-range',
    details: { operation, firstLba: 8, lastLba: 15, error: 'EIO' },
  });
  const mismatch: NewFact = { code: 'mismatch-found', details: { firstByte: 100, lastByte: 149 } };
  expect(judge(bad('write'), ...whole).reasons).toEqual([{ code: 'unwritable-sectors', details: { blocks: 8 } }]);
  expect(judge(bad('read'), ...whole).reasons).toEqual([{ code: 'unreadable-sectors', details: { blocks: 8 } }]);
  expect(judge(mismatch, ...whole).reasons).toEqual([{ code: 'earlier-data-found', details: { bytes: 50 } }]);
});

it.each(['stopped', 'refused', 'fault', 'device-lost', 'too-many-bad', 'findings', 'done', 'COMPLETED', ''])(
  'an end that says “%s” is no completion, for no phase',
  (outcome) => {
    const swap = (code: string) =>
      whole.map((fact) => (fact.code === code ? { ...fact, details: { ...fact.details, outcome } } : fact) as NewFact);
    for (const code of ['overwrite-ended', 'read-back-ended', 'canaries-planted']) {
      expect(judge(...swap(code)).outcome, code).toBe('unverified');
    }
    if (outcome !== 'findings') expect(judge(...swap('canaries-checked')).outcome).toBe('unverified');
  },
);

it('one word of the engine that is not understood and the job cannot pass', () => {
  const unclear: NewFact = { code: 'engine-words-unknown', details: { line: '{"type":"miracle"}' } };
  expect(judge(unclear, ...whole).outcome).toBe('unverified');
});

it('a read-back that started again after a restart is judged by its own end, not by the earlier one', () => {
  expect(judge(...whole.slice(0, 6), resumed, readBackStarted, comparedSame).outcome).toBe('unverified');
});

it('sectors in overlapping and repeated ranges are counted once', () => {
  const range = fc.record({ firstLba: fc.nat(200), length: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), (drawn) => {
      const ranges = drawn.map(({ firstLba, length }) => ({
        operation: 'read' as const,
        firstLba,
        lastLba: firstLba + length - 1,
        error: 'EIO',
      }));
      const sectors = new Set(
        ranges.flatMap(({ firstLba, lastLba }) =>
          Array.from({ length: lastLba - firstLba + 1 }, (_, at) => firstLba + at),
        ),
      );
      expect(blocksIn(ranges, 'read')).toBe(sectors.size);
      expect(blocksIn(ranges, 'write')).toBe(0);
    }),
  );
});

it('a drive whose hidden half was opened is judged by its whole size from then on', () => {
  const opening: NewFact = {
    code: 'technique-note',
    details: { what: 'ata-hpa-restore', facts: { hiddenSectors: SIZE / 512, toBytes: 2 * SIZE } },
  };
  const before = storyOf(journalOf(opening));
  expect([before?.intent.drive.sizeBytes, before?.openingBytes]).toEqual([SIZE, 2 * SIZE]);
  const opened = [opening, examined('restored', 2 * SIZE), planted, overwriteFrom(0)];
  const story = storyOf(journalOf(...opened));
  expect(story?.intent).toEqual({ ...exampleIntent, drive: { ...exampleIntent.drive, sizeBytes: 2 * SIZE } });
  const grown: NewFact = {
    code: 'identity-compared',
    details: { identity: 'same', capacityAfterBytes: 2 * SIZE, healthAfter: null },
  };
  const tail = [checked, readBackStarted, readBack({ expectedBytes: 2 * SIZE, bytesRead: 2 * SIZE }), grown];
  expect(judge(...opened, overwritten('completed', 2 * SIZE), ...tail).outcome).toBe('sanitized');
  // Only what was shown before was overwritten.
  expect(judge(...opened, overwritten('completed', SIZE), ...tail).outcome).toBe('unverified');
});

it('what a bridge lets nobody ask is enough for Clear and for nothing more', () => {
  const story = storyOf(journalOf(examined('behind-bridge')));
  if (story === null) throw new Error('no story');
  const state = () => evidenceOf(story, { kind: 'finished' }).hiddenAreas.state;
  expect(state()).toBe('behind-bridge');
  story.intent = { ...story.intent, policy: { ...story.intent.policy, method: 'purge' } };
  expect(state()).toBe('not-examined');
});
