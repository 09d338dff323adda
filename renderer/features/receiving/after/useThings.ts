import { useCallback, useEffect, useRef, useState } from 'react';
import type { ThingView } from '../../../../core/contract/receivingViews.ts';
import { ask, type Problem } from '../../../link/ask.ts';

const PAGE = 200;

/** The things of a lot in the order of arrival, page by page; asked again from the beginning when `version` changes. */
export function useThings(lotId: string, version: string) {
  const [rows, setRows] = useState<readonly ThingView[]>([]);
  const [next, setNext] = useState<number | null>(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const asked = useRef({ run: 0, busy: false });
  const take = useCallback(
    async (after: number, earlier: readonly ThingView[]) => {
      const { run } = asked.current;
      asked.current.busy = true;
      const told = await ask('receiving.things', { lotId, state: null, limit: PAGE, after });
      if (asked.current.run !== run) return;
      asked.current.busy = false;
      if (told.outcome !== 'done') return setProblem(told);
      setProblem(null);
      setRows([...earlier, ...told.value.things]);
      setNext(told.value.next);
    },
    [lotId],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version of the lot has other rows
  useEffect(() => {
    asked.current.run += 1;
    take(0, []).catch((cause: unknown) => console.error(cause));
  }, [take, version]);
  const loadMore = useCallback(() => {
    if (!asked.current.busy && next !== null) take(next, rows).catch((cause: unknown) => console.error(cause));
  }, [take, next, rows]);
  return { rows, more: next !== null, problem, loadMore };
}
