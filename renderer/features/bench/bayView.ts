import type { StationSnapshot } from '../../../core/contract/stationSnapshot.ts';
import type { Bay } from '../../../core/domain/bay.ts';
import type { Drive } from '../../../core/domain/drive.ts';
import type { Job } from '../../../core/domain/job.ts';
import { labelKindFor } from '../../../core/domain/label.ts';

/** The six colours of the bench: who must act. The same six on tiles, labels and reports. */
export type Signal = 'empty' | 'busy' | 'hands' | 'pass' | 'shred' | 'quality';

/** What a person is to do at a bay; each has its word, icon and colour. */
export type BayDuty = 'empty' | 'own' | 'running' | 'start' | 'help' | 'pass' | 'shred' | 'quality' | 'drawn';

/** One place of the bench with all that is known of it. `bay` is null for a drive outside the mapped bays. */
export type BayView = {
  readonly key: string;
  readonly bay: Bay | null;
  readonly drive: Drive | null;
  readonly job: Job | null;
  readonly duty: BayDuty;
};

const signalOfDuty: Readonly<Record<BayDuty, Signal>> = {
  empty: 'empty',
  own: 'empty',
  running: 'busy',
  start: 'hands',
  help: 'hands',
  pass: 'pass',
  shred: 'shred',
  quality: 'quality',
  drawn: 'quality',
};

export function signalOf(duty: BayDuty): Signal {
  return signalOfDuty[duty];
}

/** Records that quality has a say in, whatever their label says: drawn and waiting, or refused. */
export type AtQuality = ReadonlyMap<string, 'drawn' | 'quality'>;
const NONE: AtQuality = new Map();

/** Pure: the places of the bench, bays first in their order. A place in which nothing changed keeps its identity from `before`. */
export function viewBays(
  snapshot: StationSnapshot,
  before: readonly BayView[] = [],
  atQuality: AtQuality = NONE,
): BayView[] {
  const known = new Map(before.map((view) => [view.key, view]));
  const keep = (view: BayView): BayView => {
    const old = known.get(view.key);
    if (old?.bay !== view.bay || old.drive !== view.drive || old.job !== view.job) return view;
    return old.duty === view.duty ? old : view;
  };
  const bayIds = new Set(snapshot.bays.map((bay) => bay.bayId));
  const inBays = [...snapshot.bays]
    .sort((a, b) => a.number - b.number)
    .map((bay) => {
      const drive = snapshot.drives.find((candidate) => candidate.bayId === bay.bayId) ?? null;
      const job = drive === null ? openJobOfBay(snapshot.jobs, bay.bayId) : newestJob(snapshot.jobs, drive.driveId);
      return keep({ key: bay.bayId, bay, drive, job, duty: dutyOf(drive, job, atQuality) });
    });
  const outside = snapshot.drives
    .filter((drive) => drive.bayId === null || !bayIds.has(drive.bayId))
    .map((drive) => {
      const job = newestJob(snapshot.jobs, drive.driveId);
      return keep({ key: drive.driveId, bay: null, drive, job, duty: dutyOf(drive, job, atQuality) });
    });
  return [...inBays, ...outside];
}

/** Pure: what hands are to do. A job's word counts before the drive's own state; what is not known needs a person. */
export function dutyOf(drive: Drive | null, job: Job | null, atQuality: AtQuality = NONE): BayDuty {
  if (job !== null) {
    if (job.state.kind === 'running') return 'running';
    if (job.state.kind === 'waiting-for-drive') return 'help';
    const atQualityNow = atQuality.get(job.state.recordId);
    if (atQualityNow !== undefined) return atQualityNow;
    const label = labelKindFor(job.state.verdict.outcome);
    return label === 'PASS' ? 'pass' : label === 'SHRED' ? 'shred' : 'quality';
  }
  if (drive === null) return 'empty';
  if (drive.refusals.some((refusal) => refusal.code === 'drive-system-disk')) return 'own';
  return drive.refusals.length > 0 ? 'help' : 'start';
}

function newestJob(jobs: readonly Job[], driveId: string): Job | null {
  return newest(jobs.filter((job) => job.driveId === driveId));
}

function openJobOfBay(jobs: readonly Job[], bayId: string): Job | null {
  return newest(jobs.filter((job) => job.bayId === bayId && job.state.kind !== 'ended'));
}

function newest(jobs: readonly Job[]): Job | null {
  return jobs.reduce<Job | null>((last, job) => (last === null || job.startedAt >= last.startedAt ? job : last), null);
}
