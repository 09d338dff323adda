import { basename, join } from 'node:path';
import { attributeIn, namesIn, placeOf } from './sysfsPlace.ts';

/** One namespace that the kernel shows as a block device. */
export type NvmeNode = { readonly kernelName: string; readonly nsid: number };

/** An NVM subsystem as sysfs shows it: what people call one drive. */
export type NvmeSubsystem = {
  /** Its place in sysfs, or its only controller's where the kernel shows no subsystems. */
  readonly path: string;
  /** Names of the controllers (`nvme3`), those that answer first. */
  readonly controllers: readonly string[];
  /** By namespace number, then by name. */
  readonly nodes: readonly NvmeNode[];
};

/**
 * The subsystem a block device belongs to, by the links of sysfs and never by names: `nvme0` need not own `nvme0n1`, and `nvme3n1` may be
 * namespace 2. `null`: the device is no NVMe namespace, or is gone.
 */
export function nvmeSubsystemOf(sysRoot: string, kernelName: string): NvmeSubsystem | null {
  const device = placeOf(join(sysRoot, 'block', kernelName, 'device'));
  if (device === null) return null;
  const kind = kindOf(device);
  if (kind === 'nvme-subsystem') return readSubsystem(sysRoot, device);
  if (kind !== 'nvme') return null;
  return readSubsystem(sysRoot, subsystemOfController(sysRoot, device) ?? device);
}

/**
 * Where the drive is plugged when the kernel joins paths: its block device then hangs on the subsystem, which is nowhere on the bus, and the
 * controller tells the place. `null`: the block device is at its place itself.
 */
export function plugOfJoinedPaths(sysRoot: string, kernelName: string): string | null {
  const device = placeOf(join(sysRoot, 'block', kernelName, 'device'));
  if (device === null || kindOf(device) !== 'nvme-subsystem') return null;
  const [first] = readSubsystem(sysRoot, device).controllers;
  const controller = first === undefined ? null : placeOf(join(device, first));
  return controller === null ? null : join(controller, kernelName);
}

/** The character devices' names of the controllers behind a block device, those that answer first; empty when it is no NVMe drive. */
export function nvmeControllersOf(sysRoot: string, kernelName: string): readonly string[] {
  return nvmeSubsystemOf(sysRoot, kernelName)?.controllers ?? [];
}

function readSubsystem(sysRoot: string, path: string): NvmeSubsystem {
  const controllers =
    kindOf(path) === 'nvme'
      ? [path]
      : namesIn(path)
          .filter((name) => /^nvme\d+$/.test(name))
          .flatMap((name) => placeOf(join(path, name)) ?? [])
          .filter((controller) => kindOf(controller) === 'nvme');
  const owners = new Set([path, ...controllers]);
  const nodes = namesIn(join(sysRoot, 'block')).flatMap((kernelName): NvmeNode[] => {
    const directory = join(sysRoot, 'block', kernelName);
    const device = placeOf(join(directory, 'device'));
    const nsid = Number(attributeIn(join(directory, 'nsid')) ?? Number.NaN);
    const shown = device !== null && owners.has(device) && attributeIn(join(directory, 'hidden')) !== '1';
    return shown && Number.isInteger(nsid) && nsid > 0 ? [{ kernelName, nsid }] : [];
  });
  const live = (controller: string): number => (attributeIn(join(controller, 'state')) === 'live' ? 0 : 1);
  return {
    path,
    controllers: [...controllers].sort((one, other) => live(one) - live(other) || inOrder(one, other)).map(nameOf),
    nodes: nodes.sort((one, other) => one.nsid - other.nsid || inOrder(one.kernelName, other.kernelName)),
  };
}

function subsystemOfController(sysRoot: string, controller: string): string | null {
  const root = join(sysRoot, 'class', 'nvme-subsystem');
  for (const name of namesIn(root)) {
    const subsystem = placeOf(join(root, name));
    if (subsystem !== null && placeOf(join(subsystem, basename(controller))) === controller) return subsystem;
  }
  return null;
}

function inOrder(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

const nameOf = (path: string): string => basename(path);

/** The class of a device in sysfs: `nvme` for controllers, `nvme-subsystem` for subsystems. */
function kindOf(path: string): string | null {
  const subsystem = placeOf(join(path, 'subsystem'));
  return subsystem === null ? null : basename(subsystem);
}
