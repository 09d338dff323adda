import type { Reason } from './reason.ts';

/** Everything the verdict looks at. Each field is a fact that was read from the drive, or says that it was not. */
export type Evidence = {
  /** The drive's identity re-read through the held descriptor after the technique, against the one before. */
  readonly identity: 'same' | 'changed' | 'not-read';
  readonly capacity: { readonly beforeBytes: number; readonly afterBytes: number | null };
  readonly technique: {
    /** The engine (or the drive's own status) says it came to the end; alone this proves nothing. */
    readonly reportedComplete: boolean;
    /** Bytes made durable on the medium, added up over resumed runs without counting a byte twice. */
    readonly writtenBytes: number;
    readonly expectedBytes: number;
    readonly badBlocks: number;
  };
  readonly canaries: {
    readonly planted: number;
    readonly confirmed: number;
    readonly gone: number;
    readonly survivors: number;
  } | null;
  readonly verification: {
    readonly design: 'full' | 'sampled';
    readonly reportedComplete: boolean;
    readonly expectedBytes: number;
    readonly readBytes: number;
    readonly mismatchBytes: number;
    readonly unreadableBlocks: number;
  } | null;
  /** How the job ended. `finished` only says that every phase was run. */
  readonly ending:
    | { readonly kind: 'finished' }
    | { readonly kind: 'failed'; readonly why: Reason }
    | { readonly kind: 'stalled'; readonly silentMs: number }
    | { readonly kind: 'interrupted'; readonly why: Reason };
  readonly reallocatedSectorsAfter: number | null;
};
