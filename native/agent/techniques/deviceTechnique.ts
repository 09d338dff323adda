import type { Drive } from '../../../core/domain/drive.ts';
import type { Policy } from '../../../core/domain/policy.ts';
import type { Details, Reason } from '../../../core/domain/reason.ts';
import type { SanitizationMethod, TechniqueId } from '../../../core/domain/technique.ts';
import type { Clock } from '../tools/clock.ts';
import type { ToolRun } from '../tools/run.ts';

/** What a technique can do on a drive. `method: null` = it cannot be done here; the reasons say why. Pure. */
export type Capability = { readonly method: SanitizationMethod | null; readonly reasons: readonly Reason[] };

/** A raw status page of the drive for the record: the log bytes, the IDENTIFY words, the sense data. */
export type StatusPage = { readonly name: string; readonly bytes: Uint8Array };

/**
 * How a technique that the drive runs itself ended, by the drive's own state read afresh afterwards. An exit code is never among the grounds.
 * `completed`: the state says that THIS run succeeded. `failed`: the drive says it failed. `stalled`: its progress stood still. `unknown`: it
 * cannot be said (unreadable or unknown state, a tool whose output has another shape). `interrupted`: the run was ended from outside.
 */
export type DeviceOutcome =
  | { readonly kind: 'completed'; readonly notes: readonly Reason[] }
  | { readonly kind: 'failed'; readonly why: Reason }
  | { readonly kind: 'stalled'; readonly silentMs: number }
  | { readonly kind: 'unknown'; readonly why: Reason }
  | { readonly kind: 'interrupted'; readonly why: Reason };

/** A fact a technique keeps in the job's journal (fsynced): that it started, with which password, in which state the drive was before. */
export type TechniqueNote = { readonly what: string; readonly facts: Details };

/** What a running technique is given. It reaches the drive through nothing else. */
export type DeviceTools = {
  readonly drive: Drive;
  readonly clock: Clock;
  /** Fires when the job must end early. A running erase in the drive cannot be called back; the technique stops watching it and says so. */
  readonly stop: AbortSignal;
  /** No movement for this long is `stalled`. */
  readonly silenceMs: number;
  /** The PSID that the person gave with the start, for a technique that needs it. In memory only: `null` after a restart of the agent. */
  readonly psid: string | null;
  /** Device nodes of the held drive, resolved from the held descriptor's device number just now: `/dev/sda`, `/dev/sg0`, `/dev/nvme0`. `null`: it has none. */
  nodes(): Promise<{
    readonly block: string;
    readonly generic: string | null;
    readonly controller: string | null;
  } | null>;
  /**
   * Runs a program of the system by its name (located in the fixed system folders), journals it as a command fact and answers it. `null` when it is
   * not installed. A run is never trusted for its exit code.
   */
  run(
    program: string,
    argv: readonly string[],
    options: {
      readonly timeoutMs: number | null;
      /** A run that sets the drive right again (takes a password off): it is started and left to end also after `stop`. */
      readonly despiteStop?: boolean;
      /** A word of argv that is journalled and recorded as `(not recorded)`. */
      readonly secret?: string;
    },
  ): Promise<ToolRun | null>;
  /** Makes the kernel read the drive's capacity anew (sysfs `device/rescan`); nothing on the drive changes. Absent where there is no such way. */
  rescan?(): Promise<void>;
  /** Writes a note durably BEFORE it returns; destructive commands come after the note that says they come. */
  remember(note: TechniqueNote): void;
  /** Notes of this job so far, oldest first; after a restart they tell where it stood. */
  readonly remembered: readonly TechniqueNote[];
  keepStatusPage(page: StatusPage): void;
  /** Progress as the drive tells it, 0 to 1, and its own estimate; `null` is unknown. Moves the watchdog only when the fraction changed. */
  progress(fraction: number | null, remainingMs: number | null): void;
  /** Waits, but no longer than until `stop`. */
  pause(ms: number): Promise<void>;
};

/** A technique the drive runs by itself, started and watched through the system's own tools. */
export type DeviceTechnique = {
  readonly kind: 'device';
  readonly techniqueId: TechniqueId;
  /** What the read-back may find afterwards: the same value everywhere, anything that is not earlier data, or only errors until written. */
  readonly leaves: 'uniform' | 'anything';
  /** Absent: no. It cannot be started without the PSID from the drive's label. */
  readonly needsPsid?: true;
  capability(drive: Drive, policy: Policy): Capability;
  /** How long it may be silent on this drive where that is longer than the job's silence, because it tells no progress. Absent: the job's silence. */
  patienceMs?(drive: Drive, silenceMs: number): number;
  /** Starts it, or rejoins one that runs (after a restart), and watches until the drive says how it ended. Never throws for what a drive or tool does. */
  run(tools: DeviceTools): Promise<DeviceOutcome>;
};
