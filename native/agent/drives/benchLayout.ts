import type { BayPlace } from '../../../core/contract/bayVerbs.ts';
import type { Bay } from '../../../core/domain/bay.ts';
import type { BayMap } from '../../../core/domain/bayMap.ts';
import type { Answer } from '../../../core/domain/refusal.ts';

/** How the bench is laid out: which place of the computer is which bay. */
export type BenchLayout = {
  bays(): readonly Bay[];
  /** The places that hold a drive now. */
  places(): readonly BayPlace[];
  /** The layout in force; `null`: bays are numbered as drives are first seen. */
  map(): BayMap | null;
  /** Takes a layout from now on; drives that stand in another bay by it are told as changed. */
  take(map: BayMap | null): void;
  /** The paths of a layout that this bench can never have. A real one has whatever is cabled to it. */
  impossible(map: BayMap): readonly string[];
  /** The block device in a bay, for its light; refused where there is no light to ask for. */
  lamp(bayId: string): Answer<{ readonly devicePath: string }>;
};
