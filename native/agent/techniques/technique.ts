import type { Drive } from '../../../core/domain/drive.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';
import type { Capability, DeviceTechnique } from './deviceTechnique.ts';

/** The pattern of an overwrite as it stands in intent and record. */
export type Pattern = { readonly words: string; readonly seed: string | null };

export type OverwriteOptions = {
  readonly sizeBytes: number;
  readonly fromBytes: number;
  readonly badBlockLimit: number;
  readonly maxBytesPerSecond: number | null;
};

/** A technique of the engine: what it counts as on a drive, and the pattern of each pass. */
export type OverwriteTechnique = {
  readonly kind: 'overwrite';
  readonly techniqueId: TechniqueId;
  /** The NIST method it reaches on this drive and why; `null`: it cannot reach all of it. Pure. */
  capability(drive: Drive): Capability;
  newPatterns(randomHex: () => string): readonly Pattern[];
};

export type Technique = OverwriteTechnique | DeviceTechnique;

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

/** A pattern as the record names it: hex, or `stream`. */
export function patternOfRecord({ words }: Pattern): string {
  if (words === 'zeros') return '00';
  return words.startsWith('hex:') ? words.slice('hex:'.length) : words;
}

/** `--max-rate` where a drive is held back (virtual benches only). */
export function rateArgv(maxBytesPerSecond: number | null): string[] {
  return maxBytesPerSecond === null ? [] : ['--max-rate', String(maxBytesPerSecond)];
}
