import { randomBytes } from 'node:crypto';
import type { Drive } from '../../../core/domain/drive.ts';
import type { ReverifyOutcome } from '../../../core/domain/quality.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import type { DriveBench, HeldDrive } from '../drives/driveBench.ts';
import { isSameDrive } from '../drives/sameDrive.ts';
import { countOf, countOrNull } from '../jobs/engineLines.ts';
import { type EngineResult, runEngine } from '../jobs/engineRun.ts';
import { seedOfPart, workPartsOf } from '../jobs/workParts.ts';
import type { Pattern } from '../techniques/technique.ts';
import type { Clock } from '../tools/clock.ts';
import type { RunTool, Tool } from '../tools/run.ts';
import { leastReadBytes, readBackArgv } from '../verify/readBack.ts';

/** A tenth of the drive in a thousand parts, by a seed of its own: the places of the first read-back tell nothing of these. */
const DESIGN = { design: 'sampled', subsections: 1000, samplesPerSubsection: 2, sharePpm: 100_000 } as const;

export type ReverifyNeeds = {
  readonly bench: DriveBench;
  readonly run: RunTool;
  readonly engine: Tool;
  readonly clock: Clock;
  readonly silenceMs: number;
};

/** What a second reading found, as the ledger keeps it. */
export type Reverification = {
  readonly outcome: ReverifyOutcome;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
};

/** What must stand on the drive by its record; `null`: nobody knows (a cryptographic erase), or the record does not say. */
export function expectedOf({ verification, technique }: RecordV1): Pattern | null {
  const expected = verification?.expected ?? null;
  if (expected === null) return null;
  if (expected !== 'stream') return { words: expected === '00' ? 'zeros' : `hex:${expected}`, seed: null };
  const seed = technique.passes.at(-1)?.streamSeed ?? null;
  return seed === null ? null : { words: 'stream', seed };
}

/** Whether this drive is the one that the record is about, by identity and size. */
export function isDriveOf(record: RecordV1, drive: Drive): boolean {
  const { model, serialNumber, wwn, capacityBeforeBytes: sizeBytes } = record.drive;
  return isSameDrive({ virtual: record.virtual, model, serialNumber, wwn, sizeBytes }, drive);
}

/** Reads a held drive against its record by a fresh plan. Writes nothing. Lets the drive go in any case. */
export async function readAgain(
  needs: ReverifyNeeds,
  held: HeldDrive,
  pattern: Pattern,
  watch: { readonly stop: AbortSignal; readonly onProgress: (doneBytes: number, totalBytes: number) => void },
): Promise<Reverification> {
  const { bench, run, engine, clock, silenceMs } = needs;
  const startedAt = clock.nowIso();
  const planSeed = randomBytes(32).toString('hex');
  const { driveId, bayId } = held.drive;
  try {
    const readings: { readonly result: EngineResult; readonly sizeBytes: number }[] = [];
    const parts = workPartsOf(held);
    for (const { namespace, sizeBytes, descriptor } of parts) {
      const plan = { design: DESIGN, sizeBytes, pattern, planSeed: seedOfPart(planSeed, namespace), badBlockLimit: 0 };
      const argv = readBackArgv({ ...plan, maxBytesPerSecond: bench.pace(driveId) });
      const result = await runEngine({
        ...{ run, engine, clock, silenceMs, argv, sizeBytes, descriptor },
        verb: 'sample',
        stop: watch.stop,
        onLine: (line) => {
          if (line.type === 'progress') watch.onProgress(line.doneBytes, line.totalBytes);
        },
      });
      readings.push({ result, sizeBytes });
    }
    const { identity } = await held.compare();
    const judged = addUp(readings.map(({ result, sizeBytes }) => judge(result, sizeBytes, identity)));
    const runs = readings.map(({ result }) => result.run);
    const shown = runs.flatMap((one) => (one === null ? [] : [one]));
    const { design, subsections, samplesPerSubsection, sharePpm } = DESIGN;
    const plan = { design, planSeed, subsections, samplesPerSubsection, sharePpm };
    const where = { driveId, bayId, identity };
    const ran = { tool: engine.name, toolVersion: engine.version, exitCode: worstExitCode(runs) };
    const output = {
      argv: joined(shown.map(({ argv }) => argv.join(' '))),
      stdoutSha256: joined(shown.map(({ stdoutSha256 }) => stdoutSha256)),
      ...(parts.length === 1 ? {} : { namespaces: parts.map(({ namespace }) => namespace).join(' ') }),
    };
    const times = { startedAt, endedAt: clock.nowIso() };
    const { outcome, ...facts } = judged;
    return { outcome, details: { ...facts, ...plan, ...where, ...ran, ...output, ...times } };
  } finally {
    held.release();
  }
}

/** `clean` only where the engine said its end, read all that it had to and found nothing else, on a drive that is still the same. */
function judge({ ending }: EngineResult, sizeBytes: number, identity: 'same' | 'changed' | 'not-read') {
  const end = ending.kind === 'said' ? ending.end : null;
  const expectedBytes = countOrNull(end, 'sampledBytes') ?? leastReadBytes(DESIGN, sizeBytes);
  const readBytes = countOf(end, 'bytesRead');
  const mismatchBytes = countOf(end, 'mismatchBytes');
  const unreadableBlocks = countOf(end, 'badBlocks');
  const said = end === null ? ending.kind : end.outcome;
  const counts = { said, expectedBytes, readBytes, mismatchBytes, unreadableBlocks };
  if (mismatchBytes > 0 || end?.outcome === 'findings') return { outcome: 'residue' as const, ...counts };
  const whole = readBytes === expectedBytes && readBytes >= leastReadBytes(DESIGN, sizeBytes);
  const clean = end?.outcome === 'completed' && whole && unreadableBlocks === 0 && identity === 'same';
  return { outcome: clean ? ('clean' as const) : ('not-finished' as const), ...counts };
}

type Judged = ReturnType<typeof judge>;

/** Of several namespaces each was read by itself: the drive is clean where all of them are, and what was found in one is found. */
function addUp(judged: readonly Judged[]): Judged {
  const [first, ...others] = judged;
  if (first === undefined) throw new Error('a drive without a part to read');
  if (others.length === 0) return first;
  const sum = (count: (one: Judged) => number): number => judged.reduce((total, one) => total + count(one), 0);
  const worst =
    judged.find(({ outcome }) => outcome === 'residue') ?? judged.find(({ outcome }) => outcome !== 'clean') ?? first;
  return {
    outcome: worst.outcome,
    said: worst.said,
    expectedBytes: sum(({ expectedBytes }) => expectedBytes),
    readBytes: sum(({ readBytes }) => readBytes),
    mismatchBytes: sum(({ mismatchBytes }) => mismatchBytes),
    unreadableBlocks: sum(({ unreadableBlocks }) => unreadableBlocks),
  };
}

function worstExitCode(runs: readonly (EngineResult['run'] | null)[]): number | null {
  const codes = runs.map((one) => one?.exitCode ?? null);
  return codes.includes(null) ? null : Math.max(...codes.map((code) => code ?? 0));
}

/** As much as the ledger keeps of a text. */
function joined(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join(' ').slice(0, 4000);
}
