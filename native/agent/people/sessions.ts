import { randomBytes } from 'node:crypto';
import type { Person, Role } from '../../../core/domain/person.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';

const LONGEST_MS = 12 * 60 * 60_000;
const IDLE_MS = 60 * 60_000;
/** An ended session is remembered this long, so that its owner is told "expired" and not "unknown". */
const REMEMBERED_MS = 24 * 60 * 60_000;

type OpenSession = { readonly person: Person; readonly startedMs: number; usedMs: number };

/** Who is signed in. In memory only: after a restart of the agent everybody signs in again. */
export type Sessions = {
  open(person: Person): { readonly token: string; readonly expiresAt: string };
  /** The person behind a token; using it keeps it alive. */
  person(token: string): Answer<Person>;
  /** The same, when the person has the role. */
  personWithRole(token: string, role: Role): Answer<Person>;
  close(token: string): void;
};

export function createSessions(nowMs: () => number): Sessions {
  const sessions = new Map<string, OpenSession>();
  const expiresMs = (session: OpenSession) => Math.min(session.startedMs + LONGEST_MS, session.usedMs + IDLE_MS);

  function person(token: string): Answer<Person> {
    const session = sessions.get(token);
    if (session === undefined) return { outcome: 'refused', refusals: [refuse('not-signed-in')] };
    if (nowMs() >= expiresMs(session)) return { outcome: 'refused', refusals: [refuse('session-expired')] };
    session.usedMs = nowMs();
    return { outcome: 'done', value: session.person };
  }

  return {
    open(who) {
      for (const [token, session] of sessions) if (nowMs() > expiresMs(session) + REMEMBERED_MS) sessions.delete(token);
      const token = randomBytes(32).toString('base64url');
      const session = { person: who, startedMs: nowMs(), usedMs: nowMs() };
      sessions.set(token, session);
      return { token, expiresAt: new Date(expiresMs(session)).toISOString() };
    },
    person,
    personWithRole(token, role) {
      const answer = person(token);
      if (answer.outcome === 'refused' || answer.value.roles.includes(role)) return answer;
      return { outcome: 'refused', refusals: [refuse('role-missing', { role, name: answer.value.name })] };
    },
    close: (token) => sessions.delete(token),
  };
}
