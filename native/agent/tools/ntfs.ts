import type { ToolKind } from './locate.ts';
import type { RunTool, Tool, ToolRun } from './run.ts';

export const mkntfsKind: ToolKind = { name: 'mkntfs', versionArgv: ['--version'], pattern: /mkntfs v(\S+)/ };
export const ntfscpKind: ToolKind = { name: 'ntfscp', versionArgv: ['--version'], pattern: /ntfscp v(\S+)/ };

/** Makes an NTFS volume in an image file (mkntfs(8); `-F` because it is no block device, `-Q` leaves the rest sparse). */
export function makeNtfs(run: RunTool, mkntfs: Tool, imagePath: string): Promise<ToolRun> {
  return run(mkntfs, ['-q', '-F', '-Q', '-L', 'Office', imagePath], { timeoutMs: 120_000 });
}

/** Copies one file into the top folder of an unmounted NTFS volume (ntfscp(8)). */
export function copyIntoNtfs(
  run: RunTool,
  ntfscp: Tool,
  imagePath: string,
  source: string,
  name: string,
): Promise<ToolRun> {
  return run(ntfscp, ['-q', '-f', imagePath, source, name], { timeoutMs: 60_000 });
}
