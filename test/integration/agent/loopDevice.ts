import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a program and gives its output; throws when it fails. Only for setting a test up. */
export function run(program: string, ...argv: string[]): string {
  return execFileSync(program, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Why loop devices cannot be used here, or `null`; printed, so that a skip is seen. */
export function whyNoLoopDevices(): string | null {
  const why =
    process.getuid?.() !== 0
      ? 'loop devices need root'
      : !existsSync('/dev/loop-control')
        ? 'this kernel has no loop devices'
        : null;
  if (why !== null) console.log(`skipped: ${why}`);
  return why;
}

/** Loop devices over files of its own; `undo` ends everything in reverse order. */
export class LoopBench {
  readonly directory = mkdtempSync(join(tmpdir(), 'loop-bench-'));
  #undo: (() => void)[] = [];

  /** Remembers how to undo a thing that was done to a device. */
  afterwards(act: () => void): void {
    this.#undo.push(act);
  }

  file(name: string, sizeBytes: number): string {
    const path = join(this.directory, name);
    writeFileSync(path, '');
    truncateSync(path, sizeBytes);
    return path;
  }

  /** Sets a loop device up over a file; returns its path. */
  attach(file: string, ...options: string[]): string {
    const device = run('/sbin/losetup', '--find', '--show', ...options, file);
    this.#undo.push(() => this.detach(device, file));
    return device;
  }

  /** Detaches only what is still ours. */
  detach(device: string, file: string): void {
    if (
      run('/sbin/losetup', '--list', '--noheadings', '--output', 'NAME', '--associated', file)
        .split('\n')
        .includes(device)
    ) {
      run('/sbin/losetup', '--detach', device);
    }
  }

  end(): void {
    for (const act of this.#undo.toReversed()) act();
    this.#undo = [];
    rmSync(this.directory, { recursive: true, force: true });
  }
}
