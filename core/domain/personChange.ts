import type { Person, Role } from './person.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Whether somebody else than this person could still enrol and repair: the last shift lead cannot be taken away. */
function isLastLead(person: Person, all: readonly Person[]): boolean {
  const isLead = (one: Person) => one.roles.includes('shift-lead') && one.disabledAt === undefined;
  return isLead(person) && !all.some((one) => one.personId !== person.personId && isLead(one));
}

/** Why the actor may not give a person these roles, or `null`. Nobody raises their own rights. */
export function rolesObjection(
  actorId: string,
  target: Person,
  roles: readonly Role[],
  all: readonly Person[],
): Refusal | null {
  if (actorId === target.personId && roles.some((one) => !target.roles.includes(one))) {
    return refuse('not-for-oneself', { name: target.name });
  }
  const losesLead = target.roles.includes('shift-lead') && !roles.includes('shift-lead');
  return losesLead && isLastLead(target, all) ? refuse('last-shift-lead', { name: target.name }) : null;
}

/** Why the actor may not let a person in or shut them out, or `null`. */
export function standingObjection(
  actorId: string,
  target: Person,
  enabled: boolean,
  all: readonly Person[],
): Refusal | null {
  if (enabled && actorId === target.personId) return refuse('not-for-oneself', { name: target.name });
  return !enabled && isLastLead(target, all) ? refuse('last-shift-lead', { name: target.name }) : null;
}

/** Why the actor may not write down a person's competences, or `null`: nobody says of themselves that they are trained. */
export function competencesObjection(actorId: string, target: Person): Refusal | null {
  return actorId === target.personId ? refuse('not-for-oneself', { name: target.name }) : null;
}
