import { blkidKind } from '../../tools/blkid.ts';
import { locateTool } from '../../tools/locate.ts';
import { lsblkKind } from '../../tools/lsblk.ts';
import type { RunTool, Tool } from '../../tools/run.ts';
import { smartctlKind } from '../../tools/smartctl.ts';
import { udevadmKind } from '../../tools/udevadm.ts';
import { zpoolKind } from '../../tools/zpool.ts';

/** The programs the bench asks; `null` is not installed. */
export type BenchTools = {
  readonly udevadm: Tool | null;
  readonly lsblk: Tool | null;
  readonly smartctl: Tool | null;
  readonly blkid: Tool | null;
  readonly zpool: Tool | null;
};

export async function locateBenchTools(run: RunTool): Promise<BenchTools> {
  const [udevadm, lsblk, smartctl, blkid, zpool] = await Promise.all(
    [udevadmKind, lsblkKind, smartctlKind, blkidKind, zpoolKind].map((kind) => locateTool(run, kind)),
  );
  return {
    udevadm: udevadm ?? null,
    lsblk: lsblk ?? null,
    smartctl: smartctl ?? null,
    blkid: blkid ?? null,
    zpool: zpool ?? null,
  };
}
