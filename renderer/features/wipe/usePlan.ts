import { useEffect, useState } from 'react';
import type { PlanRow } from '../../../core/domain/technique.ts';
import { ask, type Told } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';

/** The agent's plan for a drive under a policy; null while there is no policy or no answer yet. Asked for again once the drive has told how it can erase itself. */
export function usePlan(driveId: string, policyId: string | null): Told<PlanRow[]> | null {
  const [plan, setPlan] = useState<Told<PlanRow[]> | null>(null);
  const hasTold = useStation(
    ({ snapshot }) => snapshot?.drives.some((drive) => drive.driveId === driveId && drive.erase !== null) ?? false,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the drive has told makes another plan
  useEffect(() => {
    let current = true;
    setPlan(null);
    if (policyId === null) return;
    ask('plan', { driveId, policyId })
      .then((told) => current && setPlan(told))
      .catch((cause: unknown) => console.error(cause));
    return () => {
      current = false;
    };
  }, [driveId, policyId, hasTold]);
  return plan;
}
