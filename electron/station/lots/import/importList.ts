import { setImmediate as nextTurn } from 'node:timers/promises';
import { columnWidths } from '../../../../core/intake/columnWidths.ts';
import { judgeAgain, type RowVerdict, rowJudge } from '../../../../core/intake/judgeRow.ts';
import type { IntakePlan, SourceRow } from '../../../../core/intake/listShape.ts';
import type { StagedList } from './stagedList.ts';

/** One turn of work holds the station's other work no longer than about this. */
const TURN_MS = 12;
/** Looking at the clock costs; it is looked at after so many rows. */
const ROWS_BETWEEN_LOOKS = 16;
const MARKED_ROWS = 1000;

export type ImportCounts = {
  readonly readBytes: number;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
};

/**
 * Judges the rows of a list and stages each as an asset or as rejected. Every row below the header becomes one or the other. Works in short turns; throws the
 * signal's reason when it is aborted, between two turns.
 */
export async function importRows(task: {
  readonly batches: AsyncIterable<{ readonly rows: readonly SourceRow[]; readonly readBytes: number }>;
  readonly columns: readonly string[];
  readonly plan: IntakePlan;
  readonly staged: StagedList;
  readonly signal: AbortSignal;
  readonly progress: (counts: ImportCounts) => void;
}): Promise<ImportCounts> {
  const { columns, plan, staged, signal } = task;
  const judge = rowJudge({
    columns,
    fields: plan.fields,
    headed: plan.headerRow !== null,
    delimiter: plan.format.kind === 'csv' ? plan.format.delimiter : null,
    dateOrder: plan.dateOrder,
  });
  const widths = { serial: columnWidths(), tag: columnWidths() };
  let counts: ImportCounts = { readBytes: 0, rows: 0, accepted: 0, rejected: 0 };
  let rows = 0;
  let accepted = 0;
  let rejected = 0;

  function take(row: SourceRow): void {
    if (plan.headerRow !== null && row.rowNumber <= plan.headerRow) return;
    const alone = judge(row);
    let verdict: RowVerdict = alone;
    if (alone.kind === 'accepted') {
      const { serial, tag } = staged.earlier(alone.fields);
      if (serial !== null || tag !== null) verdict = judgeAgain(alone, serial, tag);
    }
    rows += 1;
    if (verdict.kind === 'accepted') {
      accepted += 1;
      if (verdict.fields.serialNumber !== null) widths.serial.add(verdict.fields.serialNumber);
      if (verdict.fields.assetTag !== null) widths.tag.add(verdict.fields.assetTag);
    } else rejected += 1;
    staged.add(row, verdict);
  }

  for await (const batch of task.batches) {
    let at = 0;
    while (at < batch.rows.length) {
      signal.throwIfAborted();
      const endMs = performance.now() + TURN_MS;
      staged.chunk(() => {
        for (; at < batch.rows.length; at += 1) {
          const row = batch.rows[at];
          if (row !== undefined) take(row);
          if (at % ROWS_BETWEEN_LOOKS === 0 && performance.now() > endMs) {
            at += 1;
            return;
          }
        }
      });
      await nextTurn();
    }
    counts = { readBytes: batch.readBytes, rows, accepted, rejected };
    task.progress(counts);
  }
  for (const which of ['serial', 'tag'] as const) {
    const width = widths[which].lostZeros();
    if (width === null) continue;
    let more = true;
    while (more) {
      signal.throwIfAborted();
      staged.chunk(() => {
        more = staged.markLostZeros(which, width, MARKED_ROWS);
      });
      await nextTurn();
    }
  }
  signal.throwIfAborted();
  if (rows !== accepted + rejected) throw new Error(`${rows} rows, ${accepted} accepted and ${rejected} rejected`);
  return counts;
}
