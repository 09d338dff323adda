import { useCallback, useEffect, useRef, useState } from 'react';
import { type Problem, read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';

/** What fills a screen of 1080 lines; the rest is asked for after it. */
const FIRST_PAGE = 20;
const PAGE = 500;

type Request = { search: string; limit: number; before: number | null };
type Found<Row> = { readonly rows: readonly Row[]; readonly next: number | null };

/** Rows found by a search, page by page; `more` while there are further ones. Reads again when the search changes or new paper is sealed. */
export function usePagedRows<Row>(
  list: (input: Request) => Promise<Found<Row> | Problem>,
  search: string,
): { rows: readonly Row[]; more: boolean; problem: Problem | null; loadMore: () => void } {
  const paperCount = useStation((state) => state.paperCount);
  const [found, setFound] = useState<Found<Row>>({ rows: [], next: null });
  const [problem, setProblem] = useState<Problem | null>(null);
  const asked = useRef({ run: 0, busy: false });

  const take = useCallback(
    async (before: number | null, earlier: readonly Row[]) => {
      const { run } = asked.current;
      asked.current.busy = true;
      const answer = await list({ search, limit: before === null ? FIRST_PAGE : PAGE, before });
      if (asked.current.run !== run) return;
      asked.current.busy = false;
      if ('outcome' in answer) return setProblem(answer);
      setProblem(null);
      setFound({ rows: [...earlier, ...answer.rows], next: answer.next });
    },
    [list, search],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: new paper means new rows
  useEffect(() => {
    asked.current.run += 1;
    const timer = setTimeout(() => void take(null, []), 120);
    return () => clearTimeout(timer);
  }, [take, paperCount]);
  const loadMore = useCallback(() => {
    if (!asked.current.busy && found.next !== null) void take(found.next, found.rows);
  }, [take, found]);
  return { rows: found.rows, more: found.next !== null, problem, loadMore };
}

/** Asks the station for a page of one of its lists. */
export async function listCertificates(input: Request) {
  const told = await read('certificates.list', input);
  return told.outcome === 'done' ? told.value : told;
}

export async function listRecords(input: Request) {
  const told = await read('records.list', input);
  return told.outcome === 'done' ? told.value : told;
}
