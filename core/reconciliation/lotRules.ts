import type { LotState } from '../domain/lot.ts';
import { because, type Reason } from '../domain/reason.ts';

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
  /** Drives that quality drew and has not decided; a failed one holds the lot. */
  readonly qualityOpen: number;
  readonly qualityFailed: number;
  readonly closed: boolean;
};

/** Where a lot stands on the board. Each step needs all before it. */
export function lotStateOf(counts: LotCounts): LotState {
  if (counts.closed) return 'closed';
  if (counts.things === 0 && !counts.finished) return 'expected';
  if (!counts.finished) return 'received';
  if (counts.drivesOpen > 0 || counts.unopened > 0) return 'wiping';
  if (counts.qualityOpen > 0 || counts.qualityFailed > 0) return 'quality';
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
  count('quality-open', counts.qualityOpen);
  count('quality-failed', counts.qualityFailed);
  return problems;
}
