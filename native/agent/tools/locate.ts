import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunTool, Tool } from './run.ts';

/** Where the system's programs are. PATH is never asked: whoever starts the agent could have set it. */
export const SYSTEM_DIRECTORIES = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin'];

const OTHERS_MAY_WRITE = 0o022;

/** Absolute path of a program, or `null`. A file that somebody else than its owner may change is not taken. */
export function findProgram(name: string, directories: readonly string[] = SYSTEM_DIRECTORIES): string | null {
  if (!/^[A-Za-z0-9._+-]+$/.test(name) || name === '.' || name === '..') throw new Error(`not a program name: ${name}`);
  for (const directory of directories) {
    const path = join(directory, name);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined || !status.isFile() || (status.mode & OTHERS_MAY_WRITE) !== 0) continue;
    if (isExecutable(path)) return path;
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** How a program tells its version: `pattern`'s first group is taken from stdout, else from stderr. */
export type ToolKind = { readonly name: string; readonly versionArgv: readonly string[]; readonly pattern: RegExp };

/** What a program calls its version; `unknown` when it does not say. */
export async function probeVersion(run: RunTool, path: string, kind: ToolKind): Promise<string> {
  const result = await run({ name: kind.name, path, version: 'unknown' }, kind.versionArgv, { timeoutMs: 5_000 });
  if (result.ending !== 'exited') return 'unknown';
  const said = `${result.stdout.toString('utf8')}\n${result.stderr.toString('utf8')}`;
  return kind.pattern.exec(said)?.[1] ?? 'unknown';
}

/** Finds a program and asks its version; `null` when it is not installed. */
export async function locateTool(run: RunTool, kind: ToolKind, directories?: readonly string[]): Promise<Tool | null> {
  const path = findProgram(kind.name, directories);
  return path === null ? null : { name: kind.name, path, version: await probeVersion(run, path, kind) };
}
