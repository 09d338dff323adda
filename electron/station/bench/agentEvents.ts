import { assertNever } from '../../../core/domain/assertNever.ts';
import type { Job } from '../../../core/domain/job.ts';
import type { Person } from '../../../core/domain/person.ts';
import type { AgentEvent } from '../agentLink/agentConnection.ts';
import type { Tell } from './stationHandlers.ts';

/** What each news of the agent sets going at the station, and which of it the windows hear. */
export function agentEvents(room: {
  readonly tell: Tell;
  readonly remember: (job: Job) => void;
  /** Copies what is new in the ledger. */
  readonly pull: () => void;
  readonly peopleChanged: (people: readonly Person[]) => void;
  readonly qualityChanged: () => void;
}): (event: AgentEvent) => void {
  const { tell } = room;
  return (event) => {
    switch (event.name) {
      case 'ledger.appended':
        return room.pull();
      case 'job.changed':
        room.remember(event.data);
        return tell('job.changed', event.data);
      case 'drive.changed':
        return tell('drive.changed', event.data);
      case 'drive.removed':
        return tell('drive.removed', event.data);
      case 'people.changed':
        room.peopleChanged(event.data.people);
        return tell('people.changed', event.data);
      case 'notice':
        return tell('notice', event.data);
      case 'bays.changed':
        return tell('bays.changed', event.data);
      case 'quality.changed':
        room.qualityChanged();
        return tell('quality.changed', event.data);
      default:
        return assertNever(event);
    }
  };
}
