import type { Drive } from '../../../core/domain/drive.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import type { BenchLayout } from './benchLayout.ts';

export type DriveChange =
  | { readonly kind: 'changed'; readonly drive: Drive }
  | { readonly kind: 'removed'; readonly driveId: string; readonly bayId: string | null };

/** What the held descriptor says of itself now; read by the engine's `probe`, never through a path. */
export type HeldFacts = {
  readonly sizeBytes: number;
  readonly readOnly: boolean;
  /** The kernel's number of this insertion of the disk (BLKGETDISKSEQ); `null` for image files and old kernels. */
  readonly diskSequence: number | null;
};

/** Device nodes of a held drive for pass-through tools. */
export type DriveNodes = {
  readonly block: string;
  readonly generic: string | null;
  readonly controller: string | null;
};

/** The capacity the kernel says now. `askedAgain`: the drive had to be asked again for it. */
export type CapacityReading = { readonly sizeBytes: number | null; readonly askedAgain: boolean };

/** One part of a held drive that has several: a namespace of an NVMe drive, opened exclusively like the drive itself. */
export type HeldPart = { readonly nsid: number; readonly descriptor: number; readonly sizeBytes: number };

/**
 * A drive that this agent holds exclusively (O_EXCL): nobody can mount or claim it meanwhile. Everything destructive goes through
 * `descriptor`, which is handed to the child process; the device path is never opened again.
 */
export type HeldDrive = {
  /** As it was held, with the capacity that was adopted since. */
  readonly drive: Drive;
  readonly descriptor: number;
  /** Every part, the one of `descriptor` first. Absent: the drive is one disk. */
  readonly parts?: readonly HeldPart[];
  /** Re-reads identity (all sources) and size now and compares with what was held. */
  compare(): Promise<{ readonly identity: 'same' | 'changed' | 'not-read'; readonly facts: HeldFacts | null }>;
  /** Its nodes, by the held descriptor's device number just now; `null` for image files and drives that are gone. */
  nodes(): Promise<DriveNodes | null>;
  /** The capacity through the descriptor, asked for again for a while where it is not the expected one. */
  readCapacity(expectedBytes: number, stop: AbortSignal): Promise<CapacityReading>;
  /** Like `readCapacity`; when it is the expected one, the drive counts as held with it from now on (a hidden area was opened). */
  adoptCapacity(expectedBytes: number, stop: AbortSignal): Promise<CapacityReading>;
  /** Makes the kernel ask the drive for its capacity anew; nothing on the drive changes. Never rejects. */
  rescan(): Promise<void>;
  /** Lets go; safe to call twice. */
  release(): void;
};

/** The bench as the agent's jobs see it: one implementation on real block devices, one on image files. */
export type DriveBench = {
  readonly virtual: boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly layout: BenchLayout;
  drives(): readonly Drive[];
  onChange(listener: (change: DriveChange) => void): void;
  /** Reads identity, size and use afresh (not from the last scan). Refused when the drive is gone or its identity is not to be trusted. */
  identify(driveId: string): Promise<Answer<Drive>>;
  /** Everything that forbids touching the drive, looked at now; empty answer = nothing known speaks against it. */
  guard(drive: Drive): Promise<Answer<{ readonly checks: readonly string[] }>>;
  /** Recognizes the drive by what it told last, guards it, opens it exclusively, and asks it who it is while it is held. */
  hold(driveId: string): Promise<Answer<HeldDrive>>;
  /** How fast a virtual drive pretends to be, bytes per second; `null` (always on real drives) is as fast as it goes. */
  pace(driveId: string): number | null;
  /** A drive seen now that is the same physical drive as one seen before (after a restart), by identity, never by name. */
  findSame(earlier: Drive): Drive | null;
};
