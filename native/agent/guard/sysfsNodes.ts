import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockDeviceAt, fileAt } from './deviceNumber.ts';
import type { BlockNode, DeviceNumber, LoopBacking } from './useFacts.ts';

const SECTOR_BYTES = 512;
/** A device that is being set up or taken down changes under the reader; it is read again before it counts as unreadable. */
const TRIES = 4;

/** All block devices with their links, from /sys/block. Throws when a device cannot be read, except one that vanished meanwhile. */
export function readBlockNodes(sysRoot: string): BlockNode[] {
  const root = join(sysRoot, 'block');
  return readdirSync(root).flatMap((name) => readDiskAgain(root, name, TRIES));
}

function readDiskAgain(root: string, name: string, tries: number): BlockNode[] {
  try {
    return readDisk(join(root, name), name);
  } catch (error) {
    if (!existsSync(join(root, name, 'dev'))) return [];
    if (tries > 1) return readDiskAgain(root, name, tries - 1);
    throw error;
  }
}

function readDisk(directory: string, name: string): BlockNode[] {
  const disk = readNode(directory, name, null);
  const partitions = readdirSync(directory)
    .filter((entry) => existsSync(join(directory, entry, 'partition')))
    .map((entry) => readNode(join(directory, entry), entry, disk.device));
  return [disk, ...partitions];
}

function readNode(directory: string, name: string, partitionOf: DeviceNumber | null): BlockNode {
  return {
    name,
    device: readText(join(directory, 'dev')),
    partitionOf,
    slaves: linkedDevices(join(directory, 'slaves')),
    holders: linkedDevices(join(directory, 'holders')),
    backing: readBacking(directory),
    readOnly: readText(join(directory, 'ro')) !== '0',
    sizeBytes: Number(readText(join(directory, 'size'))) * SECTOR_BYTES,
  };
}

function linkedDevices(directory: string): DeviceNumber[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).map((entry) => readText(join(directory, entry, 'dev')));
}

function readBacking(directory: string): LoopBacking | null {
  const path = join(directory, 'loop', 'backing_file');
  if (!existsSync(path)) return null;
  const backing = readText(path);
  const device = blockDeviceAt(backing);
  if (device !== null) return { kind: 'device', device };
  const file = fileAt(backing);
  return file === null ? { kind: 'out-of-sight' } : { kind: 'file', ...file };
}

function readText(path: string): string {
  return readFileSync(path, 'utf8').replace(/\n$/, '');
}
