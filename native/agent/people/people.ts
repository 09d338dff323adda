import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Session } from '../../../core/contract/agent.ts';
import type { Person, Role } from '../../../core/domain/person.ts';
import { type Answer, type Refusal, refuse } from '../../../core/domain/refusal.ts';
import type { ActV1 } from '../../../core/record/actV1.ts';
import type { SigningPerson } from '../../../core/record/recordV1.ts';
import { createFileOnce, isStorageTrouble, readIfPresent } from '../ledger/durableFile.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { afterWrongBadge, afterWrongPin, lockedForMs, unlocked } from './lockout.ts';
import { type EnrolledPerson, type KeptPeople, readPeople, writePeople } from './peopleFile.ts';
import { type PersonChange, personChanges } from './personChanges.ts';
import { personIdFor } from './personId.ts';
import { type BadgeDigest, digestBadge, digestPin, isBadge, isPin } from './pinDigest.ts';
import { createSessions, type Sessions } from './sessions.ts';

/** A shorter badge code is guessed too quickly to sign in alone. */
const SHORTEST_BADGE_ALONE = 8;

export type Enrolment = {
  readonly session: string | null;
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
  readonly pin: string;
  readonly badge: string | null;
};

/** Who may act. PINs and badges are checked here, so that "who did it" is not the desktop's word. */
export type People = {
  all(): Person[];
  readonly sessions: Sessions;
  enrol(enrolment: Enrolment): Promise<Answer<Person>>;
  /** With `pin` null a badge alone. */
  signIn(who: { readonly personId: string } | { readonly badge: string }, pin: string | null): Promise<Answer<Session>>;
  /** The PIN typed again with an act of intent; a wrong one counts as at the sign-in. */
  confirmPin(personId: string, pin: string): Promise<Answer<null>>;
  /** Changes somebody, as an act of `actor` in the ledger with before and after. */
  change(actor: Person, personId: string, change: PersonChange): Promise<Answer<Person>>;
  onChange(listener: (people: Person[]) => void): void;
};

const no = (refusal: Refusal): { outcome: 'refused'; refusals: Refusal[] } => ({
  outcome: 'refused',
  refusals: [refusal],
});

/** The part of a person that goes under a statement. */
export function signing(person: Person): SigningPerson {
  return { personId: person.personId, name: person.name, title: person.title };
}

type Options = { readonly stateDirectory: string; readonly ledger: Ledger; readonly nowMs: () => number };

export function openPeople({ stateDirectory, ledger, nowMs }: Options): People {
  let { people, badges } = readPeople(stateDirectory);
  const badgeSecret = loadBadgeSecret(stateDirectory);
  const find = (personId: string) => people.find((other) => other.person.personId === personId);
  const sessions = createSessions(nowMs, (personId) => find(personId)?.person ?? null);
  const listeners: ((people: Person[]) => void)[] = [];
  /** One change or guess at a time, so that guesses side by side are counted one by one. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const all = () => people.map((enrolled) => enrolled.person);
  const instead = (after: EnrolledPerson): EnrolledPerson[] =>
    people.map((other) => (other.person.personId === after.person.personId ? after : other));

  /** Writes people down together with the act that says so, or neither. */
  async function keep(
    after: readonly EnrolledPerson[],
    act: Pick<ActV1, 'act' | 'person' | 'details'>,
  ): Promise<Answer<null>> {
    const before: KeptPeople = { people, badges };
    try {
      writePeople(stateDirectory, { people: after, badges });
      const sealed = await ledger.act(act.act, act.person, act.details);
      if (sealed.outcome === 'refused') {
        writePeople(stateDirectory, before);
        return sealed;
      }
    } catch (cause) {
      if (isStorageTrouble(cause)) return no(refuse('storage-full'));
      throw cause;
    }
    people = after;
    for (const listener of listeners) listener(all());
    return { outcome: 'done', value: null };
  }

  async function badgeOf(badge: string): Promise<{ fresh: BadgeDigest; owner: EnrolledPerson | undefined }> {
    const fresh = await digestBadge(badge, badgeSecret);
    return { fresh, owner: people.find((other) => isBadge(badge, fresh, other.badge, badgeSecret)) };
  }

  async function enrolNow(enrolment: Enrolment): Promise<Answer<Person>> {
    const allowed = mayEnrol(enrolment);
    if (allowed.outcome === 'refused') return allowed;
    const badge = enrolment.badge === null ? null : await badgeOf(enrolment.badge);
    const known = people.find((other) => sameName(other.person.name, enrolment.name)) ?? badge?.owner;
    if (known !== undefined) return no(refuse('person-exists', { name: known.person.name }));
    const person: Person = {
      personId: personIdFor(enrolment.name, new Set(people.map((other) => other.person.personId))),
      name: enrolment.name,
      title: enrolment.title,
      roles: [...new Set(enrolment.roles)],
      enrolledAt: new Date(nowMs()).toISOString(),
    };
    const pin = await digestPin(enrolment.pin);
    const kept = await keep([...people, { person, pin, badge: badge?.fresh ?? null, lock: unlocked }], {
      act: 'person-enrolled',
      person: allowed.value,
      details: {
        personId: person.personId,
        name: person.name,
        title: person.title,
        roles: person.roles.join(' '),
      },
    });
    return kept.outcome === 'refused' ? kept : { outcome: 'done', value: person };
  }

  /** The first person needs nobody, but must be a shift lead; everybody else is enrolled by one (`rights.ts`). */
  function mayEnrol(enrolment: Enrolment): Answer<SigningPerson | null> {
    if (people.length === 0) {
      return enrolment.roles.includes('shift-lead')
        ? { outcome: 'done', value: null }
        : no(refuse('role-missing', { role: 'shift-lead', name: enrolment.name }));
    }
    if (enrolment.session === null) return no(refuse('not-signed-in'));
    const lead = sessions.person(enrolment.session);
    return lead.outcome === 'refused' ? lead : { outcome: 'done', value: signing(lead.value) };
  }

  /** Looks at a PIN; a wrong one is counted, and the fifth locks. */
  async function checkPin(found: EnrolledPerson | undefined, pin: string): Promise<Answer<EnrolledPerson>> {
    const lockedMs = found === undefined ? 0 : lockedForMs(found.lock, nowMs());
    if (found !== undefined && lockedMs > 0) return no(locked(found, lockedMs));
    const right = await isPin(pin, found?.pin ?? null);
    if (found === undefined) return no(refuse('pin-wrong'));
    if (right) {
      if (found.lock.wrongPins > 0 || found.lock.locksInARow > 0) keepQuietly(instead({ ...found, lock: unlocked }));
      return { outcome: 'done', value: found };
    }
    const lock = afterWrongPin(found.lock, nowMs());
    keepQuietly(instead({ ...found, lock }));
    if (lock.lockedUntil === null) return no(refuse('pin-wrong'));
    await ledger.act('sign-in-locked', null, {
      personId: found.person.personId,
      name: found.person.name,
      lockedUntil: lock.lockedUntil,
    });
    return no(locked(found, lockedForMs(lock, nowMs())));
  }

  async function signInByBadgeAlone(badge: string): Promise<Answer<Session>> {
    const guardedMs = lockedForMs(badges.lock, nowMs());
    if (guardedMs > 0) return no(refuse('badge-locked', { minutes: minutesOf(guardedMs) }));
    if ([...badge.trim()].length < SHORTEST_BADGE_ALONE) return no(refuse('pin-needed'));
    const { fresh, owner } = await badgeOf(badge);
    if (owner === undefined) {
      badges = afterWrongBadge(badges, nowMs());
      keepQuietly(people);
      const { lockedUntil } = badges.lock;
      if (lockedUntil === null) return no(refuse('pin-wrong'));
      await ledger.act('badge-sign-in-locked', null, { lockedUntil });
      return no(refuse('badge-locked', { minutes: minutesOf(lockedForMs(badges.lock, nowMs())) }));
    }
    const lockedMs = lockedForMs(owner.lock, nowMs());
    if (lockedMs > 0) return no(locked(owner, lockedMs));
    if (owner.badge?.kind === 'hmac') keepQuietly(instead({ ...owner, badge: fresh }));
    return opened(owner.person, 'badge');
  }

  function opened(person: Person, means: 'pin' | 'badge'): Answer<Session> {
    if (person.disabledAt !== undefined) return no(refuse('person-disabled', { name: person.name }));
    return { outcome: 'done', value: { ...sessions.open(person, means), person } };
  }

  async function signInNow(found: EnrolledPerson | undefined, pin: string): Promise<Answer<Session>> {
    const checked = await checkPin(found, pin);
    return checked.outcome === 'refused' ? checked : opened(checked.value.person, 'pin');
  }

  async function changeNow(actor: Person, personId: string, change: PersonChange): Promise<Answer<Person>> {
    const found = find(personId);
    if (found === undefined) return no(refuse('person-unknown'));
    const badge = change.what === 'badge' && change.badge !== null ? await badgeOf(change.badge) : null;
    if (badge?.owner !== undefined && badge.owner.person.personId !== personId) {
      return no(refuse('person-exists', { name: badge.owner.person.name }));
    }
    const changed = personChanges({ actor, found, all: all(), nowIso: new Date(nowMs()).toISOString() }, change);
    if (changed.outcome === 'refused') return changed;
    const { person, before, after } = changed.value;
    const next: EnrolledPerson = {
      person,
      badge: change.what === 'badge' ? (badge?.fresh ?? null) : found.badge,
      pin: change.what === 'pin' ? await digestPin(change.newPin) : found.pin,
      lock: change.what === 'pin' ? unlocked : found.lock,
    };
    const { name } = person;
    const details = { personId, name, what: change.what, before, after, why: change.why };
    const kept = await keep(instead(next), { act: 'person-changed', person: signing(actor), details });
    if (kept.outcome === 'refused') return kept;
    if (change.what === 'pin') sessions.closeAllOf(personId);
    return { outcome: 'done', value: person };
  }

  /** The counts must survive a restart. On a full disk they still count in memory. */
  function keepQuietly(after: readonly EnrolledPerson[]): void {
    people = after;
    try {
      writePeople(stateDirectory, { people, badges });
    } catch (cause) {
      if (!isStorageTrouble(cause)) throw cause;
    }
  }

  return {
    all,
    sessions,
    enrol: (enrolment) => inTurn(() => enrolNow(enrolment)),
    signIn: (who, pin) =>
      inTurn(async () => {
        if ('personId' in who) return signInNow(find(who.personId), pin ?? '');
        if (pin === null) return signInByBadgeAlone(who.badge);
        return signInNow((await badgeOf(who.badge)).owner, pin);
      }),
    confirmPin: (personId, pin) =>
      inTurn(async () => {
        const checked = await checkPin(find(personId), pin);
        return checked.outcome === 'refused' ? checked : { outcome: 'done', value: null };
      }),
    change: (actor, personId, change) => inTurn(() => changeNow(actor, personId, change)),
    onChange: (listener) => listeners.push(listener),
  };
}

const minutesOf = (ms: number) => Math.max(1, Math.ceil(ms / 60_000));

function locked(found: EnrolledPerson, lockedMs: number): Refusal {
  return refuse('pin-locked', { name: found.person.name, minutes: minutesOf(lockedMs) });
}

function sameName(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}

function loadBadgeSecret(stateDirectory: string): Buffer {
  const path = join(stateDirectory, 'badge-secret');
  const known = readIfPresent(path);
  if (known !== null && /^[0-9a-f]{64}\n$/.test(known)) return Buffer.from(known.trim(), 'hex');
  if (known !== null) throw new Error(`${path} cannot be read. Put it back from its backup.`);
  const secret = randomBytes(32);
  createFileOnce(path, `${secret.toString('hex')}\n`);
  return secret;
}
