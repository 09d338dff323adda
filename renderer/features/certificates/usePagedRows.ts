import { useCallback, useEffect, useRef, useState } from 'react';
import { type Problem, read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';

const PAGE = 500;

type Found<Row> = { readonly rows: readonly Row[]; readonly total: number };

/** Rows found by a search, page by page. Reads again when the search changes or new paper is sealed. */
export function usePagedRows<Row>(
  list: (input: { search: string; limit: number; offset: number }) => Promise<Found<Row> | Problem>,
  search: string,
): { rows: readonly Row[]; total: number; problem: Problem | null; loadMore: () => void } {
  const paperCount = useStation((state) => state.paperCount);
  const [found, setFound] = useState<Found<Row>>({ rows: [], total: 0 });
  const [problem, setProblem] = useState<Problem | null>(null);
  const asked = useRef({ run: 0, busy: false });

  const take = useCallback(
    async (offset: number, before: readonly Row[]) => {
      const { run } = asked.current;
      asked.current.busy = true;
      const answer = await list({ search, limit: PAGE, offset });
      if (asked.current.run !== run) return;
      asked.current.busy = false;
      if ('outcome' in answer) return setProblem(answer);
      setProblem(null);
      setFound({ rows: [...before, ...answer.rows], total: answer.total });
    },
    [list, search],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: new paper means new rows
  useEffect(() => {
    asked.current.run += 1;
    const timer = setTimeout(() => void take(0, []), 120);
    return () => clearTimeout(timer);
  }, [take, paperCount]);
  const loadMore = useCallback(() => {
    if (!asked.current.busy && found.rows.length < found.total) void take(found.rows.length, found.rows);
  }, [take, found]);
  return { ...found, problem, loadMore };
}

/** Asks the station for a page of one of its lists. */
export async function listCertificates(input: { search: string; limit: number; offset: number }) {
  const told = await read('certificates.list', input);
  return told.outcome === 'done' ? told.value : told;
}

export async function listRecords(input: { search: string; limit: number; offset: number }) {
  const told = await read('records.list', input);
  return told.outcome === 'done' ? told.value : told;
}
