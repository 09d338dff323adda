import { isAbsolute, normalize } from 'node:path';
import { execa } from 'execa';
import type { CommandRun } from '../../../core/record/recordV1.ts';
import { type Clock, systemClock } from './clock.ts';
import { collectOutput } from './outputCollector.ts';

/** A program of this PC: where it is and what it says its version is. */
export type Tool = { readonly name: string; readonly path: string; readonly version: string };

export type ToolOptions = {
  /** After this the program is told to end, then killed, then abandoned. `null`: it runs until it ends or `signal` fires. */
  readonly timeoutMs: number | null;
  /** Handed to the program as its descriptors 3, 4, ...: open ones of the agent, or bytes to be read from a pipe. Nothing else of the agent's is inherited. */
  readonly descriptors?: readonly (number | Uint8Array)[];
  /** An open descriptor that the program gets as its standard input; without it there is none. */
  readonly stdin?: number;
  /** Added to the program's environment: settings it takes no other way, and secrets, which may not stand in an argv that everybody can read. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the agent is root, the program is not: user and group 65534, no other groups. It then also cannot open what only root may. */
  readonly asNobody?: boolean;
  readonly onStdoutLine?: (line: string) => void;
  /** Ends the program early (SIGTERM first). */
  readonly signal?: AbortSignal;
  /** From SIGTERM to SIGKILL. */
  readonly graceMs?: number;
  /** From SIGKILL to giving up on it. */
  readonly abandonMs?: number;
  readonly keptBytes?: number;
  readonly clock?: Clock;
};

/**
 * How a run ended. `exited`: by itself (look at the exit code, and never take it for success of an erase). `timed-out` and `stopped`: it ended
 * after it was told to. `abandoned`: it did not die (uninterruptible sleep in the kernel) and may still be working. `not-started`: it never ran.
 */
export type ToolEnding = 'exited' | 'timed-out' | 'stopped' | 'abandoned' | 'not-started';

/** The facts of the record plus the output itself. */
export type ToolRun = CommandRun & {
  readonly ending: ToolEnding;
  /** Why it could not be started, else `null`. */
  readonly startError: string | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** More came than was kept: do not parse it as if it were whole. */
  readonly outputCut: boolean;
};

/** Runs programs; tests may give another. */
export type RunTool = (tool: Tool, argv: readonly string[], options: ToolOptions) => Promise<ToolRun>;

const GRACE_MS = 5_000;
const ABANDON_MS = 3_000;
/** A grandchild may keep the pipe open after the program is gone; it is waited for until it was silent for so long, */
const DRAIN_MS = 500;
/** and no longer than this. */
const LONGEST_DRAIN_MS = 5_000;
const KEPT_BYTES = 8 * 1024 * 1024;
/** `nobody` and `nogroup`, which own nothing (Debian policy, section 9.2.2). */
const NOBODY = { uid: 65_534, gid: 65_534 };
const ENVIRONMENT = { LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' };

/** The part of a run that goes into the record. */
export function commandRunOf(run: ToolRun): CommandRun {
  return {
    tool: run.tool,
    version: run.version,
    argv: run.argv,
    startedAt: run.startedAt,
    elapsedMs: run.elapsedMs,
    exitCode: run.exitCode,
    signal: run.signal,
    stdoutSha256: run.stdoutSha256,
    stdoutBytes: run.stdoutBytes,
    stderrSha256: run.stderrSha256,
    stderrBytes: run.stderrBytes,
  };
}

/**
 * Runs one program by its absolute path and an argv array: no shell, no PATH, an empty environment but for the language and what is named, cwd `/`.
 * Resolves for every exit code and every ending; a program that cannot be killed is abandoned, not waited for.
 * Throws only for a broken promise of the caller (a relative path).
 */
export const runTool: RunTool = (tool, argv, options) => {
  if (!isAbsolute(tool.path) || normalize(tool.path) !== tool.path) {
    throw new Error(`tool path must be absolute and plain: ${tool.path}`);
  }
  const clock = options.clock ?? systemClock;
  const keptBytes = options.keptBytes ?? KEPT_BYTES;
  const stdout = collectOutput(keptBytes, options.onStdoutLine);
  const stderr = collectOutput(keptBytes);
  const startedAt = clock.nowIso();
  const startedMs = clock.monotonicMs();

  return new Promise<ToolRun>((resolve) => {
    let why: 'timed-out' | 'stopped' | null = null;
    let startError: string | null = null;
    let exitCode: number | null = null;
    let exitSignal: string | null = null;
    let settled = false;
    const timers: NodeJS.Timeout[] = [];
    const later = (ms: number, act: () => void) => timers.push(setTimeout(act, ms));

    // execa's type lists descriptors 3 to 9 only; it hands any number on to node:child_process as it is.
    const handedOn = (descriptor: number) => descriptor as 3;
    const inherited = (options.descriptors ?? []).map((given) => (typeof given === 'number' ? handedOn(given) : given));
    // libuv takes the other groups away before it changes group and user.
    const identity = options.asNobody === true && process.getuid?.() === 0 ? NOBODY : {};
    const subprocess = execa(tool.path, [...argv], {
      env: { ...options.environment, ...ENVIRONMENT },
      extendEnv: false,
      cwd: '/',
      shell: false,
      preferLocal: false,
      ...identity,
      stdio: [options.stdin === undefined ? 'ignore' : handedOn(options.stdin), 'pipe', 'pipe', ...inherited],
      encoding: 'buffer',
      buffer: false,
      reject: false,
      cleanup: true,
    });
    const child = subprocess.nodeChildProcess;

    const settle = (ending: ToolEnding): void => {
      if (settled) return;
      settled = true;
      for (const timer of timers) clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      child.stdout?.destroy();
      child.stderr?.destroy();
      if (ending === 'abandoned') child.unref();
      stdout.end();
      resolve({
        tool: tool.name,
        version: tool.version,
        argv: [tool.path, ...argv],
        startedAt,
        elapsedMs: Math.max(0, clock.monotonicMs() - startedMs),
        exitCode,
        signal: exitSignal,
        stdoutSha256: stdout.sha256(),
        stdoutBytes: stdout.totalBytes(),
        stderrSha256: stderr.sha256(),
        stderrBytes: stderr.totalBytes(),
        ending,
        startError,
        stdout: stdout.kept(),
        stderr: stderr.kept(),
        outputCut: stdout.cut() || stderr.cut(),
      });
    };
    /**
     * A busy agent may learn of the exit before it has read the last words, and its timers run before its pipes are looked at. So the judgement comes
     * after one more look at the pipes (setImmediate), and only when that brought nothing new.
     */
    const drain = (seenBytes: number, untilMs: number): void => {
      later(DRAIN_MS, () =>
        setImmediate(() => {
          const bytes = stdout.totalBytes() + stderr.totalBytes();
          if (bytes === seenBytes || clock.monotonicMs() >= untilMs) settle(endingOfExit());
          else drain(bytes, untilMs);
        }),
      );
    };
    const endingOfExit = (): ToolEnding => (startError !== null ? 'not-started' : (why ?? 'exited'));
    const end = (reason: 'timed-out' | 'stopped'): void => {
      if (why !== null || settled) return;
      why = reason;
      child.kill('SIGTERM');
      later(options.graceMs ?? GRACE_MS, () => {
        child.kill('SIGKILL');
        later(options.abandonMs ?? ABANDON_MS, () => settle('abandoned'));
      });
    };
    const onAbort = () => end('stopped');

    child.stdout?.on('data', (piece: Uint8Array) => stdout.add(piece));
    child.stderr?.on('data', (piece: Uint8Array) => stderr.add(piece));
    child.on('error', (error: Error) => {
      if (child.pid !== undefined) return;
      startError = error.message;
      settle('not-started');
    });
    child.on('exit', (code, signal) => {
      exitCode = code;
      exitSignal = signal;
      drain(stdout.totalBytes() + stderr.totalBytes(), clock.monotonicMs() + LONGEST_DRAIN_MS);
    });
    child.on('close', () => settle(endingOfExit()));
    // execa's own promise says nothing the events do not; it never rejects (`reject: false`), but a start failure must not go unseen.
    subprocess.then(
      (result) => {
        if (child.pid === undefined) {
          startError = (result instanceof Error ? result.message : null) ?? 'the program could not be started';
          settle('not-started');
        }
      },
      (error: unknown) => {
        startError = String(error);
        settle('not-started');
      },
    );

    if (options.timeoutMs !== null) later(options.timeoutMs, () => end('timed-out'));
    if (options.signal?.aborted === true) onAbort();
    else options.signal?.addEventListener('abort', onAbort, { once: true });
  });
};
