import type { RecordV1 } from './recordV1.ts';

type Plans = Pick<RecordV1, 'canaries' | 'comparison' | 'verification'>;
type Chance = RecordV1['residueChances'][number];

/** Tenth, hundredth, thousandth and ten-thousandth of the drive. */
const PARTS = [10, 100, 1000, 10_000];

/**
 * How likely a connected piece of earlier data could have been missed, for four sizes, as an upper bound: the piece is taken to lie where it is hardest
 * to hit. One place in each of n equal parts (width w): certain to be hit from 2w on, else missed with at most (1 - r/2w) squared, when it
 * lies half in one part and half in the next. n places anywhere: (1 - r/size) to the power n. The draws have seeds of their own, so
 * the chances multiply. A full read-back misses nothing that a host can read. Pure; rounded up, so never too good.
 */
export function residueChances(capacityBytes: number, plans: Plans): Chance[] {
  if (capacityBytes <= 0) return [];
  return PARTS.map((part) => {
    const residueBytes = Math.floor(capacityBytes / part);
    const missed =
      missedByCanaries(residueBytes / capacityBytes, plans) *
      missedByComparison(residueBytes / capacityBytes, plans) *
      missedByReadBack(residueBytes / capacityBytes, plans);
    return { residueBytes, missedPpm: Math.min(1_000_000, Math.ceil(missed * 1_000_000)) };
  });
}

/** Of one namespace, how many places were looked at: `canariesGone` with its first and last block, the others in equal parts. */
export type PartPlan = {
  readonly sizeBytes: number;
  readonly canariesGone: number;
  readonly compared: number;
  readonly readBack: number;
};

/**
 * The plans of a drive of several namespaces as if all of it had been looked at only as closely as where it was looked at least: the number of equal
 * parts that are as wide as the widest of any namespace. What lies across two of them is missed no more likely than within the wider. Pure.
 */
export function plansOfWidestParts(capacityBytes: number, plans: Plans, parts: readonly PartPlan[]): Plans {
  if (parts.length === 0) return plans;
  const least = (places: (part: PartPlan) => number): number => {
    const shares = parts.map((part) => (part.sizeBytes > 0 ? Math.max(0, places(part)) / part.sizeBytes : 0));
    return Math.floor(Math.min(...shares) * capacityBytes);
  };
  const { canaries, comparison, verification } = plans;
  return {
    canaries: canaries === null ? null : { ...canaries, gone: least(({ canariesGone }) => canariesGone - 2) + 2 },
    comparison: comparison === null ? null : { ...comparison, subsections: least(({ compared }) => compared) },
    verification:
      verification === null || verification.subsections === null
        ? verification
        : { ...verification, subsections: least(({ readBack }) => readBack) },
  };
}

function missedByCanaries(part: number, { canaries }: Plans): number {
  if (canaries === null) return 1;
  // First and last block are places besides the parts.
  return canaries.layout === 'stratified'
    ? missedByParts(part, canaries.gone - 2)
    : missedAnywhere(part, canaries.gone);
}

function missedByComparison(part: number, { comparison }: Plans): number {
  if (comparison === null || !comparison.reportedComplete) return 1;
  return missedByParts(part, comparison.subsections);
}

function missedByReadBack(part: number, { verification }: Plans): number {
  // `changed` is the comparison itself and counts once.
  if (verification === null || verification.design === 'changed' || !verification.reportedComplete) return 1;
  return verification.design === 'full' ? 0 : missedByParts(part, verification.subsections ?? 0);
}

function missedByParts(part: number, parts: number): number {
  const halves = (part * Math.max(0, parts)) / 2;
  return halves >= 1 ? 0 : (1 - halves) * (1 - halves);
}

/** Multiplied out, because `**` may differ in its last digit from one engine to the next. */
function missedAnywhere(part: number, places: number): number {
  let missed = 1;
  for (let place = 0; place < Math.min(places, 100_000); place += 1) missed *= 1 - part;
  return missed;
}
