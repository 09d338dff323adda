import { describe, expect, it } from 'vitest';
import reasons from '../../../core/messages/en/reasons.json' with { type: 'json' };
import { deviceNumberOf } from '../../../native/agent/guard/deviceNumber.ts';
import { guardDisk, USE_CHECKS } from '../../../native/agent/guard/inUse.ts';
import { parseMountinfo, parseSwaps } from '../../../native/agent/guard/mountinfo.ts';
import type { BlockNode, Mount, UseFacts } from '../../../native/agent/guard/useFacts.ts';
import { known } from '../../../native/agent/tools/reading.ts';

const disk: BlockNode = {
  name: 'sda',
  device: '8:0',
  partitionOf: null,
  slaves: [],
  holders: [],
  backing: null,
  readOnly: false,
  sizeBytes: 1_000_204_886_016,
};
const partition: BlockNode = { ...disk, name: 'sda1', device: '8:1', partitionOf: '8:0' };
const facts = (more: Partial<UseFacts> = {}): UseFacts => ({
  nodes: known([disk, partition]),
  mounts: known([]),
  swaps: known([]),
  spanned: known([]),
  zfs: known({ pools: [], members: [] }),
  ...more,
});
const mount = (more: Partial<Mount>): Mount => ({
  device: '0:50',
  mountPoint: '/mnt',
  fileSystem: 'ext4',
  sources: [],
  ...more,
});
const codes = (given: UseFacts): string[] => {
  const answer = guardDisk('8:0', given);
  return answer.outcome === 'refused' ? answer.refusals.map(({ code }) => code) : [];
};

describe('what the guard calls it', () => {
  it('clear: tells what was looked at, and each has its words', () => {
    expect(guardDisk('8:0', facts())).toEqual({ outcome: 'done', value: { checks: USE_CHECKS } });
    for (const check of USE_CHECKS) expect(reasons).toHaveProperty(check);
  });
  it('a mounted partition, by number or by the source of an anonymous file system', () => {
    expect(codes(facts({ mounts: known([mount({ device: '8:1' })]) }))).toEqual(['drive-mounted']);
    expect(codes(facts({ mounts: known([mount({ sources: ['8:1'] })]) }))).toEqual(['drive-mounted']);
  });
  it('the system disk, also where the root is a btrfs over two disks and names the other one', () => {
    expect(codes(facts({ mounts: known([mount({ device: '8:1', mountPoint: '/boot/efi' })]) }))).toContain(
      'drive-system-disk',
    );
    const root = mount({ mountPoint: '/', fileSystem: 'btrfs', sources: ['8:16'] });
    const spanned = known([{ id: 'uuid', devices: ['8:16', '8:1'] }]);
    expect(codes(facts({ mounts: known([root]), spanned }))).toEqual(['drive-system-disk', 'drive-mounted']);
    const live = mount({ device: '8:1', mountPoint: '/run/live/medium' });
    expect(codes(facts({ mounts: known([live]) }))).toContain('drive-system-disk');
  });
  it('a btrfs that is mounted where we cannot see the mount', () => {
    expect(codes(facts({ spanned: known([{ id: 'uuid', devices: ['8:1'] }]) }))).toEqual(['drive-mounted']);
  });
  it('swap, also when nobody knows where a swap file lies', () => {
    expect(codes(facts({ swaps: known([{ device: '8:1' }]) }))).toEqual(['drive-swap']);
    expect(codes(facts({ swaps: known([{ device: null }]) }))).toEqual(['drive-unreadable']);
  });
  it('a member of a volume or array, and a holder that sysfs does not explain', () => {
    const volume: BlockNode = { ...disk, name: 'dm-0', device: '253:0', slaves: ['8:1'] };
    expect(codes(facts({ nodes: known([disk, partition, volume]) }))).toEqual(['drive-member']);
    expect(codes(facts({ nodes: known([disk, { ...partition, holders: ['252:9'] }]) }))).toEqual(['drive-held']);
  });
  it('an imported pool, and pools of which nobody says where they lie', () => {
    expect(codes(facts({ zfs: known({ pools: ['tank'], members: ['8:1'] }) }))).toEqual(['drive-member']);
    expect(codes(facts({ zfs: known({ pools: ['tank'], members: null }) }))).toEqual(['drive-unreadable']);
  });
  it('read-only, without a size, gone', () => {
    expect(codes(facts({ nodes: known([{ ...disk, readOnly: true }]) }))).toEqual(['drive-read-only']);
    expect(codes(facts({ nodes: known([{ ...disk, sizeBytes: 0 }]) }))).toEqual(['drive-empty']);
    expect(codes(facts({ nodes: known([{ ...disk, sizeBytes: Number.NaN }]) }))).toEqual(['drive-empty']);
    expect(codes(facts({ nodes: known([]) }))).toEqual(['drive-gone']);
  });
});

describe('mountinfo and swaps', () => {
  it('are read with optional fields and escaped names', () => {
    const text =
      '36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 shared:5 - ext3 /dev/ro\\134ot rw,errors=continue\n' +
      '37 35 0:51 / /pool rw - zfs tank/data rw\n';
    expect(parseMountinfo(text)).toEqual([
      { device: '98:0', mountPoint: '/mnt 2', fileSystem: 'ext3', source: '/dev/ro\\ot' },
      { device: '0:51', mountPoint: '/pool', fileSystem: 'zfs', source: 'tank/data' },
    ]);
    const swaps =
      'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/sda2                               partition\t1\t0\t-2\n/swap\\040file file\t1\t0\t-3\n';
    expect(parseSwaps(swaps)).toEqual([
      { path: '/dev/sda2', kind: 'partition' },
      { path: '/swap file', kind: 'file' },
    ]);
    expect(parseSwaps('')).toEqual([]);
  });
  it('throw for what is not understood: a mount that is not seen could be the drive', () => {
    expect(() => parseMountinfo('36 35 98:0 /mnt1\n')).toThrow(/not understood/);
    expect(() => parseSwaps('nonsense\n')).toThrow();
  });
});

describe('device numbers', () => {
  it('are decoded as the kernel encodes them, also large ones', () => {
    expect(deviceNumberOf(0x801)).toBe('8:1');
    expect(deviceNumberOf(259 * 256 + 3)).toBe('259:3');
    expect(deviceNumberOf((8 << 8) | 0x23 | (0x12 << 20))).toBe('8:4643');
  });
});
