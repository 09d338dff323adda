import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Comparison, Evidence, OverwritePass, TechniqueEvidence } from '../../../core/domain/evidence.ts';
import { type DeviceState, deviceState } from '../../../core/domain/technique.ts';
import { type VerdictOutcome, verdict } from '../../../core/domain/verdict.ts';

const SIZE = 1_000_000;

const wholePass: OverwritePass = { reportedComplete: true, writtenBytes: SIZE, expectedBytes: SIZE, badBlocks: 0 };

/** Evidence of a wipe in which everything went well. */
const clean: Evidence = {
  identity: 'same',
  capacity: { beforeBytes: SIZE, afterBytes: SIZE },
  hiddenAreas: { state: 'none', why: '' },
  technique: { kind: 'overwrite', passes: [wholePass] },
  comparison: null,
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
const hidden = (state: Evidence['hiddenAreas']['state']): Evidence => ({ ...clean, hiddenAreas: { state, why: 'x' } });
const technique = (change: Partial<OverwritePass>): Evidence => ({
  ...clean,
  technique: { kind: 'overwrite', passes: [{ ...wholePass, ...change }] },
});
const allCompared: Comparison = {
  reportedComplete: true,
  expectedSamples: 2002,
  comparedSamples: 2002,
  unchanged: 0,
  uninformative: 0,
  unreadable: 0,
  uniformValue: 0,
};

/** Evidence of a block erase by the drive itself in which everything went well. */
const erased: Evidence = {
  ...clean,
  technique: { kind: 'device', state: 'completed', leaves: 'uniform', passes: [] },
  comparison: allCompared,
};
/** The same of a cryptographic erase, of which nobody knows what it leaves. */
const scrambled: Evidence = {
  ...clean,
  technique: { kind: 'device', state: 'completed', leaves: 'anything', passes: [] },
  comparison: { ...allCompared, uniformValue: null },
  verification: {
    design: 'changed',
    reportedComplete: true,
    expectedBytes: 1000,
    readBytes: 1000,
    mismatchBytes: 0,
    unreadableBlocks: 0,
  },
};
const device = (change: Partial<Extract<TechniqueEvidence, { kind: 'device' }>>, from = erased): Evidence => ({
  ...from,
  technique: { kind: 'device', state: 'completed', leaves: 'uniform', passes: [], ...change },
});
const compared = (change: Partial<Comparison>, from = erased): Evidence => ({
  ...from,
  comparison: { ...allCompared, ...change },
});
const canaries = (change: object): Evidence => ({
  ...clean,
  canaries: { planted: 64, confirmed: 64, gone: 64, survivors: 0, ...change },
});
const readBack = (change: object): Evidence => ({
  ...clean,
  verification: clean.verification === null ? null : { ...clean.verification, ...change },
});

type TableRow = readonly [string, Evidence, VerdictOutcome, string];
const table: readonly TableRow[] = [
  ['everything agrees', clean, 'sanitized', 'all-evidence-agrees'],
  ['no reallocation count is known', { ...clean, reallocatedSectorsAfter: null }, 'sanitized', 'all-evidence-agrees'],
  [
    'sectors were reallocated',
    { ...clean, reallocatedSectorsAfter: 3 },
    'sanitized-with-exceptions',
    'reallocated-sectors-out-of-reach',
  ],
  ['a hidden area was opened before', hidden('restored'), 'sanitized', 'all-evidence-agrees'],
  ['the drive is of a kind without hidden areas', hidden('not-applicable'), 'sanitized', 'all-evidence-agrees'],
  ['a bridge lets nobody ask for them', hidden('behind-bridge'), 'sanitized', 'all-evidence-agrees'],
  ['a hidden area is left', hidden('present'), 'failed', 'hidden-area-left'],
  ['nobody could look for hidden areas', hidden('not-examined'), 'unverified', 'hidden-areas-not-examined'],
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
  ['the drive erased itself and everything agrees', erased, 'sanitized', 'all-evidence-agrees'],
  ['a cryptographic erase changed every place', scrambled, 'sanitized', 'all-evidence-agrees'],
  ['an overwrite followed the erase', device({ passes: [wholePass] }), 'sanitized', 'all-evidence-agrees'],
  ['places were empty already before', compared({ uninformative: 2002 }), 'sanitized', 'all-evidence-agrees'],
  ['the drive says that it failed', device({ state: 'failed' }), 'failed', 'drive-says-failed'],
  ...(['unknown', 'stalled', 'interrupted', 'not-run'] as const).map(
    (state): TableRow => [
      `the drive’s own state is ${state}`,
      device({ state }),
      'unverified',
      'drive-state-not-completed',
    ],
  ),
  [
    'the drive says success and a canary survives',
    { ...erased, canaries: { planted: 64, confirmed: 64, gone: 63, survivors: 1 } },
    'failed',
    'canary-survived',
  ],
  ['the drive says success and one place is unchanged', compared({ unchanged: 1 }), 'failed', 'samples-unchanged'],
  ['a place could not be read afterwards', compared({ unreadable: 1 }), 'unverified', 'samples-unreadable'],
  ['a place was not compared', compared({ comparedSamples: 2001 }), 'unverified', 'comparison-short'],
  ['nothing was compared', { ...erased, comparison: null }, 'unverified', 'not-compared'],
  ['no place was drawn', compared({ expectedSamples: 0, comparedSamples: 0 }), 'unverified', 'comparison-short'],
  [
    'the comparison did not come to its end',
    compared({ reportedComplete: false }),
    'unverified',
    'comparison-not-complete',
  ],
  ['two values are left by a block erase', compared({ uniformValue: null }), 'unverified', 'content-not-uniform'],
  [
    'known content was only compared before and after',
    { ...erased, verification: scrambled.verification },
    'unverified',
    'not-read-back',
  ],
  [
    'the overwrite after the erase is short',
    device({ passes: [{ ...wholePass, writtenBytes: SIZE - 1 }] }),
    'unverified',
    'not-every-byte-written',
  ],
  [
    'the overwrite after a cryptographic erase was not read back',
    device({ leaves: 'anything', passes: [wholePass] }, scrambled),
    'unverified',
    'not-read-back',
  ],
  [
    'one of three passes did not end',
    {
      ...clean,
      technique: { kind: 'overwrite', passes: [wholePass, { ...wholePass, reportedComplete: false }, wholePass] },
    },
    'unverified',
    'technique-not-complete',
  ],
  [
    'there was no pass at all',
    { ...clean, technique: { kind: 'overwrite', passes: [] } },
    'unverified',
    'technique-not-complete',
  ],
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
  const onlyChanged = t.kind === 'device' && t.leaves === 'anything' && t.passes.length === 0;
  const passesHold = t.passes.every(
    (p) => p.reportedComplete && p.badBlocks === 0 && p.writtenBytes === size && p.expectedBytes === size,
  );
  if (!passesHold || (t.kind === 'overwrite' && t.passes.length === 0)) return false;
  if (t.kind === 'device' && !driveHasErased(e, t)) return false;
  if (v.design === 'changed' && !onlyChanged) return false;
  return ![
    e.identity !== 'same',
    e.hiddenAreas.state === 'present' || e.hiddenAreas.state === 'not-examined',
    size < 1,
    e.capacity.afterBytes !== size,
    c.planted < 1,
    c.confirmed !== c.planted,
    c.gone !== c.planted,
    c.survivors !== 0,
    e.comparison !== null && e.comparison.unchanged !== 0,
    !v.reportedComplete,
    v.expectedBytes < 1,
    v.readBytes !== v.expectedBytes,
    v.mismatchBytes !== 0,
    v.unreadableBlocks !== 0,
    v.design === 'full' && v.expectedBytes !== size,
  ].some((doubt) => doubt);
}

function driveHasErased({ comparison: k }: Evidence, t: Extract<TechniqueEvidence, { kind: 'device' }>): boolean {
  return (
    t.state === 'completed' &&
    k !== null &&
    k.reportedComplete &&
    k.expectedSamples > 0 &&
    k.comparedSamples === k.expectedSamples &&
    k.unchanged === 0 &&
    k.unreadable === 0 &&
    (t.leaves === 'anything' || k.uniformValue !== null)
  );
}

const mostly = <T>(right: T, wrong: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 14, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: wrong });
const bytes = mostly(SIZE, fc.constantFrom(0, 1, SIZE - 512, SIZE + 512, SIZE / 2));
const few = mostly(0, fc.integer({ min: 0, max: 3 }));
const seen = mostly(64, fc.integer({ min: 0, max: 64 }));
const yes = mostly(true, fc.boolean());

const pass = fc.record({ reportedComplete: yes, writtenBytes: bytes, expectedBytes: bytes, badBlocks: few });
const passes = fc.oneof(fc.constant([wholePass]), fc.array(pass, { maxLength: 3 }));
const state = mostly<DeviceState>('completed', fc.constantFrom(...deviceState.options));
const leaves = fc.constantFrom('uniform' as const, 'anything' as const);
const samples = mostly(2002, fc.constantFrom(0, 1, 2001));
const comparison = fc.record({
  reportedComplete: yes,
  expectedSamples: samples,
  comparedSamples: samples,
  unchanged: few,
  uninformative: few,
  unreadable: few,
  uniformValue: fc.constantFrom(null, 0, 255),
});

const evidence: fc.Arbitrary<Evidence> = fc.record({
  identity: mostly<Evidence['identity']>('same', fc.constantFrom('changed', 'not-read')),
  capacity: fc.record({
    beforeBytes: bytes,
    afterBytes: fc.oneof(bytes, mostly<number | null>(SIZE, fc.constant(null))),
  }),
  hiddenAreas: fc.record({
    state: mostly<Evidence['hiddenAreas']['state']>(
      'none',
      fc.constantFrom('restored', 'present', 'not-applicable', 'behind-bridge', 'not-examined'),
    ),
    why: fc.constant(''),
  }),
  technique: fc.oneof(
    fc.record({ kind: fc.constant('overwrite' as const), passes }),
    fc.record({ kind: fc.constant('device' as const), state, leaves, passes }),
  ),
  comparison: mostly<Comparison | null>(allCompared, fc.oneof(fc.constant(null), comparison)),
  canaries: mostly<Evidence['canaries']>(
    { planted: 64, confirmed: 64, gone: 64, survivors: 0 },
    fc.oneof(fc.constant(null), fc.record({ planted: seen, confirmed: seen, gone: seen, survivors: few })),
  ),
  verification: fc.oneof(
    fc.record({
      design: fc.constantFrom('full' as const, 'sampled' as const, 'changed' as const),
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
  let passedByDrive = 0;
  fc.assert(
    fc.property(evidence, (facts) => {
      const { outcome, reasons } = verdict(facts);
      const passing = outcome === 'sanitized' || outcome === 'sanitized-with-exceptions';
      expect(passing).toBe(everyFactIsThere(facts));
      expect(outcome === 'sanitized-with-exceptions').toBe(passing && (facts.reallocatedSectorsAfter ?? 0) > 0);
      expect(reasons.length).toBeGreaterThan(0);
      if (passing) passed += 1;
      if (passing && facts.technique.kind === 'device') passedByDrive += 1;
    }),
    { numRuns: 20_000 },
  );
  // A property that only ever saw broken evidence would prove nothing.
  expect(passed).toBeGreaterThan(1_000);
  expect(passedByDrive).toBeGreaterThan(500);
});
