import { useEffect, useState } from 'react';
import type { PlanRow } from '../../../core/domain/technique.ts';
import { ask, type Told } from '../../link/ask.ts';

/** The agent's plan for a drive under a policy; null while there is no policy or no answer yet. */
export function usePlan(driveId: string, policyId: string | null): Told<PlanRow[]> | null {
  const [plan, setPlan] = useState<Told<PlanRow[]> | null>(null);
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
  }, [driveId, policyId]);
  return plan;
}
