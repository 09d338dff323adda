import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Evidence } from '../../../core/domain/evidence.ts';
import { type VerdictOutcome, verdict } from '../../../core/domain/verdict.ts';

const SIZE = 1_000_000;

/** Evidence of a wipe in which everything went well. */
const clean: Evidence = {
  identity: 'same',
  capacity: { beforeBytes: SIZE, afterBytes: SIZE },
  technique: { reportedComplete: true, writtenBytes: SIZE, expectedBytes: SIZE, badBlocks: 0 },
  canaries: { planted: 64, confirmed: 64, gone: 64, survivors: 0 },
  verification: {
    design: 'full',
    reportedComplete: true,
    expectedBytes: SIZE,
    readBytes: SIZE,
    mismatchBytes: 0,
    unreadableBlocks: 0,
  },
  ending: { kind: 'finished' },
  reallocatedSectorsAfter: 0,
};
const why = { code: 'x', details: {} };
const technique = (change: Partial<Evidence['technique']>): Evidence => ({
  ...clean,
  technique: { ...clean.technique, ...change },
});
const canaries = (change: object): Evidence => ({
  ...clean,
  canaries: { planted: 64, confirmed: 64, gone: 64, survivors: 0, ...change },
});
const readBack = (change: object): Evidence => ({
  ...clean,
  verification: clean.verification === null ? null : { ...clean.verification, ...change },
});

const table: readonly (readonly [string, Evidence, VerdictOutcome, string])[] = [
  ['everything agrees', clean, 'sanitized', 'all-evidence-agrees'],
  ['no reallocation count is known', { ...clean, reallocatedSectorsAfter: null }, 'sanitized', 'all-evidence-agrees'],
  [
    'sectors were reallocated',
    { ...clean, reallocatedSectorsAfter: 3 },
    'sanitized-with-exceptions',
    'reallocated-sectors-out-of-reach',
  ],
  ['the identity changed', { ...clean, identity: 'changed' }, 'failed', 'identity-changed'],
  ['the identity was not read again', { ...clean, identity: 'not-read' }, 'unverified', 'identity-not-re-read'],
  [
    'the capacity shrank',
    { ...clean, capacity: { beforeBytes: SIZE, afterBytes: SIZE - 512 } },
    'failed',
    'capacity-changed',
  ],
  [
    'the capacity grew',
    { ...clean, capacity: { beforeBytes: SIZE, afterBytes: SIZE + 512 } },
    'failed',
    'capacity-changed',
  ],
  [
    'the capacity is zero now',
    { ...clean, capacity: { beforeBytes: SIZE, afterBytes: 0 } },
    'failed',
    'capacity-changed',
  ],
  [
    'the capacity was not read again',
    { ...clean, capacity: { beforeBytes: SIZE, afterBytes: null } },
    'unverified',
    'capacity-not-re-read',
  ],
  [
    'the technique did not report its end',
    technique({ reportedComplete: false }),
    'unverified',
    'technique-not-complete',
  ],
  ['one byte was not written', technique({ writtenBytes: SIZE - 1 }), 'unverified', 'not-every-byte-written'],
  ['more than the drive was written', technique({ writtenBytes: SIZE + 1 }), 'unverified', 'not-every-byte-written'],
  [
    'less was to be written',
    technique({ writtenBytes: 512, expectedBytes: 512 }),
    'unverified',
    'not-every-byte-written',
  ],
  ['one sector could not be written', technique({ badBlocks: 1 }), 'failed', 'unwritable-sectors'],
  ['there were no canaries', { ...clean, canaries: null }, 'unverified', 'no-canaries'],
  ['no canary was planted', canaries({ planted: 0, confirmed: 0, gone: 0 }), 'unverified', 'canaries-not-confirmed'],
  ['one canary was not confirmed', canaries({ confirmed: 63 }), 'unverified', 'canaries-not-confirmed'],
  ['one canary was not seen gone', canaries({ gone: 63 }), 'unverified', 'canaries-not-all-seen-gone'],
  ['one canary survived', canaries({ gone: 63, survivors: 1 }), 'failed', 'canary-survived'],
  ['nothing was read back', { ...clean, verification: null }, 'unverified', 'not-read-back'],
  [
    'the read-back did not report its end',
    readBack({ reportedComplete: false }),
    'unverified',
    'read-back-not-complete',
  ],
  ['the read-back is one byte short', readBack({ readBytes: SIZE - 1 }), 'unverified', 'read-back-short'],
  [
    'the read-back was to read nothing',
    readBack({ design: 'sampled', expectedBytes: 0, readBytes: 0 }),
    'unverified',
    'read-back-short',
  ],
  [
    'a full read-back covered half the drive',
    readBack({ expectedBytes: SIZE / 2, readBytes: SIZE / 2 }),
    'unverified',
    'read-back-not-whole-drive',
  ],
  ['one byte was something else', readBack({ mismatchBytes: 1 }), 'failed', 'earlier-data-found'],
  ['one sector was unreadable', readBack({ unreadableBlocks: 1 }), 'failed', 'unreadable-sectors'],
  ['the job failed', { ...clean, ending: { kind: 'failed', why } }, 'failed', 'x'],
  ['the job stalled', { ...clean, ending: { kind: 'stalled', silentMs: 9 } }, 'stalled', 'progress-stood-still'],
  ['the job was interrupted', { ...clean, ending: { kind: 'interrupted', why } }, 'interrupted', 'x'],
];

it.each(table)('when %s', (_what, evidence, outcome, code) => {
  const judged = verdict(evidence);
  expect(judged.outcome).toBe(outcome);
  expect(judged.reasons.map((reason) => reason.code)).toContain(code);
});

/**
 * The oracle, written from the promise and not from the code: a drive is sanitized if and only if each of these sentences is true.
 */
function everyFactIsThere(e: Evidence): boolean {
  const size = e.capacity.beforeBytes;
  const { canaries: c, verification: v, technique: t } = e;
  if (c === null || v === null || e.ending.kind !== 'finished') return false;
  return ![
    e.identity !== 'same',
    size < 1,
    e.capacity.afterBytes !== size,
    !t.reportedComplete,
    t.badBlocks !== 0,
    t.writtenBytes !== size,
    t.expectedBytes !== size,
    c.planted < 1,
    c.confirmed !== c.planted,
    c.gone !== c.planted,
    c.survivors !== 0,
    !v.reportedComplete,
    v.expectedBytes < 1,
    v.readBytes !== v.expectedBytes,
    v.mismatchBytes !== 0,
    v.unreadableBlocks !== 0,
    v.design === 'full' && v.expectedBytes !== size,
  ].some((doubt) => doubt);
}

const mostly = <T>(right: T, wrong: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 14, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: wrong });
const bytes = mostly(SIZE, fc.constantFrom(0, 1, SIZE - 512, SIZE + 512, SIZE / 2));
const few = mostly(0, fc.integer({ min: 0, max: 3 }));
const seen = mostly(64, fc.integer({ min: 0, max: 64 }));
const yes = mostly(true, fc.boolean());

const evidence: fc.Arbitrary<Evidence> = fc.record({
  identity: mostly<Evidence['identity']>('same', fc.constantFrom('changed', 'not-read')),
  capacity: fc.record({
    beforeBytes: bytes,
    afterBytes: fc.oneof(bytes, mostly<number | null>(SIZE, fc.constant(null))),
  }),
  technique: fc.record({ reportedComplete: yes, writtenBytes: bytes, expectedBytes: bytes, badBlocks: few }),
  canaries: mostly<Evidence['canaries']>(
    { planted: 64, confirmed: 64, gone: 64, survivors: 0 },
    fc.oneof(fc.constant(null), fc.record({ planted: seen, confirmed: seen, gone: seen, survivors: few })),
  ),
  verification: fc.oneof(
    fc.record({
      design: fc.constantFrom('full' as const, 'sampled' as const),
      reportedComplete: yes,
      expectedBytes: bytes,
      readBytes: bytes,
      mismatchBytes: few,
      unreadableBlocks: few,
    }),
    mostly<Evidence['verification']>(clean.verification, fc.constant(null)),
  ),
  ending: mostly<Evidence['ending']>(
    { kind: 'finished' },
    fc.constantFrom({ kind: 'failed', why }, { kind: 'stalled', silentMs: 5 }, { kind: 'interrupted', why }),
  ),
  reallocatedSectorsAfter: fc.constantFrom(null, 0, 5),
});

it('never says sanitized unless every fact is there, and says it whenever every fact is', () => {
  let passed = 0;
  fc.assert(
    fc.property(evidence, (facts) => {
      const { outcome, reasons } = verdict(facts);
      const passing = outcome === 'sanitized' || outcome === 'sanitized-with-exceptions';
      expect(passing).toBe(everyFactIsThere(facts));
      expect(outcome === 'sanitized-with-exceptions').toBe(passing && (facts.reallocatedSectorsAfter ?? 0) > 0);
      expect(reasons.length).toBeGreaterThan(0);
      if (passing) passed += 1;
    }),
    { numRuns: 20_000 },
  );
  // A property that only ever saw broken evidence would prove nothing.
  expect(passed).toBeGreaterThan(1_000);
});
