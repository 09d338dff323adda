import type { BayDuty, BayView } from './bayView.ts';

/** The parts of the one line over the bench; each is also a filter. */
export type RoomPart = 'pull' | 'quality' | 'start' | 'help' | 'running';

const dutiesOfPart: Readonly<Record<RoomPart, readonly BayDuty[]>> = {
  pull: ['pass', 'shred'],
  quality: ['quality', 'drawn'],
  start: ['start'],
  help: ['help'],
  running: ['running'],
};

export function isInPart(view: BayView, part: RoomPart): boolean {
  return dutiesOfPart[part].includes(view.duty);
}

export type RoomCount = {
  readonly parts: readonly { readonly part: RoomPart; readonly count: number }[];
  /** Time until the first running drive is done; null when none is running or none can say. */
  readonly nextDoneMs: number | null;
};

/** Pure: the whole room in one line, hands first. Parts with nothing in them are left out. */
export function countRoom(views: readonly BayView[]): RoomCount {
  const order: readonly RoomPart[] = ['help', 'pull', 'quality', 'start', 'running'];
  const parts = order
    .map((part) => ({ part, count: views.filter((view) => isInPart(view, part)).length }))
    .filter(({ count }) => count > 0);
  const remaining = views.flatMap(({ job }) =>
    job?.state.kind === 'running' && job.state.remainingMs !== null ? [job.state.remainingMs] : [],
  );
  return { parts, nextDoneMs: remaining.length === 0 ? null : Math.min(...remaining) };
}
