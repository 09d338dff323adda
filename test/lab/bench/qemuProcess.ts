import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { needProgram } from './programs.ts';

/** A running QEMU with a pid of its own. It dies with the process that started it, and at the end of its lifetime. */
export type QemuProcess = {
  readonly process: ChildProcess;
  readonly said: () => string;
  /** SIGKILL: to the guest this is a power cut. Resolves when it is dead. */
  kill(): Promise<void>;
  /** Resolves with the exit code when it ends by itself; kills it after `timeoutMs` and answers `null`. */
  end(timeoutMs: number): Promise<number | null>;
};

/** `setpriv --pdeathsig` (util-linux) becomes QEMU itself, so the pid is QEMU's own. */
export function startQemu(argv: readonly string[], lifetimeMs: number): QemuProcess {
  const qemu = needProgram('qemu-system-x86_64');
  const child = spawn(needProgram('setpriv'), ['--pdeathsig', 'KILL', qemu, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece: Buffer) => {
      said += piece.toString();
    });
  }
  const dead = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const guard = setTimeout(() => child.kill('SIGKILL'), lifetimeMs);
  child.once('exit', () => clearTimeout(guard));
  const exit = once(child, 'exit');
  exit.catch(() => undefined);
  return {
    process: child,
    said: () => said,
    async kill() {
      if (dead()) return;
      child.kill('SIGKILL');
      await exit;
    },
    async end(timeoutMs) {
      if (dead()) return child.exitCode;
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      await exit;
      clearTimeout(timer);
      return child.exitCode;
    },
  };
}
