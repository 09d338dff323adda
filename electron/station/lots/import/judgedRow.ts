import { LONGEST_CELL, MOST_COLUMNS } from '../../../../core/domain/asset.ts';
import { type RowVerdict, rowJudge } from '../../../../core/intake/judgeRow.ts';
import type { IntakePlan, SourceRow } from '../../../../core/intake/listShape.ts';
import { identityKey } from '../../../../core/intake/readIdentity.ts';

/** A row as it goes into the database, but for what only the rows before it can tell: judged alone, its cells as JSON, its numbers as they are compared. */
export type JudgedRow = {
  readonly rowNumber: number;
  readonly verdict: RowVerdict;
  readonly cells: string;
  readonly serialKey: string | null;
  readonly tagKey: string | null;
};

/** Judges the rows of one list; `null` for the header and what stands above it. Pure, so that it is done in the thread that reads. */
export function rowJudging(columns: readonly string[], plan: IntakePlan): (row: SourceRow) => JudgedRow | null {
  const judge = rowJudge({
    columns,
    fields: plan.fields,
    headed: plan.headerRow !== null,
    delimiter: plan.format.kind === 'csv' ? plan.format.delimiter : null,
    dateOrder: plan.dateOrder,
  });
  const key = (text: string | null) => (text === null ? null : identityKey(text));
  return (row) => {
    const { rowNumber, cells } = row;
    if (plan.headerRow !== null && rowNumber <= plan.headerRow) return null;
    const verdict = judge(row);
    if (verdict.kind === 'rejected') {
      const kept = cells.slice(0, MOST_COLUMNS).map((cell) => cell.slice(0, LONGEST_CELL));
      return { rowNumber, verdict, cells: JSON.stringify(kept), serialKey: null, tagKey: null };
    }
    const { serialNumber, assetTag } = verdict.fields;
    return { rowNumber, verdict, cells: JSON.stringify(cells), serialKey: key(serialNumber), tagKey: key(assetTag) };
  };
}
