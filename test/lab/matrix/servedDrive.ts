import type { EmulatedDrive } from '../drives/emulatedDrive.ts';
import type { DriveIdentity } from '../drives/model/identity.ts';
import { startAtaDrive } from '../drives/startAtaDrive.ts';
import { startNvmeDrive } from '../drives/startNvmeDrive.ts';
import type { DriveOptions } from '../drives/startOptions.ts';
import { startScsiDrive } from '../drives/startScsiDrive.ts';
import type { MatrixRow } from './matrixRow.ts';

/** Small, so that many are erased side by side, and large enough for a thousand samples. */
export const DRIVE_BYTES = 16 * 1024 ** 2;

/** Long enough to be seen at work by a guest that is busy with other drives. */
const DURATIONS = { blockMs: 5_000, cryptoMs: 4_000, overwriteMs: 5_000, securityEraseMs: 3_000, formatMs: 4_000 };

/** Starts the drive of a row, full of an earlier owner's random data, whose bytes are the second answer. `number` makes its world wide name its own. */
export async function serveDrive(
  { id, drive, faults, durations, happening }: MatrixRow,
  directory: string,
  number: number,
  identity: Partial<DriveIdentity> = {},
): Promise<{ readonly served: EmulatedDrive; readonly owned: Buffer }> {
  const [prefix, base] = {
    nvme: ['NV', 0xac1d000000010000n],
    ata: ['SA', 0x5000c50015f00000n],
    scsi: ['SC', 0x5000c50015f80000n],
  }[drive.kind] as [string, bigint];
  const leaves = happening === 'pulled' || happening === 'returns' || happening === 'swapped';
  const common = {
    directory,
    name: identity.serial === undefined ? id : `${id}b`,
    sizeBytes: DRIVE_BYTES,
    faults: leaves ? [...faults, { kind: 'vanishes' as const, atPercent: 50 }] : faults,
    durations: { ...DURATIONS, ...durations },
    identity: { serial: `${prefix}${id.toUpperCase()}`, wwnHex: (base + BigInt(number * 4)).toString(16), ...identity },
  };
  const served = await startKind(drive, common);
  const owned = served.fillRandom(0, DRIVE_BYTES);
  return { served, owned };
}

function startKind(drive: MatrixRow['drive'], common: DriveOptions): Promise<EmulatedDrive> {
  switch (drive.kind) {
    case 'nvme':
      return startNvmeDrive({
        ...common,
        ...(drive.config === undefined ? {} : { config: drive.config }),
        ...(drive.history === undefined ? {} : { history: drive.history }),
      });
    case 'ata':
      return startAtaDrive({
        ...common,
        ...(drive.config === undefined ? {} : { config: drive.config }),
        ...(drive.history === undefined ? {} : { history: drive.history }),
      });
    case 'scsi':
      return startScsiDrive({ ...common, ...(drive.config === undefined ? {} : { config: drive.config }) });
  }
}

/** How many of the earlier owner's bytes the cells still hold at their places, whatever a host is told. Counted in blocks of 512 bytes. */
export function bytesStillThere(served: EmulatedDrive, owned: Buffer): number {
  const now = served.cells(0, owned.length);
  let kept = 0;
  for (let at = 0; at < owned.length; at += 512) {
    if (now.compare(owned, at, at + 512, at, at + 512) === 0) kept += 512;
  }
  return kept;
}
