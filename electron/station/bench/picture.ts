import type { AgentNotice, AgentSnapshot } from '../../../core/contract/agent.ts';
import type { Bay } from '../../../core/domain/bay.ts';
import type { Drive } from '../../../core/domain/drive.ts';
import type { Job } from '../../../core/domain/job.ts';
import type { Person } from '../../../core/domain/person.ts';
import type { Policy } from '../../../core/domain/policy.ts';
import type { AgentEvent } from '../agentLink/agentConnection.ts';

const MOST_NOTICES = 100;

/** What the agent last said of its bench. When the link is lost it stays as it was; the link's state says since when it is old. */
export type BenchPicture = {
  readonly bays: readonly Bay[];
  readonly drives: readonly Drive[];
  readonly jobs: readonly Job[];
  readonly people: readonly Person[];
  readonly policies: readonly Policy[];
  readonly notices: readonly AgentNotice[];
};

export const emptyPicture: BenchPicture = { bays: [], drives: [], jobs: [], people: [], policies: [], notices: [] };

/** The picture after a snapshot. */
export function pictureOf(snapshot: AgentSnapshot): BenchPicture {
  const { bays, drives, jobs, people, policies, notices } = snapshot;
  return { bays, drives, jobs, people, policies, notices };
}

/** The picture after one event. A removed drive takes its ended jobs off the bench, as the agent's snapshot would. */
export function afterEvent(picture: BenchPicture, event: AgentEvent): BenchPicture {
  switch (event.name) {
    case 'drive.changed':
      return { ...picture, drives: replaced(picture.drives, event.data, (drive) => drive.driveId) };
    case 'drive.removed': {
      const { driveId } = event.data;
      return {
        ...picture,
        drives: picture.drives.filter((drive) => drive.driveId !== driveId),
        jobs: picture.jobs.filter((job) => job.driveId !== driveId || job.state.kind !== 'ended'),
      };
    }
    case 'job.changed':
      return { ...picture, jobs: replaced(picture.jobs, event.data, (job) => job.jobId) };
    case 'people.changed':
      return { ...picture, people: event.data.people };
    case 'bays.changed':
      return { ...picture, bays: event.data.bays };
    case 'notice':
      return { ...picture, notices: [...picture.notices, event.data].slice(-MOST_NOTICES) };
    case 'ledger.appended':
    case 'quality.changed':
      return picture;
  }
}

function replaced<T>(items: readonly T[], item: T, key: (item: T) => string): T[] {
  const at = items.findIndex((other) => key(other) === key(item));
  return at === -1 ? [...items, item] : items.with(at, item);
}
