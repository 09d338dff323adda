import { create } from 'zustand';
import type { LotRow } from '../../../core/contract/lots.ts';
import { type Problem, read } from '../../link/ask.ts';

type LotState = { readonly lots: readonly LotRow[] | null; readonly problem: Problem | null };

/** The lots as last read, and as changed since. */
export const useLots = create<LotState>(() => ({ lots: null, problem: null }));

const MOST_LOTS = 500;

/** Reads the lots from the station. */
export async function readLots(): Promise<void> {
  const told = await read('lots.list', { limit: MOST_LOTS, before: null });
  useLots.setState(told.outcome === 'done' ? { lots: told.value.rows, problem: null } : { problem: told });
}

/** Takes a lot that is new or changed. */
export function putLot(lot: LotRow): void {
  useLots.setState(({ lots }) => {
    if (lots === null) return {};
    const known = lots.some(({ lotId }) => lotId === lot.lotId);
    return { lots: known ? lots.map((other) => (other.lotId === lot.lotId ? lot : other)) : [lot, ...lots] };
  });
}
