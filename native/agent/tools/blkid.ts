import type { ToolKind } from './locate.ts';
import { known, type Reading, unknown } from './reading.ts';
import type { RunTool, Tool } from './run.ts';
import { parseUdevProperties } from './udevadm.ts';

export const blkidKind: ToolKind = { name: 'blkid', versionArgv: ['--version'], pattern: /util-linux (\S+)/ };

/** Several signatures at once: blkid does not choose (blkid(8), exit code 8). */
export const AMBIVALENT = 'ambivalent';

/**
 * The type of what lies on a device now (`ext4`, `LVM2_member`, `crypto_LUKS`, ...), `null` for nothing known. Low-level probing, no cache.
 * Exit code 2 is "nothing found" only when blkid did not complain: it also ends so when it may not read the device.
 */
export async function readSignature(run: RunTool, blkid: Tool, path: string): Promise<Reading<string | null>> {
  const result = await run(blkid, ['-p', '-o', 'export', path], { timeoutMs: 30_000 });
  if (result.ending !== 'exited') return unknown(`blkid ${result.ending}`);
  return signatureOf(result.exitCode, result.stdout.toString('utf8'), result.stderr.toString('utf8'));
}

export function signatureOf(exitCode: number | null, stdout: string, stderr: string): Reading<string | null> {
  if (exitCode === 0) return known(parseUdevProperties(stdout).get('TYPE') ?? null);
  if (exitCode === 8) return known(AMBIVALENT);
  if (exitCode === 2 && stderr.trim() === '') return known(null);
  return unknown(`blkid exit ${exitCode}: ${stderr.trim().slice(0, 200)}`);
}
