import type { CommandRun } from '../../../core/record/recordV1.ts';
import type { DeviceOutcome, DeviceTools, TechniqueNote } from '../techniques/deviceTechnique.ts';
import { commandRunOf, type ToolRun } from '../tools/run.ts';
import type { PhaseNeeds } from './phaseEngine.ts';

/** A note could not be made durable; nothing destructive may follow it. */
export class JournalNotDurable extends Error {}

const WATCH_MS = 250;
/** The technique watches itself with `silenceMs` and says more when it gives up; this only catches one that hangs. */
const PATIENCE = 2;
/** Drives without progress are given half as long again as they themselves say. */
const ESTIMATE_PATIENCE = 1.5;
const LARGEST_PAGE = 64 * 1024;

export type RunningTools = {
  readonly tools: DeviceTools;
  /** Settles only when nothing moved for too long. */
  readonly watchdog: Promise<DeviceOutcome>;
  /** Ends the watching, and journals the last of each repeated command. Nothing is journalled after it. */
  close(): void;
};

/** What a running technique is given: everything it does and hears goes through the job's journal. */
export function createDeviceTools(
  needs: PhaseNeeds,
  remembered: readonly TechniqueNote[],
  stop: AbortSignal,
): RunningTools {
  const { clock, held, journal, onProgress } = needs;
  // A technique that knows that its erase is silent for long says how long.
  const { deviceSilenceMs } = needs;
  const patienceMs = needs.deviceTechnique?.patienceMs?.(held.drive, deviceSilenceMs) ?? deviceSilenceMs;
  const sizeBytes = held.drive.sizeBytes;
  const startedMs = clock.monotonicMs();
  const commands = createCommandNotes(needs);
  const pages = new Map<string, string>();
  let open = true;
  let fraction: number | null = null;
  let movedMs = startedMs;
  let graceUntilMs: number | null = null;
  let rate: number | null = null;

  let watch: NodeJS.Timeout | undefined;
  const watchdog = new Promise<DeviceOutcome>((resolve) => {
    watch = setInterval(
      () => {
        const now = clock.monotonicMs();
        const silentMs = now - movedMs;
        if (silentMs < PATIENCE * patienceMs || now < (graceUntilMs ?? 0)) return;
        clearInterval(watch);
        resolve({ kind: 'stalled', silentMs: Math.round(silentMs) });
      },
      Math.min(WATCH_MS, patienceMs),
    );
  });

  const tools: DeviceTools = {
    drive: held.drive,
    clock,
    stop,
    silenceMs: deviceSilenceMs,
    psid: needs.psid,
    nodes: () => held.nodes(),
    rescan: () => held.rescan(),
    async run(program, argv, { timeoutMs, despiteStop = false, secret }) {
      const tool = await needs.locate(program);
      if (tool === null) return null;
      // What gives a drive back to its owner (our password off again) runs to its end also while the job is being stopped.
      const run = await needs.run(tool, argv, { timeoutMs, ...(despiteStop ? {} : { signal: stop }) });
      if (open && run.ending !== 'not-started') commands.add(program, argv, withoutSecret(run, secret));
      return run;
    },
    remember(note) {
      if (!open) throw new JournalNotDurable('the job is over');
      journal.note({ code: 'technique-note', details: { what: note.what, facts: { ...note.facts } } });
      if (!journal.flushed()) throw new JournalNotDurable('a note could not be written');
    },
    remembered,
    keepStatusPage({ name, bytes }) {
      const base64 = Buffer.from(bytes.subarray(0, LARGEST_PAGE)).toString('base64');
      if (!open || pages.get(name) === base64) return;
      pages.set(name, base64);
      journal.note({ code: 'status-page', details: { name, bytes: bytes.length, base64 } });
    },
    progress(now, remainingMs) {
      if (!open) return;
      const atMs = clock.monotonicMs();
      if (now !== null && now !== fraction) {
        const passedMs = atMs - movedMs;
        if (fraction !== null && now > fraction && passedMs > 0)
          rate = (((now - fraction) * sizeBytes) / passedMs) * 1000;
        fraction = now;
        movedMs = atMs;
      }
      // Only the first estimate counts: one that is told again and again is no movement.
      if (now === null && remainingMs !== null) graceUntilMs ??= atMs + remainingMs * ESTIMATE_PATIENCE;
      const doneBytes = Math.floor(Math.min(1, Math.max(0, fraction ?? 0)) * sizeBytes);
      onProgress({ doneBytes, totalBytes: sizeBytes, bytesPerSecond: rate, badBlocks: 0, remainingMs });
    },
    pause: (ms) => pauseUntil(ms, stop),
  };

  return {
    tools,
    watchdog,
    close() {
      clearInterval(watch);
      commands.flush();
      open = false;
    },
  };
}

/** The run as journal and record know it; the technique sees the whole. */
function withoutSecret(run: ToolRun, secret: string | undefined): ToolRun {
  return { ...run, argv: run.argv.map((word) => (word === secret ? '(not recorded)' : word)) };
}

/** Polling is hundreds of equal commands: the first and the last of each kind are journalled, and how many lay between. */
function createCommandNotes({ journal }: PhaseNeeds) {
  const kinds = new Map<string, { last: CommandRun | null; program: string; verb: string; between: number }>();
  const note = (program: string, verb: string, run: CommandRun) => {
    const ended = run.signal ?? `exit code ${run.exitCode ?? 'unknown'}`;
    journal.note({ code: 'command-run', details: { program, verb, ended, run } });
  };
  return {
    add(program: string, argv: readonly string[], run: ToolRun): void {
      const verb = argv[0] ?? '';
      const kind = JSON.stringify([run.argv, run.ending, run.exitCode, run.signal, run.stderrSha256]);
      const known = kinds.get(kind);
      if (known === undefined) {
        kinds.set(kind, { last: null, program, verb, between: 0 });
        note(program, verb, commandRunOf(run));
        return;
      }
      if (known.last !== null) known.between += 1;
      known.last = commandRunOf(run);
    },
    flush(): void {
      for (const { program, verb, last, between } of kinds.values()) {
        if (between > 0) journal.noteLater({ code: 'command-repeated', details: { program, verb, times: between } });
        if (last !== null) note(program, verb, last);
      }
      kinds.clear();
    },
  };
}

/** Waits, but no longer than until `stop`. */
function pauseUntil(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stop.addEventListener('abort', end, { once: true });
  });
}
