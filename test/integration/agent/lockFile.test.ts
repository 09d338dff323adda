import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const LOCKS = 300;

function firstLine(child: ChildProcess): Promise<number[]> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (said.endsWith('\n')) resolve(JSON.parse(said) as number[]);
    });
    child.on('exit', () => reject(new Error(`ended early: ${said}`)));
  });
}

it.each([
  ['a lock that a dead process left', true],
  ['a free lock', false],
])('of four processes at once exactly one gets %s', async (_, stale) => {
  const directory = mkdtempSync(join(tmpdir(), 'locks-'));
  if (stale) {
    for (let number = 0; number < LOCKS; number += 1) {
      writeFileSync(join(directory, `${number}.lock`), JSON.stringify({ pid: 4_194_303, startTicks: '1' }));
    }
  }
  const program = join(import.meta.dirname, 'takeLocks.ts');
  const children = [1, 2, 3, 4].map(() =>
    spawn(process.execPath, [program, directory, String(LOCKS)], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  try {
    const taken = (await Promise.all(children.map(firstLine))).flat().sort((one, other) => one - other);
    expect(taken).toEqual(Array.from({ length: LOCKS }, (_, number) => number));
    expect(readdirSync(directory).every((name) => name.endsWith('.lock'))).toBe(true);
  } finally {
    for (const child of children) {
      child.removeAllListeners('exit');
      child.stdin?.end();
    }
    rmSync(directory, { recursive: true, force: true });
  }
});
