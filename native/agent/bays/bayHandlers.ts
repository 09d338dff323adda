import type { AgentContract } from '../../../core/contract/agent.ts';
import type { bayVerbs } from '../../../core/contract/bayVerbs.ts';
import type { Handlers } from '../../../core/contract/rpcServer.ts';
import type { Person } from '../../../core/domain/person.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import { signing } from '../people/people.ts';
import type { BayMapDesk } from './bayMapDesk.ts';
import { type LocateNeeds, locateBay } from './locateBay.ts';

type SignedBy = <T>(session: string, work: (person: Person) => Promise<Answer<T>>) => Promise<Answer<T>>;

/** The calls about the layout of the bench. */
export function bayHandlers(
  desk: BayMapDesk,
  light: LocateNeeds,
  by: SignedBy,
): Pick<Handlers<AgentContract, unknown>, keyof typeof bayVerbs> {
  return {
    'bays.view': () => ({ outcome: 'done', value: desk.view() }),
    'bays.setMap': ({ session, map, basedOn }) => by(session, (lead) => desk.set(map, basedOn, signing(lead))),
    'bays.locate': ({ bayId, lit }) => locateBay(light, bayId, lit),
  };
}
