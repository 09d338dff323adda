import { spawn } from 'node:child_process';
import { projectFolder } from './rooms.ts';

export type TitledResult = {
  readonly title: string;
  readonly passed: boolean;
  readonly output: string;
  readonly elapsedMs: number;
};

/** Runs a checker and keeps its output; a checker that cannot be started has failed. */
export function runTitled(title: string, program: string, argv: readonly string[]): Promise<TitledResult> {
  const startedAtMs = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, argv, {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const end = (passed: boolean) => resolve({ title, passed, output, elapsedMs: performance.now() - startedAtMs });
    child.on('error', (cause) => {
      output += cause.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}
