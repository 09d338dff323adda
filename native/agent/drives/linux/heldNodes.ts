import { basename, join } from 'node:path';
import type { DriveNodes } from '../driveBench.ts';
import { namesIn, placeOf } from './sysfsPlace.ts';

/**
 * The device nodes of a held disk by its device number, never by a name from before: names are given to the next drive. Answers `null` when the kernel
 * knows no such disk any more. `generic` is its SCSI pass-through node, `controller` the NVMe controller (sysfs, linux/Documentation/ABI).
 */
export function nodesOf(sysRoot: string, devRoot: string, device: string): DriveNodes | null {
  const directory = placeOf(join(sysRoot, 'dev', 'block', device));
  if (directory === null) return null;
  const deviceDirectory = placeOf(join(directory, 'device'));
  const generic = deviceDirectory === null ? undefined : namesIn(join(deviceDirectory, 'scsi_generic'))[0];
  const controller = deviceDirectory === null ? null : controllerOf(deviceDirectory);
  return {
    block: join(devRoot, basename(directory)),
    generic: generic === undefined ? null : join(devRoot, generic),
    controller: controller === null ? null : join(devRoot, controller),
  };
}

/** A namespace hangs on its controller, or with native multipath on its subsystem, whose controllers are listed in it. */
function controllerOf(deviceDirectory: string): string | null {
  const name = basename(deviceDirectory);
  if (/^nvme\d+$/.test(name)) return name;
  if (!/^nvme-subsys\d+$/.test(name)) return null;
  return (
    namesIn(deviceDirectory)
      .filter((entry) => /^nvme\d+$/.test(entry))
      .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))[0] ?? null
  );
}
