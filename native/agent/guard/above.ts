import type { BlockNode, DeviceNumber } from './useFacts.ts';

/** A disk and everything that stands on it, at any height. */
export type Above = {
  readonly devices: ReadonlySet<DeviceNumber>;
  /** Devices above the disk that are not its own partitions: stacked volumes, arrays, loop devices. */
  readonly stacked: readonly BlockNode[];
  /** Holders that sysfs names but does not describe. */
  readonly unexplained: readonly DeviceNumber[];
};

/**
 * Walks upward from a disk: partitions, `slaves` and `holders` links both ways (one may be missing while a stack is built), loop devices on the
 * device or on a file of a file system on it, and loop devices that share one backing file.
 */
export function everythingAbove(disk: DeviceNumber, nodes: readonly BlockNode[]): Above {
  const byDevice = new Map(nodes.map((node) => [node.device, node]));
  const above = new Map<DeviceNumber, Set<DeviceNumber>>();
  const link = (below: DeviceNumber, upper: DeviceNumber): void => {
    const uppers = above.get(below) ?? new Set();
    above.set(below, uppers.add(upper));
  };
  const loopsByFile = new Map<string, DeviceNumber[]>();
  for (const node of nodes) {
    if (node.partitionOf !== null) link(node.partitionOf, node.device);
    for (const slave of node.slaves) link(slave, node.device);
    for (const holder of node.holders) link(node.device, holder);
    if (node.backing?.kind === 'device') link(node.backing.device, node.device);
    if (node.backing?.kind === 'file') {
      link(node.backing.fileSystem, node.device);
      const file = `${node.backing.fileSystem}|${node.backing.inode}`;
      loopsByFile.set(file, [...(loopsByFile.get(file) ?? []), node.device]);
    }
  }
  for (const loops of loopsByFile.values()) {
    for (const one of loops) for (const other of loops) if (one !== other) link(one, other);
  }

  const devices = new Set([disk]);
  for (const device of devices) for (const upper of above.get(device) ?? []) devices.add(upper);

  const stacked: BlockNode[] = [];
  const unexplained: DeviceNumber[] = [];
  for (const device of devices) {
    if (device === disk) continue;
    const node = byDevice.get(device);
    if (node === undefined) unexplained.push(device);
    else if (node.partitionOf !== disk) stacked.push(node);
  }
  return { devices, stacked, unexplained };
}
