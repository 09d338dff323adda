import type { Session } from '../../../core/contract/agent.ts';
import type { Person, Role } from '../../../core/domain/person.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';

/**
 * The sessions that the agent gave out through this station, in memory only. They gate what the station does by itself (reprints, the printer);
 * the agent checks every token again for what it does.
 */
export type Sessions = {
  opened(session: Session): void;
  closed(token: string): void;
  /** Whose session it is, if it lives and the person has the role. */
  check(token: string, role?: Role): Answer<Person>;
  /** People as the agent has them now: a role that was taken away, or a shut sign-in, holds for open sessions. */
  peopleChanged(people: readonly Person[]): void;
  jobStarted(jobId: string, token: string): void;
  /** The session that started the job, if it still lives. Asked once: it is forgotten with the answer. */
  takeForJob(jobId: string): string | null;
  /** After an agent restart its sessions are gone. */
  forgetAll(): void;
};

/** An empty table of sessions. */
export function createSessions(clock: () => Date): Sessions {
  const byToken = new Map<string, Session>();
  const byJob = new Map<string, string>();

  function living(token: string): Session | null {
    const session = byToken.get(token);
    if (session === undefined) return null;
    if (clock().getTime() < Date.parse(session.expiresAt)) return session;
    byToken.delete(token);
    return null;
  }

  return {
    opened: (session) => void byToken.set(session.token, session),
    closed: (token) => void byToken.delete(token),
    check(token, role) {
      const known = byToken.has(token);
      const session = living(token);
      if (session === null) {
        return { outcome: 'refused', refusals: [refuse(known ? 'session-expired' : 'not-signed-in')] };
      }
      if (role !== undefined && !session.person.roles.includes(role)) {
        return { outcome: 'refused', refusals: [refuse('role-missing', { role })] };
      }
      return { outcome: 'done', value: session.person };
    },
    peopleChanged(people) {
      for (const [token, session] of byToken) {
        const person = people.find(({ personId }) => personId === session.person.personId);
        if (person === undefined || person.disabledAt !== undefined) byToken.delete(token);
        else byToken.set(token, { ...session, person });
      }
    },
    jobStarted: (jobId, token) => void byJob.set(jobId, token),
    takeForJob(jobId) {
      const token = byJob.get(jobId);
      byJob.delete(jobId);
      return token === undefined || living(token) === null ? null : token;
    },
    forgetAll() {
      byToken.clear();
      byJob.clear();
    },
  };
}
