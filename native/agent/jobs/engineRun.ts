import type { CommandRun } from '../../../core/record/recordV1.ts';
import type { Clock } from '../tools/clock.ts';
import { commandRunOf, type RunTool, type Tool, type ToolRun } from '../tools/run.ts';
import { type EngineEnd, type EngineLine, readEngineLine } from './engineLines.ts';

/**
 * How one run of the engine ended. `said` only when there was exactly one end line, it was the last, it named our verb and our size, and the
 * exit code agrees with it; everything else is one of the other three.
 */
export type EngineEnding =
  | { readonly kind: 'said'; readonly end: EngineEnd }
  | { readonly kind: 'silent'; readonly silentMs: number }
  /** Ended without a word that can be believed. */
  | { readonly kind: 'died'; readonly why: string }
  | { readonly kind: 'unclear'; readonly line: string };

export type EngineResult = { readonly ending: EngineEnding; readonly run: CommandRun | null };

export type EngineRunOptions = {
  readonly run: RunTool;
  readonly engine: Tool;
  readonly clock: Clock;
  readonly verb: string;
  readonly argv: readonly string[];
  readonly descriptor: number;
  readonly sizeBytes: number;
  /** The longest time without progress before the drive is given up. */
  readonly silenceMs: number;
  readonly stop: AbortSignal;
  readonly onLine: (line: EngineLine, text: string) => void;
};

const EXIT_CODES: Record<EngineEnd['outcome'], readonly number[]> = {
  completed: [0],
  findings: [1],
  'too-many-bad': [1],
  stopped: [3],
  refused: [4],
  'device-lost': [5],
  fault: [5, 70],
};
const WATCH_MS = 250;

/** Runs the engine on a held descriptor and watches that it gets on. A silent engine is told to end and not waited for. */
export function runEngine(options: EngineRunOptions): Promise<EngineResult> {
  const { clock, silenceMs, stop } = options;
  const ear = listen(options);
  const giveUp = new AbortController();
  const signal = AbortSignal.any([stop, giveUp.signal]);
  const argv = [...options.argv];
  const running = options.run(options.engine, argv, {
    timeoutMs: null,
    descriptors: [options.descriptor],
    onStdoutLine: ear.hear,
    signal,
    keptBytes: 64 * 1024,
  });
  return new Promise((resolve, reject) => {
    const watch = setInterval(
      () => {
        const silentMs = clock.monotonicMs() - ear.movedAtMs();
        if (silentMs < silenceMs) return;
        clearInterval(watch);
        giveUp.abort();
        // Whatever it still says comes after the judgement on it.
        ear.stop();
        resolve({ ending: { kind: 'silent', silentMs: Math.round(silentMs) }, run: null });
      },
      Math.min(WATCH_MS, silenceMs),
    );
    running.then(
      (run) => {
        clearInterval(watch);
        resolve({ ending: endingOf(run, ear, options), run: run.ending === 'not-started' ? null : commandRunOf(run) });
      },
      (cause: unknown) => {
        clearInterval(watch);
        reject(cause);
      },
    );
  });
}

type Ear = ReturnType<typeof listen>;

function listen({ clock, onLine }: EngineRunOptions) {
  let movedAtMs = clock.monotonicMs();
  let doneBytes = -1;
  let end: EngineEnd | null = null;
  let unclear: string | null = null;
  let listening = true;
  let begin: Extract<EngineLine, { type: 'begin' }> | null = null;
  return {
    hear(text: string): void {
      if (!listening) return;
      const line = readEngineLine(text);
      if (line === null || end !== null || (line.type === 'begin' && begin !== null)) {
        unclear ??= text.slice(0, 500);
        return;
      }
      if (line.type === 'begin') begin = line;
      if (line.type === 'end') end = line;
      if (line.type === 'begin' || line.type === 'end' || (line.type === 'progress' && line.doneBytes !== doneBytes)) {
        movedAtMs = clock.monotonicMs();
      }
      if (line.type === 'progress') doneBytes = line.doneBytes;
      onLine(line, text);
    },
    stop(): void {
      listening = false;
    },
    movedAtMs: () => movedAtMs,
    end: () => end,
    begin: () => begin,
    unclear: () => unclear,
  };
}

function endingOf(run: ToolRun, ear: Ear, { verb, sizeBytes }: EngineRunOptions): EngineEnding {
  if (run.ending === 'not-started') return { kind: 'died', why: run.startError ?? 'it could not be started' };
  if (run.ending === 'abandoned') return { kind: 'died', why: 'it could not be ended and was left behind' };
  const unclear = ear.unclear();
  if (unclear !== null) return { kind: 'unclear', line: unclear };
  const end = ear.end();
  if (end === null)
    return { kind: 'died', why: `it ended with ${run.signal ?? `exit code ${run.exitCode}`} and no last word` };
  const begin = ear.begin();
  const begun = begin !== null && begin.verb === verb && begin.sizeBytes === sizeBytes;
  // Without a begin line nothing was done; only a refusal or a loss at the opening may end so.
  if (!begun && !['refused', 'device-lost', 'fault'].includes(end.outcome)) {
    return { kind: 'unclear', line: `${end.outcome} without a beginning for this drive` };
  }
  if (end.verb !== verb || run.exitCode === null || !EXIT_CODES[end.outcome].includes(run.exitCode)) {
    return { kind: 'unclear', line: `${end.verb} ${end.outcome} with exit code ${run.exitCode}` };
  }
  return { kind: 'said', end };
}
