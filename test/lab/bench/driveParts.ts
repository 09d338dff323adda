import type { LabDrive } from './labDrive.ts';
import type { QemuObject } from './qemuJson.ts';

/** Where a drive is plugged: the bus it hangs on and its number there, kept over reboots as on a real bench. */
export type Place = { readonly bus: string; readonly unit: number };

/** What QEMU is told of one drive: its media, then its devices from the controller's side to the drive's. Same words at start and at hot-plug. */
export type DriveParts = { readonly media: readonly QemuObject[]; readonly devices: readonly QemuObject[] };

/** Image files of a drive, one for each namespace, with their sizes. */
export function imagesOf(drive: LabDrive, folder: string): { readonly path: string; readonly sizeMiB: number }[] {
  const images = [{ path: `${folder}/${drive.id}.raw`, sizeMiB: drive.sizeMiB }];
  if (drive.bus === 'nvme' && drive.secondNamespace !== undefined) {
    images.push({ path: `${folder}/${drive.id}-2.raw`, sizeMiB: drive.secondNamespace.sizeMiB });
  }
  return images;
}

export function driveParts(drive: LabDrive, place: Place, folder: string): DriveParts {
  const media = imagesOf(drive, folder).map(({ path }, index) => mediumOf(`${drive.id}-m${index}`, path));
  return { media, devices: devicesOf(drive, place, `${drive.id}-m0`) };
}

/** The device whose removal takes the whole drive away. */
export const removalId = (drive: LabDrive): string => drive.id;

function mediumOf(nodeName: string, path: string): QemuObject {
  return { driver: 'raw', 'node-name': nodeName, discard: 'unmap', file: { driver: 'file', filename: path } };
}

function devicesOf(drive: LabDrive, { bus, unit }: Place, medium: string): QemuObject[] {
  const { id, serial } = drive;
  switch (drive.bus) {
    case 'nvme': {
      // One namespace is the controller's own, so that it can be plugged while the guest runs; two are devices on it, from the start only.
      if (drive.secondNamespace === undefined) {
        return [{ driver: 'nvme', id, serial, bus, drive: medium, ...blocks(drive.blockBytes) }];
      }
      return [
        { driver: 'nvme', id, serial, bus },
        { driver: 'nvme-ns', id: `${id}-n1`, bus: id, drive: medium, nsid: 1, ...blocks(drive.blockBytes) },
        {
          driver: 'nvme-ns',
          id: `${id}-n2`,
          bus: id,
          drive: `${id}-m1`,
          nsid: 2,
          ...blocks(drive.secondNamespace.blockBytes),
        },
      ];
    }
    case 'sata': {
      const { model, wwn, rotationRate } = drive;
      return [{ driver: 'ide-hd', id, bus, unit, drive: medium, serial, model, wwn, rotation_rate: rotationRate }];
    }
    case 'scsi':
    case 'sas':
      return [scsiDisk(drive, { id, bus, 'scsi-id': unit, lun: 0, drive: medium })];
    case 'usb-storage':
      return [{ driver: 'usb-storage', id, bus, drive: medium, serial, removable: true }];
    case 'usb-uas':
      return [
        { driver: 'usb-uas', id, bus, serial },
        scsiDisk(drive, { id: `${id}-lun`, bus: `${id}.0`, 'scsi-id': 0, lun: 0, drive: medium }),
      ];
  }
}

function blocks(blockBytes: number): QemuObject {
  return { logical_block_size: blockBytes, physical_block_size: 4096 };
}

function scsiDisk(
  { serial, model, wwn, rotationRate }: { serial: string; model: string; wwn: bigint; rotationRate: number },
  where: QemuObject,
): QemuObject {
  return { driver: 'scsi-hd', ...where, serial, vendor: 'LAB', product: model, wwn, rotation_rate: rotationRate };
}
