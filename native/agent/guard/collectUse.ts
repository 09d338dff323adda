import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { known, type Reading, reading } from '../tools/reading.ts';
import type { RunTool, Tool } from '../tools/run.ts';
import { readPoolDevices } from '../tools/zpool.ts';
import { blockDeviceAt, fileAt } from './deviceNumber.ts';
import { type MountLine, parseMountinfo, parseSwaps } from './mountinfo.ts';
import { readBlockNodes } from './sysfsNodes.ts';
import type { Mount, SpannedFileSystem, Swap, UseFacts, ZfsUse } from './useFacts.ts';

export type UseSources = {
  readonly sysRoot: string;
  readonly procRoot: string;
  readonly run: RunTool;
  /** `null` when ZFS tools are not installed. */
  readonly zpool: Tool | null;
};

/** Reads all facts of use now. It decides nothing. */
export async function collectUse(sources: UseSources): Promise<UseFacts> {
  const { sysRoot, procRoot } = sources;
  return {
    nodes: reading(() => readBlockNodes(sysRoot)),
    mounts: reading(() => readMounts(procRoot)),
    swaps: reading(() => readSwaps(procRoot)),
    spanned: reading(() => readBtrfs(sysRoot)),
    zfs: await readZfs(sources),
  };
}

/** Our own mounts, and those of the first process: a service may run in a mount namespace of its own and not see the desktop's. */
function readMounts(procRoot: string): Mount[] {
  const own = parseMountinfo(readFileSync(join(procRoot, 'self', 'mountinfo'), 'utf8'));
  const first = reading(() => parseMountinfo(readFileSync(join(procRoot, '1', 'mountinfo'), 'utf8')));
  return [...own, ...(first.read ? first.value : [])].map(mountOf);
}

/** bcachefs names several devices in one source, with colons between them. */
function mountOf({ device, mountPoint, fileSystem, source }: MountLine): Mount {
  const paths = source.startsWith('/dev/') ? source.split(':') : [source];
  const sources = paths.flatMap((path) => (path.startsWith('/') ? (blockDeviceAt(path) ?? []) : []));
  return { device, mountPoint, fileSystem, sources };
}

function readSwaps(procRoot: string): Swap[] {
  return parseSwaps(readFileSync(join(procRoot, 'swaps'), 'utf8')).map(({ path }) => ({
    device: blockDeviceAt(path) ?? fileAt(path)?.fileSystem ?? null,
  }));
}

/** /sys/fs/btrfs/UUID/devices has one link for each device of each mounted btrfs. */
function readBtrfs(sysRoot: string): SpannedFileSystem[] {
  const root = join(sysRoot, 'fs', 'btrfs');
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((id) => existsSync(join(root, id, 'devices')))
    .map((id) => ({
      id,
      devices: readdirSync(join(root, id, 'devices')).map((name) =>
        readFileSync(join(root, id, 'devices', name, 'dev'), 'utf8').trim(),
      ),
    }));
}

/** Imported pools have a folder each under /proc/spl/kstat/zfs; only `zpool` knows their devices. */
async function readZfs({ procRoot, run, zpool }: UseSources): Promise<Reading<ZfsUse>> {
  const root = join(procRoot, 'spl', 'kstat', 'zfs');
  const pools = reading(() =>
    existsSync(root)
      ? readdirSync(root, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map(({ name }) => name)
      : [],
  );
  if (!pools.read) return pools;
  if (pools.value.length === 0) return known({ pools: [], members: [] });
  if (zpool === null) return known({ pools: pools.value, members: null });
  const paths = await readPoolDevices(run, zpool);
  const members = paths.read ? paths.value.map(blockDeviceAt) : [null];
  const all = members.filter((member) => member !== null);
  return known({ pools: pools.value, members: all.length === members.length ? all : null });
}
