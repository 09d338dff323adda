import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type ReadyChild = { readonly process: ChildProcess; readonly readyLine: string; stop(): Promise<void> };

/**
 * Starts a program of ours under this very Node and waits for its `<name> ready ...` line. Rejects with its last words when it ends first.
 * `stop` sends SIGTERM, then SIGKILL after 5 s, and resolves when it is gone.
 */
export function startUntilReady(
  name: string,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ReadyChild> {
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lastWords: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastWords.push(line);
    if (lastWords.length > 40) lastWords.shift();
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(timer);
  };
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith(`${name} ready`)) resolve({ process: child, readyLine: line, stop });
    });
    child.once('error', reject);
    child.once('close', (code) =>
      reject(new Error(`${name} ended (code ${code}) before it was ready:\n${lastWords.join('\n')}`)),
    );
  });
}
