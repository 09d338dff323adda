import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageProgram, projectFolder } from './rooms.ts';

export type SuiteCounts = { passed: number; failed: number; skipped: number };

/** Runs vitest projects with the plain reporter. A run that left no counts (a crash) counts as one failure, never as nothing. */
export async function runSuite(projects: readonly string[], filters: readonly string[]): Promise<SuiteCounts> {
  const folder = join(projectFolder, 'test-output');
  mkdirSync(folder, { recursive: true });
  const countsPath = join(folder, 'counts.json');
  rmSync(countsPath, { force: true });
  const argv = [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter',
    './test/reporter/plainReporter.ts',
    ...filters,
  ];
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(packageProgram('vitest'), argv, {
      cwd: projectFolder,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, WIPEBENCH_TEST_COUNTS: countsPath },
    });
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  let counts: SuiteCounts;
  try {
    counts = JSON.parse(readFileSync(countsPath, 'utf8')) as SuiteCounts;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: counts.failed + 1 };
}
