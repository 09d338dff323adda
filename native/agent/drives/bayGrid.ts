import { type Bay, bayIdOf } from '../../../core/domain/bay.ts';

export const BAYS_PER_ROW = 6;
export const SMALLEST_BENCH = 12;

/** Bay `number` (from 1) of a bench that is built in rows of six. */
export function gridBay(number: number): Bay {
  const index = number - 1;
  return {
    bayId: bayIdOf(number),
    number,
    row: Math.floor(index / BAYS_PER_ROW),
    column: index % BAYS_PER_ROW,
  };
}

export function gridBays(count: number): Bay[] {
  return Array.from({ length: count }, (_, index) => gridBay(index + 1));
}
