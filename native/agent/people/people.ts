import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Session } from '../../../core/contract/agent.ts';
import type { Person, Role } from '../../../core/domain/person.ts';
import { type Answer, type Refusal, refuse } from '../../../core/domain/refusal.ts';
import type { SigningPerson } from '../../../core/record/recordV1.ts';
import { createFileOnce, isStorageTrouble, readIfPresent } from '../ledger/durableFile.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { afterWrongPin, lockedForMs, unlocked } from './lockout.ts';
import { type EnrolledPerson, readPeople, writePeople } from './peopleFile.ts';
import { personIdFor } from './personId.ts';
import { digestBadge, digestPin, isPin } from './pinDigest.ts';
import { createSessions, type Sessions } from './sessions.ts';

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
  signIn(who: { readonly personId: string } | { readonly badge: string }, pin: string): Promise<Answer<Session>>;
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
  let people = readPeople(stateDirectory);
  const badgeSecret = loadBadgeSecret(stateDirectory);
  const sessions = createSessions(nowMs);
  const listeners: ((people: Person[]) => void)[] = [];
  /** One change or guess at a time, so that guesses side by side are counted one by one. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const all = () => people.map((enrolled) => enrolled.person);

  async function enrolNow(enrolment: Enrolment): Promise<Answer<Person>> {
    const allowed = mayEnrol(enrolment);
    if (allowed.outcome === 'refused') return allowed;
    const badgeHex = enrolment.badge === null ? null : digestBadge(enrolment.badge, badgeSecret);
    const known = people.find(
      (other) => sameName(other.person.name, enrolment.name) || (badgeHex !== null && other.badgeHex === badgeHex),
    );
    if (known !== undefined) return no(refuse('person-exists', { name: known.person.name }));
    const person: Person = {
      personId: personIdFor(enrolment.name, new Set(people.map((other) => other.person.personId))),
      name: enrolment.name,
      title: enrolment.title,
      roles: [...new Set(enrolment.roles)],
      enrolledAt: new Date(nowMs()).toISOString(),
    };
    const before = people;
    const after = [...people, { person, pin: await digestPin(enrolment.pin), badgeHex, lock: unlocked }];
    try {
      writePeople(stateDirectory, after);
      const sealed = await ledger.act('person-enrolled', allowed.value, {
        personId: person.personId,
        name: person.name,
        title: person.title,
        roles: person.roles.join(' '),
      });
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
    return { outcome: 'done', value: person };
  }

  /** The first person needs nobody, but must be a shift lead; everybody else is enrolled by one. */
  function mayEnrol(enrolment: Enrolment): Answer<SigningPerson | null> {
    if (people.length === 0) {
      return enrolment.roles.includes('shift-lead')
        ? { outcome: 'done', value: null }
        : no(refuse('role-missing', { role: 'shift-lead', name: enrolment.name }));
    }
    if (enrolment.session === null) return no(refuse('not-signed-in'));
    const lead = sessions.personWithRole(enrolment.session, 'shift-lead');
    return lead.outcome === 'refused' ? lead : { outcome: 'done', value: signing(lead.value) };
  }

  async function signInNow(found: EnrolledPerson | undefined, pin: string): Promise<Answer<Session>> {
    const lockedMs = found === undefined ? 0 : lockedForMs(found.lock, nowMs());
    if (found !== undefined && lockedMs > 0) return no(locked(found, lockedMs));
    const right = await isPin(pin, found?.pin ?? null);
    if (found === undefined) return no(refuse('pin-wrong'));
    if (right) {
      if (found.lock.wrongPins > 0 || found.lock.locksInARow > 0) keepLock(found, unlocked);
      return { outcome: 'done', value: { ...sessions.open(found.person), person: found.person } };
    }
    const lock = afterWrongPin(found.lock, nowMs());
    keepLock(found, lock);
    if (lock.lockedUntil === null) return no(refuse('pin-wrong'));
    await ledger.act('sign-in-locked', null, {
      personId: found.person.personId,
      name: found.person.name,
      lockedUntil: lock.lockedUntil,
    });
    return no(locked(found, lockedForMs(lock, nowMs())));
  }

  /** The count must survive a restart. On a full disk it still counts in memory. */
  function keepLock(found: EnrolledPerson, lock: EnrolledPerson['lock']): void {
    people = people.map((other) => (other.person.personId === found.person.personId ? { ...other, lock } : other));
    try {
      writePeople(stateDirectory, people);
    } catch (cause) {
      if (!isStorageTrouble(cause)) throw cause;
    }
  }

  return {
    all,
    sessions,
    enrol: (enrolment) => inTurn(() => enrolNow(enrolment)),
    signIn: (who, pin) =>
      inTurn(() => {
        const badgeHex = 'badge' in who ? digestBadge(who.badge, badgeSecret) : null;
        const found = people.find((other) =>
          'badge' in who ? other.badgeHex === badgeHex : other.person.personId === who.personId,
        );
        return signInNow(found, pin);
      }),
    onChange: (listener) => listeners.push(listener),
  };
}

function locked(found: EnrolledPerson, lockedMs: number): Refusal {
  return refuse('pin-locked', { name: found.person.name, minutes: Math.max(1, Math.ceil(lockedMs / 60_000)) });
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
