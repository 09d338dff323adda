import type { Policy } from '../domain/policy.ts';
import { because, type Reason } from '../domain/reason.ts';
import type { SanitizationMethod } from '../domain/technique.ts';

/** What a customer's words for a security requirement ask for. */
export type Requirement =
  | { readonly kind: 'none' }
  | { readonly kind: 'at-least'; readonly method: SanitizationMethod }
  /** The words say something that is not known: nothing is allowed until a person says what they mean. */
  | { readonly kind: 'not-understood'; readonly words: string };

const STRICTNESS: Readonly<Record<SanitizationMethod, number>> = { clear: 1, purge: 2, destroy: 3 };

/** The strictest that the words name counts. Methods are NIST SP 800-88's; classes are mapped as FIPS 199 and SP 800-88r1 figure 4-1 do for leaving media. */
const WORDS: readonly (readonly [SanitizationMethod, RegExp])[] = [
  ['destroy', /destroy|destruct|shred|schredder|vernicht|zniszcz|销毁|粉碎|top.?secret|streng geheim|\bh-?[567]\b/],
  [
    'purge',
    /purge|crypto|secure.?erase|restricted|confidential|secret|vertraulich|geheim|poufne|tajne|机密|保密|high|hoch|wysok|pii|phi|hipaa|gdpr|dsgvo|rodo|pci|personal data|personenbezogen|dane osobowe/,
  ],
  [
    'clear',
    /clear|overwrite|wipe|dod.?5220|standard|internal|intern|wewn|内部|normal|moderate|medium|mittel|low\b|niedrig|public|öffentlich|publiczn|公开|no data|keine daten/,
  ],
];

/** Reads a requirement. Empty means that the customer asked for nothing of its own; words that are not known are never taken for nothing. */
export function readRequirement(words: string | null): Requirement {
  const text = words?.normalize('NFKC').trim().toLowerCase() ?? '';
  if (text === '' || /^(?:none|n\/?a|-|keine?|brak|无)$/.test(text)) return { kind: 'none' };
  const found = WORDS.find(([, pattern]) => pattern.test(text));
  return found === undefined ? { kind: 'not-understood', words: words ?? '' } : { kind: 'at-least', method: found[0] };
}

/** What may be done to a drive by its asset's requirement. */
export type PolicyChoice = {
  readonly allowed: readonly Policy[];
  readonly refused: readonly { readonly policy: Policy; readonly why: Reason }[];
  /** Whether the drive must be destroyed whatever a wipe says. */
  readonly mustBeDestroyed: boolean;
};

/** Which policies a requirement leaves. A requirement to destroy lets a drive be purged first, but only the shredder fulfils it. */
export function allowedPolicies(requirement: Requirement, policies: readonly Policy[]): PolicyChoice {
  const mustBeDestroyed = requirement.kind === 'at-least' && requirement.method === 'destroy';
  const allowed: Policy[] = [];
  const refused: { policy: Policy; why: Reason }[] = [];
  for (const policy of policies) {
    const why = refusalOf(requirement, policy);
    if (why === null) allowed.push(policy);
    else refused.push({ policy, why });
  }
  return { allowed, refused, mustBeDestroyed };
}

function refusalOf(requirement: Requirement, policy: Policy): Reason | null {
  switch (requirement.kind) {
    case 'none':
      return null;
    case 'not-understood':
      return because('requirement-not-understood', { words: requirement.words.slice(0, 200) });
    case 'at-least': {
      const least: SanitizationMethod = requirement.method === 'destroy' ? 'purge' : requirement.method;
      return STRICTNESS[policy.method] >= STRICTNESS[least]
        ? null
        : because('policy-below-requirement', { method: policy.method, required: requirement.method });
    }
  }
}

/** The asset that a drive on the bench belongs to, as far as the lot knows. */
export type DriveOwner =
  | { readonly kind: 'asset'; readonly assetId: number; readonly securityRequirement: string | null }
  /** Nobody expected it, and the customer has said since that it belongs to the lot. */
  | { readonly kind: 'added' }
  | { readonly kind: 'inside-unknown' }
  | { readonly kind: 'unknown' };

/** Whether a drive may be certified to a lot. One of no known asset can be wiped, but the lot does not answer for it. */
export function certifyProblem(owner: DriveOwner): Reason | null {
  switch (owner.kind) {
    case 'asset':
    case 'added':
      return null;
    case 'inside-unknown':
      return because('drive-of-unexpected-computer');
    case 'unknown':
      return because('drive-of-no-asset');
  }
}
