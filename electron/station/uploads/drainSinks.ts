import type { OpenedSink } from './openWorkers.ts';
import type { Turn } from './sinkWorker.ts';

/**
 * Works on every sink until it is empty or parked; without `patient` also until its first trouble. Sinks go on side by side. Answers how each ended, by name.
 */
export async function drainSinks(
  sinks: readonly OpenedSink[],
  patient: boolean,
  wait: (ms: number) => Promise<void>,
): Promise<ReadonlyMap<string, Turn['kind']>> {
  const ends = sinks.map(async ({ worker }) => {
    let turn = await worker.turn();
    while (turn.kind === 'pause' && patient) {
      await wait(turn.ms);
      turn = await worker.turn();
    }
    return [worker.name, turn.kind] as const;
  });
  return new Map(await Promise.all(ends));
}
