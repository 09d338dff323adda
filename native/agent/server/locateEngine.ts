import { accessSync, constants } from 'node:fs';
import { probeVersion } from '../tools/locate.ts';
import type { RunTool, Tool } from '../tools/run.ts';

/** The engine at its path with the version it tells; `null` when it is not there or does not run. */
export async function locateEngine(path: string, run: RunTool): Promise<Tool | null> {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return null;
  }
  const kind = { name: 'wipebench-engine', versionArgv: ['--version'], pattern: /^wipebench-engine (\S+)/m };
  const version = await probeVersion(run, path, kind);
  return version === 'unknown' ? null : { name: kind.name, path, version };
}
