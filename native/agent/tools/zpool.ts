import type { ToolKind } from './locate.ts';
import { known, type Reading, unknown } from './reading.ts';
import type { RunTool, Tool } from './run.ts';

export const zpoolKind: ToolKind = { name: 'zpool', versionArgv: ['version'], pattern: /zfs-(\S+)/ };

/** Paths of the devices in `zpool list -vHP` (zpool-list(8): `-P` full paths, `-H` tabs, `-v` one line for each device). */
export function parsePoolDevices(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimStart().split('\t')[0] ?? '')
    .filter((name) => name.startsWith('/dev/'));
}

/** The block devices of all imported pools. Pools on plain files are not listed: their file system is mounted anyway. */
export async function readPoolDevices(run: RunTool, zpool: Tool): Promise<Reading<readonly string[]>> {
  const result = await run(zpool, ['list', '-vHPL'], { timeoutMs: 10_000 });
  if (result.ending !== 'exited' || result.exitCode !== 0 || result.outputCut) {
    return unknown(`zpool ${result.ending} (exit ${result.exitCode})`);
  }
  return known(parsePoolDevices(result.stdout.toString('utf8')));
}
