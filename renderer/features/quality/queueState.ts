import { create } from 'zustand';
import type { QualityDecision, QualityView } from '../../../core/domain/quality.ts';
import { type Problem, read } from '../../link/ask.ts';
import { takeQuality } from '../../link/stationState.ts';

/** The last decision of this window, to say what is to be done with the drive now. */
export type LastDecision = {
  readonly decision: QualityDecision;
  readonly recordId: string;
  readonly serialNumber: string | null;
};

type QueueState = {
  /** Null until the agent has answered. */
  readonly view: QualityView | null;
  readonly problem: Problem | null;
  readonly decided: LastDecision | null;
};

/** Quality's queue as this window last read it. */
export const useQueue = create<QueueState>(() => ({ view: null, problem: null, decided: null }));

/** Asks for the queue. What was shown stays until the answer; with no answer nothing is shown as if it were known. */
export async function readQueue(): Promise<void> {
  const told = await read('quality.queue', {});
  if (told.outcome !== 'done') return useQueue.setState({ view: null, problem: told });
  useQueue.setState({ view: told.value, problem: null });
  takeQuality(told.value);
}
