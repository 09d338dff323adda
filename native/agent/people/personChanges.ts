import { assertNever } from '../../../core/domain/assertNever.ts';
import { type Competence, competenceWords } from '../../../core/domain/competence.ts';
import type { Person, Role } from '../../../core/domain/person.ts';
import { competencesObjection, rolesObjection, standingObjection } from '../../../core/domain/personChange.ts';
import type { Answer, Refusal } from '../../../core/domain/refusal.ts';
import type { EnrolledPerson } from './peopleFile.ts';

/** One change of a person, with the reason that the ledger keeps. */
export type PersonChange = { readonly why: string } & (
  | { readonly what: 'roles'; readonly roles: readonly Role[] }
  | { readonly what: 'standing'; readonly enabled: boolean }
  | { readonly what: 'competences'; readonly competences: readonly Competence[] }
  | { readonly what: 'badge'; readonly badge: string | null }
  | { readonly what: 'pin'; readonly newPin: string }
);

/** The person after a change, and the two states in the words of the ledger; secrets are never among them. */
export type Changed = { readonly person: Person; readonly before: string; readonly after: string };

type Given = {
  readonly actor: Person;
  readonly found: EnrolledPerson;
  readonly all: readonly Person[];
  readonly nowIso: string;
};

/** Judges a change and says what it makes of the person. Pure. */
export function personChanges({ actor, found, all, nowIso }: Given, change: PersonChange): Answer<Changed> {
  const { person } = found;
  const unless = (objection: Refusal | null, changed: Changed): Answer<Changed> =>
    objection === null ? { outcome: 'done', value: changed } : { outcome: 'refused', refusals: [objection] };
  switch (change.what) {
    case 'roles': {
      const roles = [...new Set(change.roles)];
      const after = { ...person, roles };
      const words = { before: person.roles.join(' '), after: roles.join(' ') };
      return unless(rolesObjection(actor.personId, person, roles, all), { person: after, ...words });
    }
    case 'standing': {
      const { disabledAt, ...enabled } = person;
      const after = change.enabled ? enabled : { ...enabled, disabledAt: disabledAt ?? nowIso };
      const word = (one: Person) => (one.disabledAt === undefined ? 'enabled' : 'disabled');
      const words = { before: word(person), after: word(after) };
      return unless(standingObjection(actor.personId, person, change.enabled, all), { person: after, ...words });
    }
    case 'competences': {
      const after = { ...person, competences: [...change.competences] };
      const words = { before: competenceWords(person.competences), after: competenceWords(change.competences) };
      return unless(competencesObjection(actor.personId, person), { person: after, ...words });
    }
    case 'badge': {
      const word = (has: boolean) => (has ? 'a badge' : 'no badge');
      const words = { before: word(found.badge !== null), after: change.badge === null ? 'no badge' : 'a new badge' };
      return unless(null, { person, ...words });
    }
    case 'pin':
      return unless(null, { person, before: 'a PIN', after: 'a new PIN' });
    default:
      return assertNever(change);
  }
}
