import { useState } from 'react';
import type { BayMap } from '../../../core/domain/bayMap.ts';

export type BayDraft = {
  readonly draft: BayMap;
  readonly change: (draft: BayMap) => void;
  readonly undo: () => void;
  readonly canUndo: boolean;
};

/** The bench as it is being laid out, with every step to be taken back. */
export function useBayDraft(saved: BayMap): BayDraft {
  const [steps, setSteps] = useState<readonly BayMap[]>([saved]);
  return {
    draft: steps.at(-1) ?? saved,
    change: (draft) => setSteps((before) => [...before, draft]),
    undo: () => setSteps((before) => (before.length > 1 ? before.slice(0, -1) : before)),
    canUndo: steps.length > 1,
  };
}
