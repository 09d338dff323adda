import { HONEST_ATA } from './driveDefaults.ts';
import { EmulatedDrive } from './emulatedDrive.ts';
import { IscsiPortal } from './iscsi/iscsiPortal.ts';
import type { AtaConfig, AtaHistory } from './model/ata/ataConfig.ts';
import { AtaDrive, type AtaState, ataStateOf } from './model/ata/ataDrive.ts';
import { SatUnit } from './model/scsi/satUnit.ts';
import { bodyOptions, type DriveOptions } from './startOptions.ts';

export interface AtaDriveOptions extends DriveOptions {
  readonly config?: Partial<AtaConfig>;
  readonly history?: AtaHistory;
}

/** Starts an ATA drive behind a SCSI translator behind iSCSI on 127.0.0.1. */
export async function startAtaDrive(options: AtaDriveOptions): Promise<EmulatedDrive<AtaDrive>> {
  const config: AtaConfig = { ...HONEST_ATA, ...options.config };
  const history = options.history ?? {};
  const iqn = `iqn.2026-01.lab.wipebench:${options.name}`;
  const drive = new EmulatedDrive<AtaDrive>(
    bodyOptions(options, {
      vendor: 'ATA',
      model: config.rotationRate === 1 ? 'LAB SATA SSD' : 'LAB SATA DISK',
      serial: `SA${options.name.toUpperCase()}`,
      firmware: 'LABFW1',
      wwnHex: '5000c50015ea7000',
    }),
    iqn,
    (body, saved) => {
      const model = new AtaDrive(
        body,
        config,
        (saved as AtaState | undefined) ?? ataStateOf(history),
        history.countExpired ?? false,
      );
      return { model, frontend: new IscsiPortal(new Map([[iqn, [new SatUnit(body, model)]]])) };
    },
  );
  await drive.plug();
  return drive;
}
