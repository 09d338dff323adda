import type { TechniqueId } from '../../../../core/domain/technique.ts';
import type { Capacity, ReadsAfterErase } from '../../tools/sgParse.ts';

/** What makes one erase that a SCSI drive runs itself different from another. */
export type EraseKind = {
  readonly techniqueId: TechniqueId;
  readonly program: 'sg_sanitize' | 'sg_format';
  /** Everything but the device, `capacity` as the drive tells it now (`null`: it does not); always so that the program returns at once and does no waiting of its own. */
  argv(capacity: Capacity | null): readonly string[];
  /** What the program prints when the drive took the command. */
  readonly acceptedWords: RegExp;
  readonly runningState: 'sanitizing' | 'formatting';
  /** Over before anybody could look: only a change of keys can be. Of anything else such an end shows that nothing was done. */
  readonly mayEndAtOnce: boolean;
  /** Faster than this no drive can write; `null` where the erase does not visit every place. */
  readonly fastestBytesPerSecond: { readonly magnetic: number; readonly other: number } | null;
  /** Reads may fail on places not written since. */
  mayFailReads(told: ReadsAfterErase): boolean;
};

/** sg_sanitize(8): `--early` returns at once, `--quick` does not count down; its own waiting knows no failure, so it is never used. */
export const SANITIZE = {
  program: 'sg_sanitize',
  acceptedWords: /Sanitize command launched without error/,
  runningState: 'sanitizing',
} as const;

export const SANITIZE_AT_ONCE = ['--early', '--quick', '-v', '-v'] as const;
