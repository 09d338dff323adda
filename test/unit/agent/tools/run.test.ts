import { createHash } from 'node:crypto';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandRun } from '../../../../core/record/recordV1.ts';
import { findProgram } from '../../../../native/agent/tools/locate.ts';
import { commandRunOf, runTool, type Tool } from '../../../../native/agent/tools/run.ts';

const tool = (path: string): Tool => ({ name: path.slice(path.lastIndexOf('/') + 1), path, version: '1' });
const shell = tool('/bin/sh');
let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'run-tool-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('runTool', () => {
  it('gives the program nothing of the environment but the language', async () => {
    const run = await runTool(tool('/usr/bin/env'), [], { timeoutMs: 10_000 });
    expect(run.stdout.toString().trim().split('\n').sort()).toEqual(['LANG=C.UTF-8', 'LC_ALL=C.UTF-8']);
    expect((await runTool(tool('/bin/pwd'), [], { timeoutMs: 10_000 })).stdout.toString()).toBe('/\n');
  });

  it('keeps facts that the record takes, with digests over the whole output', async () => {
    const run = await runTool(shell, ['-c', 'printf abcdef; printf wrong >&2; exit 7'], {
      timeoutMs: 10_000,
      keptBytes: 4,
    });
    expect(commandRun.parse(commandRunOf(run))).toMatchObject({
      exitCode: 7,
      signal: null,
      stdoutBytes: 6,
      stderrBytes: 5,
    });
    expect(run.argv[0]).toBe('/bin/sh');
    expect(run.stdout.toString()).toBe('abcd');
    expect(run.outputCut).toBe(true);
    expect(run.stdoutSha256).toBe(createHash('sha256').update('abcdef').digest('hex'));
    expect(run.stderrSha256).toBe(createHash('sha256').update('wrong').digest('hex'));
  });

  it('passes an argument on as it is: no shell looks at it', async () => {
    const argument = '$(touch /tmp/never); `id` "x" *';
    const run = await runTool(tool('/usr/bin/printf'), ['%s', argument], { timeoutMs: 10_000 });
    expect(run.stdout.toString()).toBe(argument);
  });

  it('throws for a path that is not absolute', () => {
    expect(() => runTool(tool('sh'), [], { timeoutMs: 1 })).toThrow(/absolute/);
    expect(() => runTool(tool('/bin/../bin/sh'), [], { timeoutMs: 1 })).toThrow(/absolute/);
  });

  it('says not-started for a program that is not there', async () => {
    const run = await runTool(tool(join(directory, 'absent')), [], { timeoutMs: 10_000 });
    expect(run).toMatchObject({ ending: 'not-started', exitCode: null });
    expect(run.startError).toMatch(/ENOENT/);
  });

  it('hands on exactly the descriptors it was told to, as 3 and 4', async () => {
    const first = join(directory, 'first');
    const second = join(directory, 'second');
    writeFileSync(first, 'one');
    writeFileSync(second, 'two');
    const descriptors = [openSync(first, 'r'), openSync(second, 'r')];
    const own = openSync(first, 'r');
    try {
      const run = await runTool(shell, ['-c', `cat <&3; cat <&4; test -e /proc/self/fd/${own} || echo -closed`], {
        timeoutMs: 10_000,
        descriptors,
      });
      expect(run.stdout.toString()).toBe('onetwo-closed\n');
    } finally {
      for (const descriptor of [...descriptors, own]) closeSync(descriptor);
    }
  });

  it('hands lines on as they come, also a last one without an end and characters cut between pieces', async () => {
    const lines: string[] = [];
    const script = "printf 'a\\nb\\303'; sleep 0.1; printf '\\244\\nlast'";
    await runTool(shell, ['-c', script], { timeoutMs: 10_000, onStdoutLine: (line) => lines.push(line) });
    expect(lines).toEqual(['a', 'bä', 'last']);
  });

  it('ends a program that takes too long, also one that ignores SIGTERM', async () => {
    const slow = await runTool(tool('/bin/sleep'), ['60'], { timeoutMs: 50 });
    expect(slow).toMatchObject({ ending: 'timed-out', exitCode: null, signal: 'SIGTERM' });
    const deaf = await runTool(shell, ['-c', 'trap "" TERM; while :; do read x </dev/zero; done'], {
      timeoutMs: 100,
      graceMs: 100,
    });
    expect(deaf).toMatchObject({ ending: 'timed-out', signal: 'SIGKILL' });
  });

  it('stops a program when asked to', async () => {
    const stop = new AbortController();
    const run = runTool(shell, ['-c', 'echo ready; exec sleep 60'], {
      timeoutMs: null,
      signal: stop.signal,
      onStdoutLine: () => stop.abort(),
    });
    expect(await run).toMatchObject({ ending: 'stopped', signal: 'SIGTERM' });
  });

  it('does not wait for a program that cannot be killed in time', async () => {
    // A program in uninterruptible sleep cannot be made here; giving it no time to die at all is the same to the caller.
    const run = await runTool(shell, ['-c', 'trap "" TERM; while :; do read x </dev/zero; done'], {
      timeoutMs: 50,
      graceMs: 1,
      abandonMs: 0,
    });
    expect(['abandoned', 'timed-out']).toContain(run.ending);
    expect(run.exitCode).toBeNull();
  });

  it('loses no word of a program whose end is seen before its words are read, because the agent was busy', async () => {
    const busy = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    // One program ends and another speaks while nobody looks. Its words keep the agent busy until the third has ended as well, and then some more.
    const ends = runTool(shell, ['-c', 'sleep 0.2'], { timeoutMs: 20_000 });
    const speaks = runTool(shell, ['-c', 'sleep 0.2; echo now; sleep 1'], {
      timeoutMs: 20_000,
      onStdoutLine: () => {
        busy(1_500);
        setImmediate(() => busy(1_000));
      },
    });
    const last = runTool(shell, ['-c', 'sleep 1; echo words'], { timeoutMs: 20_000 });
    busy(700);
    expect((await last).stdout.toString()).toBe('words\n');
    await Promise.all([ends, speaks]);
  });

  it('does not wait for a grandchild that keeps the output open', async () => {
    const run = await runTool(shell, ['-c', 'sleep 5 & echo gone; exit 3'], { timeoutMs: 4_000 });
    expect(run).toMatchObject({ ending: 'exited', exitCode: 3 });
    expect(run.stdout.toString()).toBe('gone\n');
  });
});

describe('findProgram', () => {
  it('finds in the given directories only, and takes nothing that others may change', () => {
    const mine = join(directory, 'mine');
    writeFileSync(mine, '#!/bin/sh\n', { mode: 0o755 });
    expect(findProgram('mine', [directory])).toBe(mine);
    expect(findProgram('mine')).toBeNull();
    const open = join(directory, 'open');
    writeFileSync(open, '#!/bin/sh\n');
    chmodSync(open, 0o777);
    expect(findProgram('open', [directory])).toBeNull();
    expect(() => findProgram('../mine', [directory])).toThrow(/not a program name/);
  });
});
