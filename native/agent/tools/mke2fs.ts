import type { ToolKind } from './locate.ts';
import type { RunTool, Tool, ToolRun } from './run.ts';

export const mke2fsKind: ToolKind = { name: 'mke2fs', versionArgv: ['-V'], pattern: /mke2fs (\S+)/ };

/** Makes an ext4 file system in an image file and fills it from a directory, without mounting (mke2fs(8), `-d`). */
export function makeExt4(run: RunTool, mke2fs: Tool, imagePath: string, directory: string): Promise<ToolRun> {
  return run(mke2fs, ['-q', '-F', '-t', 'ext4', '-d', directory, imagePath], { timeoutMs: 120_000 });
}
