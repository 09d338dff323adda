import type { AgentContract } from '../../../core/contract/agent.ts';
import { ContractError } from '../../../core/contract/errors.ts';
import { SIGN_PAPER_MS } from '../../../core/contract/patience.ts';
import type { CallInput, CallName, CallOutput } from '../../../core/contract/rpc.ts';
import { type Refusal, refuse } from '../../../core/domain/refusal.ts';
import type { AgentConnection } from '../agentLink/agentConnection.ts';

export type Refused = { outcome: 'refused'; refusals: Refusal[] };

/** Calls of the agent whose answer can be a refusal. */
export type AnsweringCall = {
  [Name in CallName<AgentContract>]: Refused extends CallOutput<AgentContract, Name> ? Name : never;
}[CallName<AgentContract>];

export type AskAgent = <Name extends AnsweringCall>(
  name: Name,
  input: CallInput<AgentContract, Name>,
) => Promise<CallOutput<AgentContract, Name> | Refused>;

const ANSWER_MS = 60_000;
/** Calls that may take longer. */
const PATIENCE_MS: { readonly [Name in AnsweringCall]?: number } = { 'certificates.signPaper': SIGN_PAPER_MS };

/**
 * Passes calls on. A link that is lost or breaks before the answer gives the refusal `agent-lost`: what became of the request is then unknown, and
 * the next snapshot shows it. Other faults are thrown.
 */
export function askAgentOver(agent: AgentConnection): AskAgent {
  return async (name, input) => {
    try {
      return await agent.call(name, input, PATIENCE_MS[name] ?? ANSWER_MS);
    } catch (cause) {
      if (cause instanceof ContractError && (cause.code === 'link-closed' || cause.code === 'timed-out')) {
        return { outcome: 'refused', refusals: [agentLost(agent)] };
      }
      throw cause;
    }
  };
}

/** The refusal for a request that needs the agent while there is none. */
export function agentLost(agent: AgentConnection): Refusal {
  const state = agent.state();
  return refuse('agent-lost', state.state === 'lost' ? { since: state.since } : {});
}
