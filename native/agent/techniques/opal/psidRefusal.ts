import { type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import type { TechniqueId } from '../../../../core/domain/technique.ts';
import { deviceTechniqueOf } from '../registry.ts';
import type { Technique } from '../technique.ts';

/** Why a start without a readable PSID is refused, `null` where the technique needs none. */
export function psidRefusal(
  techniques: readonly Technique[],
  techniqueId: TechniqueId,
  typed: string | undefined,
): Refusal | null {
  if (deviceTechniqueOf(techniques, techniqueId)?.needsPsid !== true) return null;
  return refuse(typed === undefined || typed.trim() === '' ? 'psid-missing' : 'psid-unreadable');
}
