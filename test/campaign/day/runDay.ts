import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { WindowLanguage } from '../../../core/contract/languageVerbs.ts';

const PROJECT = join(import.meta.dirname, '../../..');

/** As vitest's JSON reporter tells it; of more than this nothing is used. */
const told = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

export type DayRun = {
  readonly language: WindowLanguage;
  readonly seconds: number;
  readonly parts: readonly { readonly title: string; readonly passed: boolean; readonly why: readonly string[] }[];
  /** Screenshots that the run left, each looked over for cut text at two sizes. */
  readonly screens: number;
};

/** Runs the scripted day once in a language, in a process of its own. A run that tells nothing counts as one part that failed. */
export async function runDay(language: WindowLanguage): Promise<DayRun> {
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-day-'));
  const startedMs = Date.now();
  try {
    const file = join(folder, 'day.json');
    const vitest = join(PROJECT, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter', 'json', '--outputFile.json', file, '--reporter', 'verbose'];
    const child = spawn(
      process.execPath,
      [vitest, 'run', '--project', 'e2e', ...reporters, 'test/e2e/scriptedDay.test.ts'],
      {
        cwd: PROJECT,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, WIPEBENCH_DAY_LANGUAGE: language },
      },
    );
    await once(child, 'exit');
    const parts = partsOf(file);
    return { language, seconds: (Date.now() - startedMs) / 1000, parts, screens: screensOf(language, startedMs) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function partsOf(file: string): DayRun['parts'] {
  const nothing = (why: string) => [{ title: 'the run told nothing', passed: false, why: [why] }];
  let parts: DayRun['parts'];
  try {
    const { testResults } = told.parse(JSON.parse(readFileSync(file, 'utf8')));
    parts = testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ title, status, failureMessages }) => ({
        ...{ title, passed: status === 'passed' },
        why: status === 'passed' ? [] : failureMessages.length === 0 ? [status] : failureMessages,
      })),
    );
  } catch (cause) {
    return nothing(String(cause));
  }
  return parts.length === 0 ? nothing('no part was run') : parts;
}

function screensOf(language: WindowLanguage, sinceMs: number): number {
  const folder = join(PROJECT, 'test-output/screens');
  if (!existsSync(folder)) return 0;
  const written = readdirSync(folder).filter((name) => name.startsWith(`day-${language}-`));
  return written.filter((name) => statSync(join(folder, name)).mtimeMs >= sinceMs).length;
}
