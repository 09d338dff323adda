import { useCallback, useEffect, useRef, useState } from 'react';
import { ask, type Problem, type Told } from '../../link/ask.ts';

const PAGE = 200;

type Page<Row> = { readonly rows: readonly Row[]; readonly next: number | null };
type Request = {
  readonly lotId: string;
  readonly search: string;
  readonly limit: number;
  readonly after: number | null;
};

/** Rows of a lot, page by page. A page without a row that has a next one is followed at once: the search goes on further down. */
export function useLotRows<Row>(
  list: (request: Request) => Promise<Told<Page<Row>>>,
  lotId: string,
  search: string,
  version: number,
): { rows: readonly Row[]; more: boolean; problem: Problem | null; loadMore: () => void } {
  const [found, setFound] = useState<Page<Row>>({ rows: [], next: null });
  const [problem, setProblem] = useState<Problem | null>(null);
  const asked = useRef({ run: 0, busy: false });
  const take = useCallback(
    async (after: number | null, earlier: readonly Row[]) => {
      const { run } = asked.current;
      asked.current.busy = true;
      let place = after;
      let told = await list({ lotId, search, limit: PAGE, after: place });
      while (told.outcome === 'done' && told.value.rows.length === 0 && told.value.next !== null) {
        if (asked.current.run !== run) return;
        place = told.value.next;
        told = await list({ lotId, search, limit: PAGE, after: place });
      }
      if (asked.current.run !== run) return;
      asked.current.busy = false;
      if (told.outcome !== 'done') return setProblem(told);
      setProblem(null);
      setFound({ rows: [...earlier, ...told.value.rows], next: told.value.next });
    },
    [list, lotId, search],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version of the lot has other rows
  useEffect(() => {
    asked.current.run += 1;
    const timer = setTimeout(() => void take(null, []), 120);
    return () => clearTimeout(timer);
  }, [take, version]);
  const loadMore = useCallback(() => {
    if (!asked.current.busy && found.next !== null) void take(found.next, found.rows);
  }, [take, found]);
  return { rows: found.rows, more: found.next !== null, problem, loadMore };
}

export const listAssets = (request: Request) => ask('lots.assets', request);
export const listRejected = ({ search: _, ...request }: Request) => ask('lots.rejected', request);
