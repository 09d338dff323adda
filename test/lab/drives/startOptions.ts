import { SHORT_DURATIONS } from './driveDefaults.ts';
import type { BodyOptions } from './emulatedDrive.ts';
import type { EraseDurations } from './model/driveBody.ts';
import type { DriveFault } from './model/faults.ts';
import type { DriveIdentity } from './model/identity.ts';
import { type ModelTime, wallTime } from './model/modelTime.ts';

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

/** What a drive is made of, where a test said nothing by what its kind has: its identity, no faults, short erases. */
export function bodyOptions(options: DriveOptions, identity: DriveIdentity): BodyOptions {
  return {
    directory: options.directory,
    name: options.name,
    sizeBytes: options.sizeBytes,
    identity: { ...identity, ...options.identity },
    faults: options.faults ?? [],
    durations: { ...SHORT_DURATIONS, ...options.durations },
    time: options.time ?? wallTime,
    port: options.port ?? 0,
  };
}
