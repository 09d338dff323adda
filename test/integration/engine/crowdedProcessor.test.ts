import { type ChildProcess, spawn } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { endLine, runEngine } from '../../fixtures/engine/engineRun.ts';
import { imageFolder } from '../../fixtures/engine/images.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const sizeBytes = 1024 * 1024 * 1024;
/** As in transfer_shape.cpp: 4 MiB, 240 times. */
const FAST_BYTES_PER_SECOND = 240 * 4 * 1024 * 1024;
const FIRST = { backend: 'io_uring', blockBytes: 1024 * 1024, depth: 4 };

type Trial = { readonly backend: string; readonly bytesPerSecond: number };
type Io = { readonly backend: string; readonly blockBytes: number; readonly depth: number; readonly probe: Trial[] };

test('while many more programs want a processor than there are, no shape is tried against another on a fast drive', async () => {
  // A hole: read at the speed of memory, which is fast also with a part of a processor.
  const image = join(folder.path(), 'crowded.img');
  writeFileSync(image, '');
  truncateSync(image, sizeBytes);
  const others: ChildProcess[] = [];
  let io: Io;
  try {
    // Two more than are crowded, so that one which is just being moved to another processor leaves enough.
    const processors = availableParallelism();
    for (let number = 0; number < processors + Math.max(1, processors >> 1) + 2; number += 1) {
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
  expect(io.probe.length).toBeGreaterThan(0);
  // One that is too slow for that is tried with more in flight all the same.
  const [{ bytesPerSecond } = { bytesPerSecond: 0 }] = io.probe;
  if (bytesPerSecond >= FAST_BYTES_PER_SECOND) expect(io).toMatchObject(FIRST);
  expect(io.probe.filter(({ backend }) => backend === 'blocking')).toEqual([]);
});
