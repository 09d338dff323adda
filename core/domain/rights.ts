import type { Role } from './person.ts';
import { type Refusal, refuse } from './refusal.ts';

/** How somebody signed in: a badge can be found or borrowed, a PIN is known. */
export type SignInMeans = 'pin' | 'badge';

/**
 * What an act needs. `anybody`: reading, signing in, and what the station does by itself; nothing of it is done in a person's name. Of `people`, `sign` is what
 * it takes: any sign-in, a sign-in with a PIN, or the PIN typed again with the act (an act of intent).
 */
export type Right =
  | { readonly who: 'anybody' }
  | { readonly who: 'people'; readonly roles: readonly Role[]; readonly sign: 'badge' | 'pin' | 'pin-again' };

type OfAnybody = Extract<Right, { who: 'anybody' }>;
type OfPeople = Extract<Right, { who: 'people' }>;
const ANYBODY: OfAnybody = { who: 'anybody' };
const ALL: readonly Role[] = ['technician', 'quality', 'shift-lead'];
const people = (roles: readonly Role[], sign: OfPeople['sign']): OfPeople => ({ who: 'people', roles, sign });

/** One row for every call of the agent's contract. A call without a row is refused, and does not compile (`native/agent/server/guardedHandlers.ts`). */
export const AGENT_RIGHTS = {
  snapshot: ANYBODY,
  'people.signIn': ANYBODY,
  'people.signInByBadge': ANYBODY,
  'people.signOut': ANYBODY,
  'people.session': ANYBODY,
  'acts.refusedAtStation': ANYBODY,
  /** The very first person needs nobody (`native/agent/people/people.ts`). */
  'people.enrol': people(['shift-lead'], 'pin'),
  'people.setRoles': people(['shift-lead'], 'pin-again'),
  'people.setStanding': people(['shift-lead'], 'pin-again'),
  'people.setCompetences': people(['shift-lead'], 'pin-again'),
  'people.setBadge': people(['shift-lead'], 'pin-again'),
  'people.resetPin': people(['shift-lead'], 'pin-again'),
  plan: ANYBODY,
  preflight: people(['technician'], 'badge'),
  'jobs.start': people(['technician'], 'badge'),
  'jobs.cancel': people(['technician'], 'badge'),
  'jobs.journal': ANYBODY,
  'ledger.read': ANYBODY,
  'ledger.checkpoint': ANYBODY,
  'labels.code': ANYBODY,
  'certificates.issue': people(ALL, 'badge'),
  'certificates.signPaper': ANYBODY,
  /** Whoever may write a destruction down; the witness is another person (`sealDestruction.ts`). */
  'destructions.seal': people(ALL, 'badge'),
  'paper.read': ANYBODY,
  'paper.set': people(['shift-lead'], 'pin'),
  'uploads.noteChange': people(['shift-lead'], 'pin'),
  'exports.seal': people(['shift-lead'], 'pin'),
  'bays.view': ANYBODY,
  'bays.setMap': people(['shift-lead'], 'pin'),
  'bays.locate': people(ALL, 'badge'),
  /** Whatever sign-in the station's own settings ask. */
  'settings.changed': people(['shift-lead'], 'badge'),
  'quality.queue': ANYBODY,
  'quality.closeDraw': people(['quality', 'shift-lead'], 'badge'),
  'quality.reverify': people(['quality'], 'badge'),
  'quality.decide': people(['quality'], 'pin-again'),
  'quality.releaseLot': people(['quality', 'shift-lead'], 'pin-again'),
  'virtual.plug': ANYBODY,
  'virtual.unplug': ANYBODY,
} as const satisfies Readonly<Record<string, Right>>;

export type GuardedCall = keyof typeof AGENT_RIGHTS;

/** The right of a call, or `null` where the table has no row for it. */
export function rightTo(call: string): Right | null {
  return Object.hasOwn(AGENT_RIGHTS, call) ? AGENT_RIGHTS[call as GuardedCall] : null;
}

/** Why somebody with these roles and this sign-in may not do it, or `null`. Pure; whether a PIN typed again is right is for the caller to find out. */
export function rightsObjection(
  right: Right,
  actor: { readonly name: string; readonly roles: readonly Role[]; readonly means: SignInMeans },
): Refusal | null {
  if (right.who === 'anybody') return null;
  if (!right.roles.some((one) => actor.roles.includes(one))) {
    return refuse('role-missing', { role: right.roles.join(', '), name: actor.name });
  }
  return right.sign === 'pin' && actor.means === 'badge' ? refuse('pin-needed', { name: actor.name }) : null;
}
