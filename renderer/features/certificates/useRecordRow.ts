import { useEffect, useState } from 'react';
import type { RecordRow } from '../../../core/contract/station.ts';
import { read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';

/** The row of a record, with its certificate if one was issued; null until it is known. */
export function useRecordRow(recordId: string): RecordRow | null {
  const paperCount = useStation((state) => state.paperCount);
  const [row, setRow] = useState<RecordRow | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new paper means that the row may have changed
  useEffect(() => {
    let current = true;
    read('records.list', { search: recordId, limit: 50, before: null })
      .then((told) => {
        if (!current || told.outcome !== 'done') return;
        setRow(told.value.rows.find((each) => each.recordId === recordId) ?? null);
      })
      .catch((cause: unknown) => console.error(cause));
    return () => {
      current = false;
    };
  }, [recordId, paperCount]);
  return row;
}
