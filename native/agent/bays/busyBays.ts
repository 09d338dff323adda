import { type BayMap, bayAt } from '../../../core/domain/bayMap.ts';
import type { Job } from '../../../core/domain/job.ts';
import type { BenchLayout } from '../drives/benchLayout.ts';

type OpenJob = Pick<Job, 'driveId' | 'bayId' | 'state'>;

/**
 * The numbers of the bays that hold a wipe and would have another number by a new layout: what stands on the tile must be what the record says. A wipe whose
 * drive is away keeps its bay by its row of the map; where there is none, nobody knows where it comes back. Pure.
 */
export function busyBays(
  layout: Pick<BenchLayout, 'bays' | 'places' | 'map'>,
  jobs: readonly OpenJob[],
  wanted: BayMap | null,
): number[] {
  const before = layout.map();
  if (before === null && wanted === null) return [];
  const pathOf = ({ driveId, bayId }: OpenJob): string | null => {
    const place = layout.places().find((one) => one.driveId === driveId);
    return place?.path ?? before?.find(({ path }) => bayAt(before, path) === bayId)?.path ?? null;
  };
  const moved = jobs.filter((job) => {
    if (job.state.kind === 'ended' || job.bayId === null) return false;
    const path = pathOf(job);
    return wanted === null || path === null || bayAt(wanted, path) !== job.bayId;
  });
  const numbers = moved.map(({ bayId }) => layout.bays().find((bay) => bay.bayId === bayId)?.number ?? 0);
  return [...new Set(numbers)].sort((one, other) => one - other);
}
