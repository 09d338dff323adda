import type { ListProposal, PreviewRow } from '../../../../core/contract/lots.ts';
import { type AssetField, MOST_COLUMNS } from '../../../../core/domain/asset.ts';
import { columnsOf, findHeader } from '../../../../core/intake/findHeader.ts';
import { rowJudge } from '../../../../core/intake/judgeRow.ts';
import type { IntakePlan } from '../../../../core/intake/listShape.ts';
import { proposeMapping } from '../../../../core/intake/proposeMapping.ts';
import { orderOfDays } from '../../../../core/intake/readDay.ts';
import type { Inspected } from './readerTalk.ts';

/** So many rows of a list are looked at for a proposal. */
export const LOOKED_AT_ROWS = 400;
const SHOWN_ROWS = 25;
const SHOWN_CELLS = 64;
const SHOWN_CHARACTERS = 120;

/** What a list is taken for. `headerRow` as a person corrected it; `undefined`: find it. */
export function proposeList(
  inspected: Inspected,
  headerRow: number | null | undefined,
  kept: ReadonlyMap<string, AssetField | null>,
): ListProposal {
  const { format, rows, sheets, encodingSure } = inspected;
  const header = headerRow === undefined ? findHeader(rows) : headerRow;
  const columns = columnsOf(rows, header).slice(0, MOST_COLUMNS);
  const below = rows.filter(({ rowNumber }) => header === null || rowNumber > header);
  const { system, columns: proposed } = proposeMapping(
    columns,
    below.map(({ cells }) => cells),
    kept,
  );
  const fields = proposed.map(({ field }) => field);
  const retired = fields.indexOf('retiredOn');
  const dateOrder = orderOfDays(retired < 0 ? [] : below.map(({ cells }) => cells[retired] ?? ''));
  const plan: IntakePlan = { format, headerRow: header, fields, dateOrder };
  const judge = rowJudge({
    columns,
    fields,
    headed: header !== null,
    delimiter: format.kind === 'csv' ? format.delimiter : null,
    dateOrder,
  });
  const preview = below.slice(0, SHOWN_ROWS).map((row): PreviewRow => {
    const verdict = judge(row);
    return {
      rowNumber: row.rowNumber,
      cells: row.cells.slice(0, SHOWN_CELLS).map((cell) => cell.slice(0, SHOWN_CHARACTERS)),
      verdict: verdict.kind,
      why: [...(verdict.kind === 'accepted' ? verdict.remarks : verdict.reasons)],
    };
  });
  const rowsAbove = header === null ? 0 : rows.filter(({ rowNumber }) => rowNumber < header).length;
  return { plan, sheets: [...sheets], encodingSure, system, columns: [...proposed], rowsAbove, preview };
}
