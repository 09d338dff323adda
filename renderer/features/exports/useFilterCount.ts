import { useEffect, useState } from 'react';
import type { ExportFilter } from '../../../core/contract/exportFilter.ts';
import { type Problem, read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';

/** How many certificates a filter takes, counted again when it or the paper changes; `null` while it is being counted. */
export function useFilterCount(filter: ExportFilter): { count: number | null; problem: Problem | null } {
  const paperCount = useStation((state) => state.paperCount);
  const [told, setTold] = useState<{ count: number | null; problem: Problem | null }>({ count: null, problem: null });
  const asked = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new paper means another count
  useEffect(() => {
    let current = true;
    setTold({ count: null, problem: null });
    const timer = setTimeout(() => {
      read('exports.count', { filter: JSON.parse(asked) })
        .then((answer) => {
          if (!current) return;
          setTold(
            answer.outcome === 'done' ? { count: answer.value.count, problem: null } : { count: null, problem: answer },
          );
        })
        .catch((cause: unknown) => console.error(cause));
    }, 150);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asked, paperCount]);
  return told;
}
