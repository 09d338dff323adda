import { writeFileSync } from 'node:fs';
import type { UserConsoleLog } from 'vitest';
import type { Reporter, TestCase, TestModule, TestRunEndReason } from 'vitest/node';

/**
 * Prints a line a test file, every failure in full, every skipped test by name with its reason (in the name, as its note, or printed by its file), and leaves the counts in the
 * file that `WIPEBENCH_TEST_COUNTS` names.
 */
export default class PlainReporter implements Reporter {
  readonly #reasons = new Set<string>();

  /** Of what tests print, only the reasons of skips are kept; each is shown once, at the end. */
  onUserConsoleLog(log: UserConsoleLog): void {
    for (const line of log.content.split('\n')) if (/^skipped\b/i.test(line.trim())) this.#reasons.add(line.trim());
  }

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const failed = count('failed') + (module.errors().length > 0 ? 1 : 0);
    const seconds = (module.diagnostic().duration / 1000).toFixed(1);
    process.stdout.write(
      `${failed > 0 ? 'FAILED' : 'passed'}  ${module.relativeModuleId}  ${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped (${seconds} s)\n`,
    );
    for (const error of module.errors()) process.stdout.write(`        ${error.stack ?? error.message}\n`);
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state !== 'failed') return;
    process.stdout.write(`FAILED  ${test.module.relativeModuleId} > ${test.fullName}\n`);
    for (const error of result.errors)
      process.stdout.write(`        ${error.stack ?? error.message}\n${error.diff ?? ''}\n`);
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly { message?: string; stack?: string }[],
    reason: TestRunEndReason,
  ): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    for (const test of skipped) {
      const result = test.result();
      const note = result.state === 'skipped' && result.note !== undefined ? ` (${result.note})` : '';
      process.stdout.write(`skipped  ${test.module.relativeModuleId} > ${test.fullName}${note}\n`);
    }
    for (const reason of this.#reasons) process.stdout.write(`reason   ${reason}\n`);
    for (const error of errors) process.stdout.write(`ERROR  ${error.stack ?? error.message}\n`);
    const counts = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failed:
        tests.filter((test) => test.result().state === 'failed').length +
        modules.filter((module) => module.errors().length > 0).length +
        errors.length +
        (reason === 'interrupted' ? 1 : 0),
      skipped: skipped.length,
    };
    const path = process.env.WIPEBENCH_TEST_COUNTS;
    if (path !== undefined) writeFileSync(path, JSON.stringify(counts));
  }
}
