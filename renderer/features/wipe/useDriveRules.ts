import { useEffect, useRef } from 'react';
import type { DriveRulesView } from '../../../core/contract/driveRules.ts';
import { read } from '../../link/ask.ts';
import { useAsked } from '../../ui/useAsked.ts';

/**
 * What the lots say of a drive; null while that is not known, and when they say nothing. While somebody types a tag or a lot, the last answer stands. What the
 * window makes of it protects nobody: the station asks again.
 */
export function useDriveRules(serialNumber: string | null, assetTag: string, lotName: string): DriveRulesView | null {
  const asked = { serialNumber, assetTag: assetTag.trim() || null, lotName: lotName.trim() || null };
  const told = useAsked(JSON.stringify(asked), () => read('receiving.driveRules', asked));
  const last = useRef<DriveRulesView | null>(null);
  const now = told?.outcome === 'done' ? told.value.rules : last.current;
  useEffect(() => {
    last.current = now;
  }, [now]);
  return now;
}
