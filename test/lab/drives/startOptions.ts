import type { EraseDurations } from './model/driveBody.ts';
import type { DriveFault } from './model/faults.ts';
import type { DriveIdentity } from './model/identity.ts';
import type { ModelTime } from './model/modelTime.ts';

/** What every kind of drive is started with; all but the first three have a default. */
export interface DriveOptions {
  /** Folder of the drive's files. Files that are there already are gone on with. */
  readonly directory: string;
  /** Lower case letters and digits; part of the target's name. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly identity?: Partial<DriveIdentity>;
  readonly faults?: readonly DriveFault[];
  readonly durations?: Partial<EraseDurations>;
  readonly time?: ModelTime;
  readonly port?: number;
}
