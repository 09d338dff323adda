import type { Reason } from './reason.ts';
import type { DeviceState, Leaves } from './technique.ts';

/** One pass of the engine over every address of the drive. */
export type OverwritePass = {
  /** The engine says it came to the end; alone this proves nothing. */
  readonly reportedComplete: boolean;
  /** Bytes made durable on the medium, added up over resumed runs without counting a byte twice. */
  readonly writtenBytes: number;
  readonly expectedBytes: number;
  readonly badBlocks: number;
};

/** What was done to the drive. `device`: the drive erased itself, and `passes` are overwrites that the policy wants after it. */
export type TechniqueEvidence =
  | { readonly kind: 'overwrite'; readonly passes: readonly OverwritePass[] }
  | {
      readonly kind: 'device';
      /** By the drive's own state, read afresh after this run; never by the exit code of the tool that asked it. */
      readonly state: DeviceState;
      readonly leaves: Leaves;
      readonly passes: readonly OverwritePass[];
    };

/** The same seeded places of the drive before and after an erase that it ran itself. */
export type Comparison = {
  readonly reportedComplete: boolean;
  readonly expectedSamples: number;
  readonly comparedSamples: number;
  /** Samples with earlier data that hold the very same afterwards. */
  readonly unchanged: number;
  /** Samples that held one repeated byte already before; the same afterwards says nothing about the erase. */
  readonly uninformative: number;
  readonly unreadable: number;
  /** The one byte that every sample consists of afterwards; `null` when there is none. */
  readonly uniformValue: number | null;
};

/**
 * Whether part of the drive was hidden behind the capacity it shows (HPA, AMAC, DCO), by the drive's own answer before anything was written.
 * `restored`: found and opened, and the job worked on the whole. `not-applicable`: what kind of drive it is was read, and that kind has none.
 * `behind-bridge`: a USB bridge that passes no ATA command through, so a host can reach no more than what it shows; enough for Clear only.
 * `not-examined`: it could not be read, which is never "nothing".
 */
export type HiddenAreas = {
  readonly state: 'none' | 'restored' | 'present' | 'not-applicable' | 'behind-bridge' | 'not-examined';
  readonly why: string;
};

/**
 * What was seen of one namespace of a drive that has several. The counts of all of them are added up in the evidence itself; this shows that none was
 * left out. `null`: it was not done, or did not come to its end.
 */
export type NamespaceEvidence = {
  readonly namespace: number;
  readonly sizeBytes: number;
  readonly canaries: { readonly planted: number; readonly confirmed: number; readonly gone: number } | null;
  readonly comparison: { readonly expected: number; readonly compared: number } | null;
  readonly readBack: { readonly expectedBytes: number; readonly readBytes: number } | null;
};

/** Everything the verdict looks at. Each field is a fact that was read from the drive, or says that it was not. */
export type Evidence = {
  /** The drive's identity re-read through the held descriptor after the technique, against the one before. */
  readonly identity: 'same' | 'changed' | 'not-read';
  readonly capacity: { readonly beforeBytes: number; readonly afterBytes: number | null };
  readonly hiddenAreas: HiddenAreas;
  readonly technique: TechniqueEvidence;
  readonly canaries: {
    readonly planted: number;
    readonly confirmed: number;
    readonly gone: number;
    readonly survivors: number;
  } | null;
  /** Before against after; `null` where it was not done (an overwrite needs none: its content is known). */
  readonly comparison: Comparison | null;
  /** `full` and `sampled` compare with known content; `changed` is the comparison before and after, for an erase that leaves no known content. */
  readonly verification: {
    readonly design: 'full' | 'sampled' | 'changed';
    readonly reportedComplete: boolean;
    readonly expectedBytes: number;
    readonly readBytes: number;
    readonly mismatchBytes: number;
    readonly unreadableBlocks: number;
  } | null;
  /** Every namespace of a drive that has several; absent: the drive is one disk. */
  readonly namespaces?: readonly NamespaceEvidence[];
  /** How the job ended. `finished` only says that every phase was run. */
  readonly ending:
    | { readonly kind: 'finished' }
    | { readonly kind: 'failed'; readonly why: Reason }
    | { readonly kind: 'stalled'; readonly silentMs: number }
    | { readonly kind: 'interrupted'; readonly why: Reason };
  readonly reallocatedSectorsAfter: number | null;
};
