import { useEffect } from 'react';
import { useStation } from '../../link/stationState.ts';
import { readQueue, useQueue } from './queueState.ts';

/** The agent tells when a reading begins and ends, not how far it is. */
const LOOK_EVERY_MS = 1000;

/** Keeps the queue as the agent has it: the screen of quality shows it, and the bench says which drives go there. */
export function useQueueKept(): void {
  const client = useStation((state) => state.client);
  const changes = useStation((state) => state.qualityCount);
  const linked = useStation(({ snapshot }) => snapshot?.agent.state === 'connected');
  const reading = useQueue(({ view }) => view?.rows.some(({ reverification }) => reverification.kind === 'running'));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them means that the queue may be another
  useEffect(() => {
    if (client !== null) readQueue().catch((cause: unknown) => console.error(cause));
  }, [client, changes, linked]);
  useEffect(() => {
    if (reading !== true) return;
    const timer = setInterval(() => void readQueue().catch((cause: unknown) => console.error(cause)), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [reading]);
}
