import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { endLine, runEngine } from '../../fixtures/engine/engineRun.ts';
import { imageFolder } from '../../fixtures/engine/images.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const sizeBytes = 1024 * 1024 * 1024;
const FIRST = { backend: 'io_uring', blockBytes: 1024 * 1024, depth: 4 };

type Io = { readonly backend: string; readonly blockBytes: number; readonly depth: number; readonly probe: object[] };

test('while more programs want a processor than there are, a pass stays in its first shape: no rate means anything then', async () => {
  const image = folder.image('crowded.img', sizeBytes);
  const others: ChildProcess[] = [];
  let io: Io;
  try {
    // Twice as many, so that one which is just being moved to another processor leaves enough.
    for (let number = 0; number < 2 * availableParallelism(); number += 1) {
      others.push(spawn('/bin/sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }));
    }
    const run = await runEngine(['scan', '--path', image, '--size', `${sizeBytes}`]);
    expect(run.code, run.stderr).toBe(0);
    io = endLine(run).io as Io;
  } finally {
    for (const other of others) other.kill('SIGKILL');
  }
  if (io.backend !== 'io_uring') {
    console.warn(
      'NOT RUN: this kernel or file system offers no io_uring with direct I/O, so there is no shape to choose',
    );
    return;
  }
  expect(io).toMatchObject(FIRST);
  expect(io.probe.length).toBeGreaterThan(0);
  for (const trial of io.probe) expect(trial).toMatchObject(FIRST);
});
