import { create } from 'zustand';
import { useStation } from '../../link/stationState.ts';

/** The policy that was last chosen in this window. A policy may be kept from drive to drive; the drive never is. */
const useChosen = create<{ policyId: string | null }>(() => ({ policyId: null }));

/** The policy to plan with: the chosen one, or the only one there is. */
export function usePolicyChoice(): { policyId: string | null; choose(policyId: string): void } {
  const chosen = useChosen((state) => state.policyId);
  const policies = useStation(({ snapshot }) => snapshot?.policies ?? null) ?? [];
  const only = policies.length === 1 ? (policies[0]?.policyId ?? null) : null;
  const known = policies.some((policy) => policy.policyId === chosen);
  return { policyId: known ? chosen : only, choose: (policyId) => useChosen.setState({ policyId }) };
}
