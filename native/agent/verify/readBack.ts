import type { VerificationDesign } from '../../../core/domain/policy.ts';
import { type Pattern, patternArgv, rateArgv } from '../techniques/technique.ts';

export type ReadBackPlan = {
  readonly design: VerificationDesign;
  readonly sizeBytes: number;
  readonly pattern: Pattern;
  readonly planSeed: string;
  readonly badBlockLimit: number;
  readonly maxBytesPerSecond: number | null;
};

/** The engine's arguments for the read-back over the descriptor 3. */
export function readBackArgv(plan: ReadBackPlan): string[] {
  const common = [
    ...['--fd', '3'],
    ...['--size', String(plan.sizeBytes)],
    ...patternArgv(plan.pattern),
    ...['--bad-limit', String(plan.badBlockLimit)],
    ...rateArgv(plan.maxBytesPerSecond),
  ];
  if (plan.design.design === 'full') return ['verify', ...common];
  return [
    'sample',
    ...common,
    ...['--plan-seed', plan.planSeed],
    ...['--subsections', String(plan.design.subsections)],
    ...['--per-subsection', String(plan.design.samplesPerSubsection)],
    ...['--share-ppm', String(plan.design.sharePpm)],
  ];
}

/** The least that this design must read. The engine's own plan may be longer; a shorter one is no verification. */
export function leastReadBytes(design: VerificationDesign, sizeBytes: number): number {
  // In whole numbers: a size times a million is beyond what a double carries exactly.
  return design.design === 'full' ? sizeBytes : Number((BigInt(sizeBytes) * BigInt(design.sharePpm)) / 1_000_000n);
}
