import type { AgentContract } from '../../../core/contract/agent.ts';
import type { CallName } from '../../../core/contract/rpc.ts';
import type { Handlers } from '../../../core/contract/rpcServer.ts';
import type { Person } from '../../../core/domain/person.ts';
import type { Refusal, RefusalCode } from '../../../core/domain/refusal.ts';
import { AGENT_RIGHTS, type Right, rightsObjection, rightTo } from '../../../core/domain/rights.ts';
import { type People, signing } from '../people/people.ts';
import type { RefusedActs } from '../refusals/refusedActs.ts';
import type { Peer } from './peerCheck.ts';

// Every call has a row in the table, or this does not compile.
AGENT_RIGHTS satisfies Readonly<Record<CallName<AgentContract>, Right>>;

/** Refusals that are about who acts. The others (a drive that is gone) are nobody's forbidden act; refused wipes are written with their drive as `wipe-refused`. */
const FORBIDDEN: readonly RefusalCode[] = [
  'not-signed-in',
  'session-expired',
  'person-disabled',
  'role-missing',
  'pin-needed',
  'pin-wrong',
  'pin-locked',
  'four-eyes',
  'witness-not-apart',
  'not-for-oneself',
  'last-shift-lead',
];

type AnyHandler = (input: unknown, caller: unknown) => unknown;
type Asked = { readonly session: string | null; readonly pin: string | null };

/**
 * The one place where roles are asked: around every handler of the agent's contract stands the row of the table of rights. What is forbidden is answered with
 * the refusal and written into the ledger.
 */
export function guardedHandlers(
  handlers: Handlers<AgentContract, Peer | null>,
  needs: { readonly people: People; readonly refusedActs: RefusedActs },
): Handlers<AgentContract, Peer | null> {
  const guarded = Object.entries(handlers).map(([call, handler]) => [call, guard(call, handler as AnyHandler, needs)]);
  return Object.fromEntries(guarded) as Handlers<AgentContract, Peer | null>;
}

function guard(
  call: string,
  handler: AnyHandler,
  { people, refusedActs }: Parameters<typeof guardedHandlers>[1],
): AnyHandler {
  const right = rightTo(call);
  if (right === null) throw new Error(`the table of rights has no row for ${call}`);
  if (right.who === 'anybody') return handler;
  return async (input, caller) => {
    // Somebody must be the first; `people.ts` looks that it is a shift lead.
    if (call === 'people.enrol' && people.all().length === 0) return handler(input, caller);
    const refused = async (person: Person | null, refusals: Refusal[]) => {
      const codes = refusals.map(({ code }) => code).filter((code) => FORBIDDEN.includes(code));
      if (codes.length > 0) {
        const roles = person?.roles.join(' ') ?? '';
        const who = person === null ? null : signing(person);
        await refusedActs.note({ person: who, roles, act: call, codes, where: 'agent' });
      }
      return { outcome: 'refused' as const, refusals };
    };
    const { session, pin } = input as Asked;
    const found = people.sessions.actor(session ?? '');
    if (found.outcome === 'refused') return refused(null, found.refusals);
    const { person, means } = found.value;
    const objection = rightsObjection(right, { ...person, means });
    if (objection !== null) return refused(person, [objection]);
    if (right.sign === 'pin-again') {
      const confirmed = await people.confirmPin(person.personId, pin ?? '');
      if (confirmed.outcome === 'refused') return refused(person, confirmed.refusals);
    }
    const answer = await handler(input, caller);
    return isRefused(answer) ? refused(person, answer.refusals) : answer;
  };
}

function isRefused(answer: unknown): answer is { outcome: 'refused'; refusals: Refusal[] } {
  return typeof answer === 'object' && answer !== null && 'outcome' in answer && answer.outcome === 'refused';
}
