import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type EngineEnding, runEngine } from '../../../native/agent/jobs/engineRun.ts';
import { systemClock } from '../../../native/agent/tools/clock.ts';
import { runTool } from '../../../native/agent/tools/run.ts';

const directory = mkdtempSync(join(tmpdir(), 'wipebench-lying-engine-'));
const SIZE = 1_048_576;
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const begin = { type: 'begin', verb: 'overwrite', engineVersion: '0', sizeBytes: SIZE };
const progress = { type: 'progress', doneBytes: SIZE, totalBytes: SIZE, bytesPerSecond: 1, badBlocks: 0 };
const end = {
  type: 'end',
  verb: 'overwrite',
  outcome: 'completed',
  durableBytes: SIZE,
  bytesWritten: SIZE,
  badBlocks: 0,
};

/** Runs a real program in the engine's place that prints these lines and ends with this code. */
async function runLiar(lines: readonly (object | string)[], exitCode: number, then = ''): Promise<EngineEnding> {
  const path = join(directory, `liar-${Math.random().toString(36).slice(2)}`);
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  writeFileSync(
    path,
    `#!${process.execPath}\nprocess.stdout.write(${JSON.stringify(text === '' ? '' : `${text}\n`)}); ${then} process.exitCode = ${exitCode};\n`,
  );
  chmodSync(path, 0o755);
  const descriptor = openSync(path, 'r');
  try {
    const { ending } = await runEngine({
      run: runTool,
      engine: { name: 'liar', path, version: '0' },
      clock: systemClock,
      verb: 'overwrite',
      argv: [],
      descriptor,
      sizeBytes: SIZE,
      silenceMs: 3_000,
      stop: new AbortController().signal,
      onLine: () => undefined,
    });
    return ending;
  } finally {
    closeSync(descriptor);
  }
}

it('the engine’s own words are believed', async () => {
  expect(await runLiar([begin, progress, end], 0)).toMatchObject({ kind: 'said', end: { outcome: 'completed' } });
  const refused = { type: 'end', verb: 'overwrite', outcome: 'refused', reason: 'no' };
  expect(await runLiar([refused], 4)).toMatchObject({ kind: 'said', end: { outcome: 'refused' } });
});

it.each<[string, readonly (object | string)[], number, EngineEnding['kind']]>([
  ['exit code 0 and not a word', [], 0, 'died'],
  ['exit code 0 without an end line', [begin, progress], 0, 'died'],
  ['“completed” with another exit code', [begin, progress, end], 1, 'unclear'],
  ['“findings” with exit code 0', [begin, { ...end, outcome: 'findings' }], 0, 'unclear'],
  ['an outcome nobody knows', [begin, { ...end, outcome: 'perfect' }], 0, 'unclear'],
  ['“completed” without a beginning', [end], 0, 'unclear'],
  ['the beginning of another verb', [{ ...begin, verb: 'verify' }, end], 0, 'unclear'],
  ['the end of another verb', [begin, { ...end, verb: 'verify' }], 0, 'unclear'],
  ['a beginning for another size', [{ ...begin, sizeBytes: SIZE - 512 }, end], 0, 'unclear'],
  ['words after the end', [begin, end, progress], 0, 'unclear'],
  ['two ends', [begin, { ...end, outcome: 'fault' }, end], 0, 'unclear'],
  ['two beginnings', [begin, begin, end], 0, 'unclear'],
  ['a line that is no JSON', [begin, 'all is well', end], 0, 'unclear'],
  ['a line of an unknown kind', [begin, { type: 'miracle' }, end], 0, 'unclear'],
  ['a negative count', [begin, { ...progress, doneBytes: -1 }, end], 0, 'unclear'],
])('%s is not success', async (_what, lines, exitCode, kind) => {
  expect((await runLiar(lines, exitCode)).kind).toBe(kind);
});

it('an engine that dies by a signal after “completed” is not believed', async () => {
  expect((await runLiar([begin, progress, end], 0, "process.kill(process.pid, 'SIGKILL');")).kind).toBe('unclear');
});

it('progress lines that repeat one number are silence', async () => {
  const repeat = `setInterval(() => process.stdout.write(${JSON.stringify(`${JSON.stringify({ ...progress, doneBytes: 512 })}\n`)}), 100);`;
  expect((await runLiar([begin], 0, repeat)).kind).toBe('silent');
});
