import type { DrivePart } from '../../../../core/domain/drive.ts';
import { type Answer, type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import { guardDisk } from '../../guard/inUse.ts';
import type { UseFacts } from '../../guard/useFacts.ts';
import { type DiskFacts, readDisk } from './diskFacts.ts';
import { nvmeSubsystemOf } from './nvmeSubsystem.ts';

/** One of the kernel's disks that a drive consists of; `nsid` of an NVMe namespace, `null` of every other disk. */
export type PartFacts = { readonly nsid: number | null; readonly disk: DiskFacts };

/** A drive as people plug it: the disk that stands for it, and the kernel's other disks that are parts of the same one. */
export type WholeDrive = {
  readonly disk: DiskFacts;
  readonly others: readonly DiskFacts[];
  /** All of them, the standing one first. */
  readonly parts: readonly PartFacts[];
  /** Names of the NVMe controllers that the kernel shows for it. */
  readonly controllers: readonly string[];
};

/**
 * The kernel shows a disk for each namespace of an NVMe drive. All namespaces of one subsystem are one drive: they share its serial number, its
 * controllers and its erase. The first namespace stands for it.
 */
export function wholeDrives(sysRoot: string, disks: readonly DiskFacts[]): WholeDrive[] {
  const taken = new Set<string>();
  return disks.flatMap(({ name }): WholeDrive[] => {
    if (taken.has(name)) return [];
    const whole = wholeDriveOf(sysRoot, name);
    if (whole === null) return [];
    for (const { disk } of whole.parts) taken.add(disk.name);
    return [whole];
  });
}

/** The drive that a disk is of, read now; `null` when the disk is gone. Throws when a part of it could not be looked at. */
export function wholeDriveOf(sysRoot: string, name: string): WholeDrive | null {
  const subsystem = nvmeSubsystemOf(sysRoot, name);
  const nodes = subsystem?.nodes ?? [];
  const named: readonly { readonly kernelName: string; readonly nsid: number | null }[] = nodes.some(
    ({ kernelName }) => kernelName === name,
  )
    ? nodes
    : [{ kernelName: name, nsid: null }];
  const parts = named.flatMap(({ kernelName, nsid }): PartFacts[] => {
    const disk = readDisk(sysRoot, kernelName);
    return disk === null ? [] : [{ nsid, disk }];
  });
  const [first, ...others] = parts;
  if (first === undefined) return null;
  return { disk: first.disk, others: others.map(({ disk }) => disk), parts, controllers: subsystem?.controllers ?? [] };
}

/** The parts as the drive's facts list them; `null` where it is one disk. */
export function drivePartsOf({ parts }: Pick<WholeDrive, 'parts'>): DrivePart[] | null {
  if (parts.length < 2) return null;
  return parts.map(({ nsid, disk }) => ({
    nsid: nsid ?? 0,
    kernelName: disk.name.slice(0, 64),
    sizeBytes: disk.sizeBytes,
    logicalBlockBytes: disk.logicalBlockBytes,
  }));
}

/** Of the whole drive: the capacity that its parts have together. */
export function wholeSizeBytes({ parts }: Pick<WholeDrive, 'parts'>): number {
  return parts.reduce((sum, { disk }) => sum + disk.sizeBytes, 0);
}

/**
 * Guards every part of a drive: what is in use on one namespace forbids the whole. Several namespaces behind several controllers are refused besides:
 * the kernel may show one namespace as two disks then, and what comes over the other path is seen by nobody here.
 */
export function guardWholeDrive(whole: WholeDrive, use: UseFacts): Answer<{ readonly checks: readonly string[] }> {
  const { parts, controllers } = whole;
  const guarded = parts.map(({ disk }) => guardDisk(disk.device, use));
  const refusals = guarded.flatMap((answer) => (answer.outcome === 'refused' ? answer.refusals : []));
  const numbers = new Set(parts.map(({ nsid }) => nsid));
  if (parts.length > 1 && (controllers.length !== 1 || numbers.size !== parts.length || numbers.has(null))) {
    refusals.push(severalPaths(whole));
  }
  const [first] = guarded;
  return refusals.length > 0 || first === undefined ? { outcome: 'refused', refusals } : first;
}

function severalPaths({ parts, controllers }: WholeDrive): Refusal {
  const names = parts.map(({ disk }) => disk.name).join(', ');
  return refuse('drive-several-paths', { names, controllers: controllers.join(', ') });
}
