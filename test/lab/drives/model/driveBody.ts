import type { DriveFault } from './faults.ts';
import { findFault } from './faults.ts';
import type { DriveIdentity } from './identity.ts';
import type { Media } from './media.ts';
import type { ModelTime } from './modelTime.ts';

/** How long each erase of this drive takes, in milliseconds of model time. */
export interface EraseDurations {
  readonly blockMs: number;
  readonly cryptoMs: number;
  readonly overwriteMs: number;
  readonly securityEraseMs: number;
  readonly formatMs: number;
}

/** What every kind of drive is made of; the command sets are built on it. */
export interface DriveBody {
  readonly media: Media;
  readonly time: ModelTime;
  readonly durations: EraseDurations;
  identity(): DriveIdentity;
  faults(): readonly DriveFault[];
  /** Writes the state of the drive to its file, now. */
  persist(): void;
  /** The link drops (fault `vanishes`). */
  vanish(): void;
}

/** A promise that is never kept: the answer of a drive that hangs. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

/** Waits as long as a slow drive takes for a command with this many bytes. */
export async function dawdle(body: DriveBody, bytes: number): Promise<void> {
  const slow = findFault(body.faults(), 'slow');
  if (slow !== undefined) await body.time.sleep(slow.commandDelayMs + (bytes * 1000) / slow.bytesPerSecond);
}
