import type { Drive } from '../../../core/domain/drive.ts';
import type { Policy } from '../../../core/domain/policy.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import {
  type PlanRow,
  type SanitizationMethod,
  type TechniqueId,
  techniqueId,
} from '../../../core/domain/technique.ts';
import type { Capability } from './deviceTechnique.ts';
import { healthObjections } from './healthGate.ts';
import { type QuirkBook, quirksFor } from './quirks.ts';
import { allTechniques } from './registry.ts';
import type { Technique } from './technique.ts';

const strength: Record<SanitizationMethod, number> = { clear: 1, purge: 2, destroy: 3 };
const MOST_REASONS = 16;

/**
 * A row for every technique there is a name for, in the policy's order of preference on this medium, each taken or not with its reasons; the accepted
 * ones are ranked from 1. Pure.
 */
export function planTechniques(
  drive: Drive,
  policy: Policy,
  book: QuirkBook,
  techniques: readonly Technique[] = allTechniques,
): PlanRow[] {
  const preferred = [...(policy.preferOn?.[drive.mediaType] ?? []), ...policy.techniques];
  const place = (id: TechniqueId) => (preferred.includes(id) ? preferred.indexOf(id) : preferred.length);
  let rank = 0;
  return [...techniqueId.options]
    .sort((one, other) => place(one) - place(other))
    .map((id): PlanRow => {
      const technique = techniques.find((known) => known.techniqueId === id) ?? null;
      const { method, reasons } = capabilityOf(id, technique, drive, policy);
      const quirks = quirksFor(drive, id, book);
      const objections = [
        ...(policy.techniques.includes(id) ? [] : [because('not-allowed-by-policy', { policy: policy.title })]),
        ...(method !== null && strength[method] < strength[policy.method]
          ? [because('policy-asks-for-more', { wanted: policy.method, reached: method })]
          : []),
        ...healthObjections(drive.health, policy.healthGate),
        ...(technique === null ? [] : designObjections(technique, policy)),
        ...quirks
          .filter(({ effect }) => effect === 'reject')
          .map(({ quirkId, why }) => because('known-bad', { quirkId, why })),
      ];
      const warnings = quirks
        .filter(({ effect }) => effect === 'warn')
        .map(({ quirkId, why }) => because('known-trouble', { quirkId, why }));
      const accepted = method !== null && objections.length === 0;
      if (accepted) rank += 1;
      return {
        techniqueId: id,
        method,
        accepted,
        rank: accepted ? rank : null,
        reasons: [...objections, ...warnings, ...reasons].slice(0, MOST_REASONS),
      };
    });
}

/** What the drive's connection rules out before the technique itself is asked. */
function capabilityOf(id: TechniqueId, technique: Technique | null, drive: Drive, policy: Policy): Capability {
  if (id === 'blkdiscard') return { method: null, reasons: [because('discard-is-never-evidence')] };
  if (technique === null) return { method: null, reasons: [because('technique-not-in-this-version')] };
  // What is closed takes neither marks nor commands; only its PSID opens it.
  if (drive.tcgLock?.locked === true && id !== 'opal-psid-revert')
    return { method: null, reasons: [because('opal-locked')] };
  if (technique.kind === 'overwrite') return technique.capability(drive);
  const barrier = barrierBefore(drive);
  if (barrier !== null) return { method: null, reasons: barrier };
  const asked = technique.capability(drive, policy);
  if (asked.reasons.length > 0) return asked;
  return { ...asked, reasons: [because(asked.method === null ? 'drive-cannot-do-it' : 'drive-offers-it')] };
}

/** USB bridges and memory cards: their own commands do not reach the drive, or are known to be answered by the bridge. */
function barrierBefore({ transport, erase }: Drive): Reason[] | null {
  const why = erase?.interface === 'none' ? [erase.why] : [];
  if (transport === 'usb') return [because('usb-clear-only'), ...why];
  if (transport === 'mmc') return [because('mmc-clear-only'), ...why];
  return why.length > 0 ? why : null;
}

/** What nobody knows the content of cannot be read back in full. */
function designObjections(technique: Technique, { verification, followedBy }: Policy): Reason[] {
  const unknown = technique.kind === 'device' && technique.leaves === 'anything' && (followedBy ?? []).length === 0;
  return unknown && verification.design === 'full' ? [because('full-read-back-needs-known-content')] : [];
}
