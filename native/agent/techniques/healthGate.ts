import type { Health } from '../../../core/domain/health.ts';
import type { HealthGate } from '../../../core/domain/policy.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';

/** Why this drive goes to the shredder before any hour is spent on it; empty when the gate is open. Counts it does not report shut nothing. Pure. */
export function healthObjections(health: Health, gate: HealthGate | undefined): Reason[] {
  if (gate === undefined) return [];
  const counts = [
    ['health-gate-reallocated', health.reallocatedSectors, gate.reallocatedSectors],
    ['health-gate-pending', health.pendingSectors, gate.pendingSectors],
    ['health-gate-uncorrectable', health.uncorrectableErrors, gate.uncorrectableErrors],
  ] as const;
  const objections = counts.flatMap(([code, count, limit]) =>
    count !== null && limit !== null && count > limit ? [because(code, { count, limit })] : [],
  );
  if (gate.refuseFailing && health.grade === 'D') objections.push(because('health-gate-failing'));
  return objections;
}
