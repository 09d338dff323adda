import type { LotState } from '../domain/lot.ts';
import { because, type Reason } from '../domain/reason.ts';

/** What quality has to say of a lot. */
export type LotQuality = {
  /** Drives that quality drew and has not decided. */
  readonly open: number;
  /** Draws that nobody closed: until then it is not said that quality looked at a drive of the lot at all. */
  readonly openDraws: number;
  /** Samples that failed and hold the lot. */
  readonly failed: number;
};

/** The counts that a lot's state follows from. */
export type LotCounts = {
  readonly expected: number;
  /** Rows that something arrived as. */
  readonly receivedRows: number;
  /** Everything that arrived, expected or not. */
  readonly things: number;
  readonly finished: boolean;
  readonly openExceptions: number;
  /** Things that hold drives and were not opened yet. */
  readonly unopened: number;
  /** Drives of the lot whose data is not known to be gone. */
  readonly drivesOpen: number;
  /** Things that have no route yet. */
  readonly withoutDisposition: number;
  /** `null`: quality was not heard, so nobody knows. */
  readonly quality: LotQuality | null;
  readonly closed: boolean;
};

/** Where a lot stands on the board. Each step needs all before it. */
export function lotStateOf(counts: LotCounts): LotState {
  if (counts.closed) return 'closed';
  if (counts.things === 0 && !counts.finished) return 'expected';
  if (!counts.finished) return 'received';
  if (counts.drivesOpen > 0 || counts.unopened > 0) return 'wiping';
  return closingProblems(counts).length === 0 ? 'ready' : 'quality';
}

/** Everything that stands in the way of closing a lot; empty when nothing does. No role and no hurry overrules it. */
export function closingProblems(counts: LotCounts): Reason[] {
  if (counts.closed) return [because('lot-closed-already')];
  const problems: Reason[] = [];
  if (!counts.finished) problems.push(because('receiving-not-finished'));
  const count = (code: string, amount: number) => {
    if (amount > 0) problems.push(because(code, { count: amount }));
  };
  count('exceptions-open', counts.openExceptions);
  count('computers-unopened', counts.unopened);
  count('drives-with-data', counts.drivesOpen);
  count('things-without-disposition', counts.withoutDisposition);
  if (counts.quality === null) problems.push(because('quality-unknown'));
  count('quality-open', counts.quality?.open ?? 0);
  count('quality-draw-open', counts.quality?.openDraws ?? 0);
  count('quality-failed', counts.quality?.failed ?? 0);
  return problems;
}
