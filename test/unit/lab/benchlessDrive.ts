import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHORT_DURATIONS } from '../../lab/drives/driveDefaults.ts';
import type { DriveBody } from '../../lab/drives/model/driveBody.ts';
import type { DriveFault } from '../../lab/drives/model/faults.ts';
import type { DriveIdentity } from '../../lab/drives/model/identity.ts';
import { Media } from '../../lab/drives/model/media.ts';
import { ManualTime } from './manualTime.ts';

export const MIB = 1024 ** 2;
export const SIZE = 4 * MIB;

export interface Benchless {
  readonly body: DriveBody;
  readonly media: Media;
  readonly time: ManualTime;
  faults: readonly DriveFault[];
  vanished: boolean;
}

export const IDENTITY: DriveIdentity = {
  vendor: 'LAB',
  model: 'MODEL X',
  serial: 'SERIAL123',
  firmware: 'FW000001',
  wwnHex: '5000c50015ea71ac',
};

/** The body of a drive with cells in a temporary file and a clock in the test's hand: a block erase takes 3000 ms. */
export function benchlessBody(...faults: readonly DriveFault[]): Benchless {
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-model-'));
  const media = new Media(join(folder, 'cells'), SIZE, undefined, () => undefined);
  const time = new ManualTime();
  const drive: Benchless = {
    media,
    time,
    faults,
    vanished: false,
    body: {
      media,
      time,
      durations: SHORT_DURATIONS,
      identity: () => IDENTITY,
      faults: () => drive.faults,
      persist: () => undefined,
      vanish: () => {
        drive.vanished = true;
      },
    },
  };
  return drive;
}
