import { HONEST_SCSI } from './driveDefaults.ts';
import { EmulatedDrive } from './emulatedDrive.ts';
import { IscsiPortal } from './iscsi/iscsiPortal.ts';
import type { ScsiConfig } from './model/scsi/scsiConfig.ts';
import { ScsiDrive } from './model/scsi/scsiDrive.ts';
import type { ScsiEraseState } from './model/scsi/scsiErase.ts';
import { bodyOptions, type DriveOptions } from './startOptions.ts';

export interface ScsiDriveOptions extends DriveOptions {
  readonly config?: Partial<ScsiConfig>;
}

/** Starts a SCSI drive with one or two logical units behind iSCSI on 127.0.0.1. */
export async function startScsiDrive(options: ScsiDriveOptions): Promise<EmulatedDrive<ScsiDrive>> {
  const config: ScsiConfig = { ...HONEST_SCSI, ...options.config };
  const iqn = `iqn.2026-01.lab.wipebench:${options.name}`;
  const drive = new EmulatedDrive<ScsiDrive>(
    bodyOptions(options, {
      vendor: 'LAB',
      model: config.rotationRate === 1 ? 'SAS SSD' : 'SAS DISK',
      serial: `SC${options.name.toUpperCase()}`,
      firmware: 'FW01',
      wwnHex: '5000c50015eb7000',
    }),
    iqn,
    (body, saved) => {
      const model = new ScsiDrive(body, config, saved as ScsiEraseState | undefined);
      return { model, frontend: new IscsiPortal(new Map([[iqn, model.units]])) };
    },
  );
  await drive.plug();
  return drive;
}
