import type { Drive } from '../../../core/domain/drive.ts';
import type { Reason } from '../../../core/domain/reason.ts';
import type { SanitizationMethod, TechniqueId } from '../../../core/domain/technique.ts';

/** The pattern of an overwrite as it stands in intent and record. */
export type Pattern = { readonly words: string; readonly seed: string | null };

export type OverwriteOptions = {
  readonly sizeBytes: number;
  readonly fromBytes: number;
  readonly badBlockLimit: number;
  readonly maxBytesPerSecond: number | null;
};

/** One technique: what it counts as on a drive, its pattern, and how the engine is told. */
export type Technique = {
  readonly techniqueId: TechniqueId;
  /** The NIST method it reaches on this drive and why. Pure. */
  capability(drive: Drive): { readonly method: SanitizationMethod; readonly reasons: readonly Reason[] };
  newPattern(randomHex: () => string): Pattern;
};

/** The engine's arguments for the destructive pass over the descriptor 3. */
export function overwriteArgv(pattern: Pattern, options: OverwriteOptions): string[] {
  return [
    'overwrite',
    ...['--fd', '3'],
    ...['--size', String(options.sizeBytes)],
    ...patternArgv(pattern),
    ...['--from', String(options.fromBytes)],
    ...['--bad-limit', String(options.badBlockLimit)],
    ...rateArgv(options.maxBytesPerSecond),
  ];
}

/** `--pattern` and its seed. */
export function patternArgv(pattern: Pattern): string[] {
  return ['--pattern', pattern.words, ...(pattern.seed === null ? [] : ['--seed', pattern.seed])];
}

/** `--max-rate` where a drive is held back (virtual benches only). */
export function rateArgv(maxBytesPerSecond: number | null): string[] {
  return maxBytesPerSecond === null ? [] : ['--max-rate', String(maxBytesPerSecond)];
}
