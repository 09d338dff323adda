import { runStaticChecks } from './staticChecks.ts';
import { runSuite } from './suite.ts';

type Write = (text: string) => void;

/** `npm run check`: types, lint, architecture, unit and contract tests; the quick gate before a commit. */
export function runCheck(argv: readonly string[], write: Write): Promise<number> {
  return runAll(['unit', 'contract'], argv, write);
}

/** `npm test`: everything, the drive lab's scenarios last. Words after `--` are passed to the test runner as file filters (and skip the static checks). */
export function runTest(argv: readonly string[], write: Write): Promise<number> {
  return runAll(['unit', 'contract', 'integration', 'e2e', 'lab'], argv, write);
}

/** Closes with one plain line, `N passed, N failed, N skipped`; answers the exit code. */
async function runAll(projects: readonly string[], filters: readonly string[], write: Write): Promise<number> {
  const checks = filters.length === 0 ? await runStaticChecks(write) : [];
  const tests = await runSuite(projects, filters);
  const passed = tests.passed + checks.filter((check) => check.passed).length;
  const failed = tests.failed + checks.filter((check) => !check.passed).length;
  write(`\n${passed} passed, ${failed} failed, ${tests.skipped} skipped\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
