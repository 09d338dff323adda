import { LONGEST_CELL, MOST_COLUMNS } from '../../../../core/domain/asset.ts';
import { type RowVerdict, rowJudge } from '../../../../core/intake/judgeRow.ts';
import type { IntakePlan, SourceRow } from '../../../../core/intake/listShape.ts';
import { identityKey } from '../../../../core/intake/readIdentity.ts';

/** A row as it is staged, judged on its own: whether it stood in the lot before is not known yet. */
export type JudgedRow = {
  readonly rowNumber: number;
  /** The cells as they are kept: JSON. */
  readonly cells: string;
  readonly verdict: RowVerdict;
  /** What its numbers are found by; `null` where there is none, and of a rejected row. */
  readonly serialKey: string | null;
  readonly tagKey: string | null;
};

/** How the rows of one list are judged. */
export type JudgeOrder = { readonly columns: readonly string[]; readonly plan: IntakePlan };

/** Judges the rows below the header, each on its own. It runs where the file is taken apart, so that the station's own thread only has to write. */
export function rowsJudged({ columns, plan }: JudgeOrder): (rows: readonly SourceRow[]) => JudgedRow[] {
  const { headerRow, format, fields, dateOrder } = plan;
  const delimiter = format.kind === 'csv' ? format.delimiter : null;
  const judge = rowJudge({ columns, fields, headed: headerRow !== null, delimiter, dateOrder });
  const keyOf = (text: string | null) => (text === null ? null : identityKey(text));
  return (rows) =>
    rows.flatMap((row): JudgedRow[] => {
      const { rowNumber } = row;
      if (headerRow !== null && rowNumber <= headerRow) return [];
      const verdict = judge(row);
      if (verdict.kind === 'rejected') {
        const cells = row.cells.slice(0, MOST_COLUMNS).map((cell) => cell.slice(0, LONGEST_CELL));
        return [{ rowNumber, cells: JSON.stringify(cells), verdict, serialKey: null, tagKey: null }];
      }
      const { serialNumber, assetTag } = verdict.fields;
      const keys = { serialKey: keyOf(serialNumber), tagKey: keyOf(assetTag) };
      return [{ rowNumber, cells: JSON.stringify(row.cells), verdict, ...keys }];
    });
}
