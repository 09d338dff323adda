import { type Answer, type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import { guardDisk } from '../../guard/inUse.ts';
import type { UseFacts } from '../../guard/useFacts.ts';
import { type DiskFacts, readDisk } from './diskFacts.ts';
import { nvmeSubsystemOf } from './nvmeSubsystem.ts';

/** A drive as people plug it: the disk that stands for it, and the kernel's other disks that are parts of the same one. */
export type WholeDrive = { readonly disk: DiskFacts; readonly others: readonly DiskFacts[] };

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
    for (const part of [whole.disk, ...whole.others]) taken.add(part.name);
    return [whole];
  });
}

/** The drive that a disk is of, read now; `null` when the disk is gone. */
export function wholeDriveOf(sysRoot: string, name: string): WholeDrive | null {
  const nodes = nvmeSubsystemOf(sysRoot, name)?.nodes ?? [];
  const names = nodes.some(({ kernelName }) => kernelName === name)
    ? nodes.map(({ kernelName }) => kernelName)
    : [name];
  const [disk, ...others] = names.flatMap((part) => readDisk(sysRoot, part) ?? []);
  return disk === undefined ? null : { disk, others };
}

/**
 * Guards every part of a drive: what is in use on one namespace forbids the whole. A drive of several parts is refused besides: they would all have
 * to be held, filled with canaries and read back, and an erase of one part says nothing about the others.
 */
export function guardWholeDrive(
  { disk, others }: WholeDrive,
  use: UseFacts,
): Answer<{ readonly checks: readonly string[] }> {
  const guarded = [disk, ...others].map(({ device }) => guardDisk(device, use));
  const refusals = guarded.flatMap((answer) => (answer.outcome === 'refused' ? answer.refusals : []));
  if (others.length > 0) refusals.push(severalParts([disk, ...others]));
  const [first] = guarded;
  return refusals.length > 0 || first === undefined ? { outcome: 'refused', refusals } : first;
}

function severalParts(parts: readonly DiskFacts[]): Refusal {
  const names = parts.map(({ name }) => name).join(', ');
  return refuse('drive-unsupported', { why: `it has several namespaces (${names}), which cannot be wiped as one yet` });
}
