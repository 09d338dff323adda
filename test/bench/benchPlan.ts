import type { ControlGroup } from './controlGroup.ts';

/** What every part of the bench is given. */
export type BenchPlan = {
  readonly group: ControlGroup;
  /** For images and mounts; gone afterwards. */
  readonly folder: string;
  /** Rounds of most heats, and of those with slow peers. */
  readonly rounds: number;
  readonly slowRounds: number;
  /** So many rounds at most for rows that are near their goals. */
  readonly mostRounds: number;
  /** Targets are so many times the size of the quick run's where the computer has room: the longer a run, the less its start weighs, as on real drives. */
  readonly sizeFactor: number;
  /** The nwipe program, and whether it is a newer one than the packaged. */
  readonly nwipe: { readonly program: string; readonly newer: boolean };
  /** How many disturbed runs may still be repeated, all parts together. */
  readonly repeats: { left: number };
  readonly say: (line: string) => void;
};
