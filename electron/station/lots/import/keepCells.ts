import { LONGEST_CELL, MOST_COLUMNS } from '../../../../core/domain/asset.ts';

/**
 * Cells as they are handed on: at most one more column and one more character than a row may have, so that the row is rejected for it and no file makes a row
 * as large as it likes.
 */
export function keepCells(cells: readonly string[]): readonly string[] {
  const few = cells.length > MOST_COLUMNS + 1 ? cells.slice(0, MOST_COLUMNS + 1) : cells;
  return few.some((cell) => cell.length > LONGEST_CELL)
    ? few.map((cell) => (cell.length > LONGEST_CELL ? cell.slice(0, LONGEST_CELL + 1) : cell))
    : few;
}
