import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { findProgram } from './locate.ts';
import { createOncePerFile } from './oncePerFile.ts';
import { type Reading, reading, unknown } from './reading.ts';
import type { RunTool } from './run.ts';
import { sgUtilsVersion, type ToolVersion, VERSIONED_PROGRAMS, type VersionedProgram } from './toolVersions.ts';

/** Versions for the record of a job. A program that is there and does not say its version in a known way is a problem, never guessed. */
export type ProbedTools = { readonly tools: readonly ToolVersion[]; readonly problems: readonly Reason[] };

export type VersionProbeOptions = {
  readonly run: RunTool;
  readonly find?: (program: string) => string | null;
  readonly programs?: readonly VersionedProgram[];
};

const ASK_MS = 10_000;

/** Asks every erase tool once, and again when its file is another one. Programs that are not installed are left out. */
export function createVersionProbe({ run, find = findProgram, programs = VERSIONED_PROGRAMS }: VersionProbeOptions) {
  const once = createOncePerFile<Reading<readonly ToolVersion[]>>();

  const ask = async (
    { program, argv, parse }: VersionedProgram,
    path: string,
  ): Promise<Reading<readonly ToolVersion[]>> => {
    const result = await run({ name: program, path, version: 'unknown' }, argv, { timeoutMs: ASK_MS });
    if (result.ending !== 'exited' || result.outputCut) return unknown(`it ${result.ending}`);
    return parse(`${result.stdout.toString('utf8')}\n${result.stderr.toString('utf8')}`);
  };

  return async (): Promise<ProbedTools> => {
    const tools: ToolVersion[] = [];
    const problems: Reason[] = [];
    const take = (program: string, told: Reading<readonly ToolVersion[]>): void => {
      if (told.read) tools.push(...told.value);
      else {
        problems.push(because('tool-version-not-understood', { program, said: told.why }));
        tools.push({ name: program, version: 'unknown' });
      }
    };
    for (const one of programs) {
      const path = find(one.program);
      if (path === null) continue;
      take(one.program, await once(one.program, path, () => ask(one, path)));
      if (one.program !== 'sg_sanitize') continue;
      const file = () => {
        const bytes = reading(() => readFileSync(path));
        return Promise.resolve(bytes.read ? sgUtilsVersion(bytes.value) : bytes);
      };
      take('sg3-utils', await once('sg3-utils', path, file));
    }
    return { tools: [...tools, { name: 'kernel', version: release() }], problems };
  };
}
