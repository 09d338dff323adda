import type { AgentContract } from '../../../core/contract/agent.ts';
import { ContractError } from '../../../core/contract/errors.ts';
import type { CallInput, CallName } from '../../../core/contract/rpc.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import type { Person, Role } from '../../../core/domain/person.ts';
import type { Answer, RefusalCode } from '../../../core/domain/refusal.ts';
import type { AgentConnection } from '../agentLink/agentConnection.ts';
import { orStorageFull } from './orStorageFull.ts';
import type { Sessions } from './sessions.ts';

type Act = CallName<StationContract>;
type Work<T> = (person: Person) => Answer<T> | Promise<Answer<T>>;
/** Writes a refused act into the agent's ledger. */
export type NoteRefusedAct = (refused: CallInput<AgentContract, 'acts.refusedAtStation'>) => Promise<void>;

/** Acts of the station's own. Each has its person; one that is refused for want of a sign-in or a role is written into the ledger. */
export type SignedActs = {
  /** Does an act for a signed-in person who has the role, else answers why not. */
  signedIn<T>(act: Act, session: string, work: Work<T>, role?: Role): Promise<Answer<T>>;
  forLead<T>(act: Act, session: string, work: Work<T>): Promise<Answer<T>>;
};

/** Refusals that speak of the person's rights, also when only the work itself could judge them. */
const OF_RIGHTS: readonly RefusalCode[] = ['not-signed-in', 'session-expired', 'role-missing'];

export function signedActs(sessions: Pick<Sessions, 'check'>, note: NoteRefusedAct): SignedActs {
  async function signedIn<T>(act: Act, session: string, work: Work<T>, role?: Role): Promise<Answer<T>> {
    const who = sessions.check(session, role);
    const answer = who.outcome === 'done' ? await orStorageFull(() => work(who.value)) : who;
    const code = answer.outcome === 'refused' ? answer.refusals[0]?.code : undefined;
    if (code !== undefined && OF_RIGHTS.includes(code)) await note({ session, act, code });
    return answer;
  }
  return { signedIn, forLead: (act, session, work) => signedIn(act, session, work, 'shift-lead') };
}

/** Tells the agent. Refused it is all the same when there is no agent; a link that breaks right now is told by the link. */
export function noteToAgent(agent: AgentConnection): NoteRefusedAct {
  return async (refused) => {
    if (agent.state().state !== 'connected') return;
    await agent.call('acts.refusedAtStation', refused).catch((cause: unknown) => {
      if (!(cause instanceof ContractError)) throw cause;
    });
  };
}
