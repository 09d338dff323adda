import { type Answer, type Refusal, refuse } from '../../../core/domain/refusal.ts';
import type { Reading } from '../tools/reading.ts';
import { everythingAbove } from './above.ts';
import { isSystemMount } from './systemMounts.ts';
import type { BlockNode, DeviceNumber, Mount, SpannedFileSystem, UseFacts, ZfsUse } from './useFacts.ts';

/** What was looked at when nothing spoke against the disk, in order; words in `messages/<language>/reasons.json`. */
export const USE_CHECKS = [
  'check-mounts',
  'check-swap',
  'check-holders',
  'check-spanned-file-systems',
  'check-zfs',
  'check-system-disk',
  'check-size',
  'check-writable',
] as const;

/**
 * Everything that forbids touching a disk, as a pure function of collected facts. Facts that could not be read refuse the disk: "not read" is
 * never "clear". Follows the in-use test of nwipe (mountinfo through slaves up to the disk) and goes beyond it for anonymous file systems.
 */
export function guardDisk(disk: DeviceNumber, facts: UseFacts): Answer<{ readonly checks: readonly string[] }> {
  const { nodes, mounts, swaps, spanned, zfs } = facts;
  if (!(nodes.read && mounts.read && swaps.read && spanned.read && zfs.read)) {
    return { outcome: 'refused', refusals: notRead({ nodes, mounts, swaps, spanned, zfs }) };
  }
  const node = nodes.value.find(({ device }) => device === disk);
  if (node === undefined) return { outcome: 'refused', refusals: [refuse('drive-gone')] };

  const { devices, stacked, unexplained } = everythingAbove(disk, nodes.value);
  const touches = (touched: readonly DeviceNumber[]): boolean => touched.some((device) => devices.has(device));
  const refusals: Refusal[] = [];
  const add = (code: Refusal['code'], facts: Refusal['details'] = {}): void => {
    if (!refusals.some((refusal) => refusal.code === code)) refusals.push(refuse(code, { name: node.name, ...facts }));
  };

  const used = mounts.value.filter((mount) => touches(devicesOfMount(mount, spanned.value, zfs.value)));
  if (used.some(({ mountPoint }) => isSystemMount(mountPoint))) add('drive-system-disk');
  const usedSpans = spanned.value.filter((fileSystem) => touches(fileSystem.devices));
  if (used.length > 0 || usedSpans.length > 0) add('drive-mounted', { mounts: Math.max(used.length, 1) });
  if (swaps.value.some(({ device }) => device !== null && devices.has(device))) add('drive-swap');
  if (swaps.value.some(({ device }) => device === null)) add('drive-unreadable', { what: 'swap' });

  for (const upper of stacked) {
    if (upper.backing === null) add('drive-member', { part: upper.name });
    else add('drive-held', { part: upper.name });
  }
  if (unexplained.length > 0) add('drive-held', { part: unexplained[0] ?? '' });
  if (zfs.value.members !== null && touches(zfs.value.members)) add('drive-member', { part: 'zfs' });
  if (zfs.value.members === null && zfs.value.pools.length > 0) add('drive-unreadable', { what: 'zfs' });

  if (isEmpty(node)) add('drive-empty');
  if (node.readOnly) add('drive-read-only');
  return refusals.length > 0 ? { outcome: 'refused', refusals } : { outcome: 'done', value: { checks: USE_CHECKS } };
}

function isEmpty(node: BlockNode): boolean {
  return !(node.sizeBytes > 0);
}

/** All devices a mount lives on: its own number, its sources, and the other devices of the same btrfs or the pool. */
function devicesOfMount(mount: Mount, spanned: readonly SpannedFileSystem[], zfs: ZfsUse): readonly DeviceNumber[] {
  const direct = [mount.device, ...mount.sources];
  const span = spanned.filter(({ devices }) => devices.some((device) => direct.includes(device)));
  // Which pool a dataset is of is not told apart: any ZFS mount makes all pool members "mounted".
  const pool = mount.fileSystem === 'zfs' ? (zfs.members ?? []) : [];
  return [...direct, ...span.flatMap(({ devices }) => devices), ...pool];
}

function notRead(facts: Readonly<Record<string, Reading<unknown>>>): Refusal[] {
  return Object.entries(facts)
    .filter(([, fact]) => !fact.read)
    .map(([what]) => refuse('drive-unreadable', { what }));
}
