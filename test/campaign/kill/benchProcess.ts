import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const project = join(import.meta.dirname, '../../..');

export type BenchProcess = {
  readonly child: ChildProcess;
  /** What follows `ready` on the line that says so. */
  readonly address: string;
  log(): string;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits; answers the exit code. */
  end(): Promise<number | null>;
};

/** Starts `script` under this Node and waits for its `NAME ready ADDRESS`; throws with its last words when it ends before. */
export async function startProcess(
  name: string,
  script: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<BenchProcess> {
  const child = spawn(process.execPath, [join(project, script), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Hundreds of starts of the same sources: they are compiled once.
    env: { ...process.env, NODE_COMPILE_CACHE: join(project, 'build/compile-cache'), ...environment },
  });
  let log = '';
  child.stderr.on('data', (piece: Buffer) => {
    log = (log + piece.toString()).slice(-100_000);
  });
  const gone = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  const ready = `${name} ready `;
  let address: string | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith(ready)) continue;
    address = line.slice(ready.length);
    break;
  }
  if (address === null) {
    await gone();
    throw new Error(`${name} ended before it was ready: ${log.slice(-4000)}`);
  }
  child.stdout.resume();
  return {
    child,
    address,
    log: () => log,
    async kill() {
      child.kill('SIGKILL');
      await gone();
    },
    async end() {
      child.kill('SIGTERM');
      await gone();
      return child.exitCode;
    },
  };
}
