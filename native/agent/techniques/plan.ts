import type { Drive } from '../../../core/domain/drive.ts';
import type { Policy } from '../../../core/domain/policy.ts';
import { because } from '../../../core/domain/reason.ts';
import type { PlanRow, SanitizationMethod, TechniqueId } from '../../../core/domain/technique.ts';
import { overwriteStream } from './overwriteStream.ts';
import { overwriteZeros } from './overwriteZeros.ts';
import type { Technique } from './technique.ts';

const techniques: readonly Technique[] = [overwriteZeros, overwriteStream];
const strength: Record<SanitizationMethod, number> = { clear: 1, purge: 2, destroy: 3 };

/** The technique of a name. */
export function techniqueOf(techniqueId: TechniqueId): Technique {
  const found = techniques.find((technique) => technique.techniqueId === techniqueId);
  if (found === undefined) throw new Error(`no technique ${techniqueId}`);
  return found;
}

/** Every technique this station knows, in the policy's order, each taken or not with its reasons; the accepted ones are ranked from 1. Pure. */
export function planTechniques(drive: Drive, policy: Policy): PlanRow[] {
  const order = (technique: Technique) => {
    const at = policy.techniques.indexOf(technique.techniqueId);
    return at === -1 ? policy.techniques.length : at;
  };
  let rank = 0;
  return [...techniques]
    .sort((one, other) => order(one) - order(other))
    .map((technique): PlanRow => {
      const { method, reasons } = technique.capability(drive);
      const objections = [
        ...(policy.techniques.includes(technique.techniqueId)
          ? []
          : [because('not-allowed-by-policy', { policy: policy.title })]),
        ...(strength[method] >= strength[policy.method]
          ? []
          : [because('policy-asks-for-more', { wanted: policy.method, reached: method })]),
      ];
      const accepted = objections.length === 0;
      if (accepted) rank += 1;
      return {
        techniqueId: technique.techniqueId,
        method,
        accepted,
        rank: accepted ? rank : null,
        reasons: accepted ? [...reasons] : [...objections, ...reasons],
      };
    });
}
