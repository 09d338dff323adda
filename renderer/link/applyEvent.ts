import type { EventData, EventName } from '../../core/contract/rpc.ts';
import type { StationContract } from '../../core/contract/station.ts';
import type { StationSnapshot } from '../../core/contract/stationSnapshot.ts';

/** One numbered event of the station, as it came. */
export type StationEvent = {
  [Name in EventName<StationContract>]: {
    readonly number: number;
    readonly name: Name;
    readonly data: EventData<StationContract, Name>;
  };
}[EventName<StationContract>];

/** The snapshot after an event. Pure; what the event does not touch keeps its identity, so that only changed tiles are drawn again. */
export function applyEvent(snapshot: StationSnapshot, event: StationEvent): StationSnapshot {
  switch (event.name) {
    case 'agent.changed':
      return { ...snapshot, agent: event.data };
    case 'host.changed':
      return { ...snapshot, host: event.data };
    case 'drive.changed':
      return { ...snapshot, drives: put(snapshot.drives, event.data, (drive) => drive.driveId) };
    case 'drive.removed':
      return {
        ...snapshot,
        drives: snapshot.drives.filter((drive) => drive.driveId !== event.data.driveId),
        jobs: snapshot.jobs.filter((job) => job.driveId !== event.data.driveId || job.state.kind !== 'ended'),
      };
    case 'job.changed':
      return { ...snapshot, jobs: put(snapshot.jobs, event.data, (job) => job.jobId) };
    case 'people.changed':
      return { ...snapshot, people: event.data.people };
    case 'bays.changed':
      return { ...snapshot, bays: event.data.bays };
    case 'label.changed':
      return { ...snapshot, labels: put(snapshot.labels, event.data, (label) => label.labelId) };
    case 'printer.changed':
      return { ...snapshot, printer: event.data };
    case 'ledger.changed':
      return { ...snapshot, ledger: event.data };
    case 'notice':
      return { ...snapshot, notices: [...snapshot.notices, event.data] };
    // Rows of tables that are read page by page; the tables listen for these themselves.
    case 'record.sealed':
    case 'certificate.issued':
    case 'progress':
    case 'uploads.changed':
    case 'quality.changed':
    case 'language.changed':
    case 'lot.changed':
    case 'lots.importProgress':
    case 'receiving.changed':
      return snapshot;
  }
}

function put<T>(list: readonly T[], item: T, key: (item: T) => string): T[] {
  const at = list.findIndex((other) => key(other) === key(item));
  return at === -1 ? [...list, item] : list.with(at, item);
}
