import { columnNames, nameParts } from './columnNames.ts';
import { foldName } from './foldName.ts';
import { isBlank, type SourceRow } from './listShape.ts';

/** Titles, dates and addresses above the header are not more than this many rows. */
const LOOKED_AT = 30;

const known: ReadonlySet<string> = new Set(Object.values(columnNames).flat());
const parts: readonly string[] = Object.values(nameParts).flat();

/**
 * The row of the column names among the first rows of a list: the one with most names that stand for a field. Where no row has one, the first row counts when
 * it is words over rows with digits; else the list has no header and the answer is null.
 */
export function findHeader(rows: readonly SourceRow[]): number | null {
  const filled = rows.filter(({ cells }) => !isBlank(cells)).slice(0, LOOKED_AT);
  let best: { readonly rowNumber: number; readonly score: number } | null = null;
  for (const { rowNumber, cells } of filled) {
    const score = cells.reduce((sum, cell) => sum + scoreOf(foldName(cell)), 0);
    if (score > (best?.score ?? 0)) best = { rowNumber, score };
  }
  if (best !== null) return best.rowNumber;
  const [first, ...others] = filled;
  if (first === undefined || others.length === 0) return null;
  const words = first.cells.filter((cell) => cell.trim() !== '');
  const named = words.every((cell) => /\p{L}/u.test(cell) && !/\d/.test(cell)) && new Set(words).size === words.length;
  return named && others.every(({ cells }) => cells.some((cell) => /\d/.test(cell))) ? first.rowNumber : null;
}

function scoreOf(name: string): number {
  if (name === '' || name.length > 40) return 0;
  if (known.has(name)) return 3;
  return parts.some((part) => name.includes(part)) ? 1 : 0;
}

/**
 * The customer's own column names. Where a header of two rows was merged, a column without a name of its own has the name above it. A list without a header
 * has as many columns without a name as its widest row.
 */
export function columnsOf(rows: readonly SourceRow[], headerRow: number | null): string[] {
  if (headerRow === null) {
    const width = rows.reduce((widest, { cells }) => Math.max(widest, lastFilled(cells) + 1), 0);
    return Array.from({ length: width }, () => '');
  }
  const header = rows.find(({ rowNumber }) => rowNumber === headerRow)?.cells ?? [];
  const above = rows.find(({ rowNumber }) => rowNumber === headerRow - 1)?.cells ?? [];
  const merged = above.filter((cell) => cell.trim() !== '').length > 1;
  return header.map((cell, index) => (cell.trim() === '' && merged ? (above[index] ?? '') : cell));
}

/** The place of the last cell with anything in it, or -1. */
export function lastFilled(cells: readonly string[]): number {
  for (let index = cells.length - 1; index >= 0; index -= 1) if ((cells[index] ?? '').trim() !== '') return index;
  return -1;
}
