import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileAt } from '../../guard/deviceNumber.ts';
import type { DeviceNumber } from '../../guard/useFacts.ts';
import { plugOfJoinedPaths } from './nvmeSubsystem.ts';
import { attributeIn, placeOf } from './sysfsPlace.ts';

/** What sysfs says of one whole disk. */
export type DiskFacts = {
  readonly name: string;
  readonly device: DeviceNumber;
  /** Its place in the tree of buses and controllers, without the name at its end; where it is plugged, not what it is. */
  readonly busPath: string;
  readonly sysfsPath: string;
  readonly sizeBytes: number;
  readonly readOnly: boolean;
  readonly logicalBlockBytes: number;
  readonly physicalBlockBytes: number;
  /** `null` on kernels before 5.15. */
  readonly diskSequence: number | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly wwn: string | null;
  readonly firmware: string | null;
  /** Set for loop devices with a backing file. */
  readonly backingFile: { readonly fileSystem: DeviceNumber; readonly inode: number } | null;
};

const SECTOR_BYTES = 512;
/** Not drives: memory, stacked and network devices, optical and floppy drives, boot areas of eMMC, the hidden paths of NVMe multipath. */
const NEVER =
  /^(ram|zram|dm-|md|sr|fd|nbd|zd|rbd|drbd|bcache|mtdblock|pmem)\d|^nvme\d+c\d+n\d+$|^mmcblk\d+(boot\d+|rpmb)$/;
/** SCSI peripheral types that are disks: direct access and host-managed zoned (SPC-5). */
const DISK_TYPES = ['0', '20'];

/** Names of the whole disks that may be drives; loop devices only where they are allowed and have a backing file. */
export function listDisks(sysRoot: string, allowLoop: boolean): string[] {
  const root = join(sysRoot, 'block');
  return readdirSync(root)
    .filter((name) => !NEVER.test(name))
    .filter((name) =>
      name.startsWith('loop')
        ? allowLoop && existsSync(join(root, name, 'loop', 'backing_file'))
        : isDisk(join(root, name)),
    )
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
}

function isDisk(directory: string): boolean {
  const scsiType = text(join(directory, 'device', 'type'));
  return (
    text(join(directory, 'hidden')) !== '1' &&
    (scsiType === null || !/^\d+$/.test(scsiType) || DISK_TYPES.includes(scsiType))
  );
}

/**
 * Reads a disk; `null` when it is gone (or lost what a disk has: size and device number). Throws when these could not be read: a part of a drive that
 * cannot be looked at is not a part that is not there.
 */
export function readDisk(sysRoot: string, name: string): DiskFacts | null {
  const sysfsPath = placeOf(join(sysRoot, 'block', name));
  if (sysfsPath === null) return null;
  const at = (...parts: string[]): string | null => text(join(sysfsPath, ...parts));
  const device = attributeIn(join(sysfsPath, 'dev'));
  const sectors = number(attributeIn(join(sysfsPath, 'size')));
  const readOnly = attributeIn(join(sysfsPath, 'ro'));
  if (device === null || device === '' || sectors === null || readOnly === null) return null;
  const loop = name.startsWith('loop');
  const backing = loop ? at('loop', 'backing_file') : null;
  if (loop && backing === null) return null;
  const backingFile = backing === null ? null : fileAt(backing);
  return {
    name,
    device,
    busPath: loop ? name : busPathOf(relative(realpathSync(sysRoot), plugOfJoinedPaths(sysRoot, name) ?? sysfsPath)),
    sysfsPath,
    sizeBytes: sectors * SECTOR_BYTES,
    readOnly: readOnly !== '0',
    logicalBlockBytes: number(at('queue', 'logical_block_size')) ?? SECTOR_BYTES,
    physicalBlockBytes: number(at('queue', 'physical_block_size')) ?? SECTOR_BYTES,
    diskSequence: number(at('diskseq')),
    vendor: at('device', 'vendor'),
    model: loop ? 'loop' : (at('device', 'model') ?? at('device', 'name')),
    serialNumber: loop
      ? backingFile && `file-${backingFile.fileSystem.replace(':', '-')}-${backingFile.inode}`
      : (at('device', 'serial') ?? unitSerialNumber(join(sysfsPath, 'device', 'vpd_pg80')) ?? at('serial')),
    wwn: at('wwid') ?? at('device', 'wwid'),
    firmware: at('device', 'firmware_rev') ?? at('device', 'rev') ?? at('device', 'fwrev'),
    backingFile,
  };
}

/** The place without what the kernel counts up at each plug (host, NVMe controller and disk names): what udev's `ID_PATH` is, where there is no udev. */
export function busPathOf(sysfsPath: string): string {
  return sysfsPath
    .replace(/(\/block)?\/[^/]+$/, '')
    .replace(/\/host\d+/g, '/host')
    .replace(/\/(target|port-|expander-|end_device-)\d+:/g, '/$1')
    .replace(/\/\d+:(\d+:\d+:\d+)/g, '/$1')
    .replace(/\/nvme\d+/g, '/nvme');
}

/** Unit Serial Number page (SPC-5, 80h): four bytes of header, then the length they tell. */
export function parseUnitSerialNumber(page: Buffer): string | null {
  if (page.length < 4 || page[1] !== 0x80) return null;
  const serial = page
    .subarray(4, 4 + page.readUInt16BE(2))
    .toString('latin1')
    .replaceAll('\0', '')
    .trim();
  return serial === '' ? null : serial;
}

function unitSerialNumber(path: string): string | null {
  const page = bytes(path);
  return page === null ? null : parseUnitSerialNumber(page);
}

function text(path: string): string | null {
  const read = bytes(path)?.toString('utf8').trim();
  return read === undefined || read === '' ? null : read;
}

/** An attribute that this kind of disk does not have, or that cannot be asked now, is not known. */
function bytes(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

function number(read: string | null): number | null {
  return read !== null && /^\d+$/.test(read) ? Number(read) : null;
}
