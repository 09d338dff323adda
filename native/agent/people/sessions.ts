import { randomBytes } from 'node:crypto';
import type { Person } from '../../../core/domain/person.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { SignInMeans } from '../../../core/domain/rights.ts';

const LONGEST_MS = 12 * 60 * 60_000;
const IDLE_MS = 60 * 60_000;
/** An ended session is remembered this long, so that its owner is told "expired" and not "unknown". */
const REMEMBERED_MS = 24 * 60 * 60_000;

type OpenSession = {
  readonly personId: string;
  readonly means: SignInMeans;
  readonly startedMs: number;
  usedMs: number;
};
type Actor = { readonly person: Person; readonly means: SignInMeans; readonly expiresAt: string };

/** Who is signed in; any number of people at once, each with a token of their own. In memory only: after a restart of the agent everybody signs in again. */
export type Sessions = {
  open(person: Person, means: SignInMeans): { readonly token: string; readonly expiresAt: string };
  /** The person behind a token, as enrolled now; using it keeps it alive. */
  person(token: string): Answer<Person>;
  /** The same with how they signed in. */
  actor(token: string): Answer<Actor>;
  /** The same without keeping it alive. */
  look(token: string): Answer<Actor>;
  close(token: string): void;
  closeAllOf(personId: string): void;
};

/** `enrolled` is the person of that name now: a role that was taken away, or a shut sign-in, holds for sessions that are open already. */
export function createSessions(nowMs: () => number, enrolled: (personId: string) => Person | null): Sessions {
  const sessions = new Map<string, OpenSession>();
  const expiresMs = (session: OpenSession) => Math.min(session.startedMs + LONGEST_MS, session.usedMs + IDLE_MS);
  const no = (...[code, facts]: Parameters<typeof refuse>): Answer<never> => ({
    outcome: 'refused',
    refusals: [refuse(code, facts)],
  });

  function look(token: string): Answer<Actor> {
    const session = sessions.get(token);
    const person = session === undefined ? null : enrolled(session.personId);
    if (session === undefined || person === null) return no('not-signed-in');
    if (nowMs() >= expiresMs(session)) return no('session-expired');
    if (person.disabledAt !== undefined) return no('person-disabled', { name: person.name });
    const expiresAt = new Date(expiresMs(session)).toISOString();
    return { outcome: 'done', value: { person, means: session.means, expiresAt } };
  }

  function actor(token: string): Answer<Actor> {
    const found = look(token);
    const session = sessions.get(token);
    if (found.outcome === 'done' && session !== undefined) session.usedMs = nowMs();
    return found;
  }

  return {
    open({ personId }, means) {
      for (const [token, session] of sessions) if (nowMs() > expiresMs(session) + REMEMBERED_MS) sessions.delete(token);
      const token = randomBytes(32).toString('base64url');
      const session = { personId, means, startedMs: nowMs(), usedMs: nowMs() };
      sessions.set(token, session);
      return { token, expiresAt: new Date(expiresMs(session)).toISOString() };
    },
    person(token) {
      const found = actor(token);
      return found.outcome === 'done' ? { outcome: 'done', value: found.value.person } : found;
    },
    actor,
    look,
    close: (token) => void sessions.delete(token),
    closeAllOf(personId) {
      for (const [token, session] of sessions) if (session.personId === personId) sessions.delete(token);
    },
  };
}
