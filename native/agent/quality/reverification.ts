import { randomBytes } from 'node:crypto';
import type { Drive } from '../../../core/domain/drive.ts';
import type { ReverifyOutcome } from '../../../core/domain/quality.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import type { DriveBench, HeldDrive } from '../drives/driveBench.ts';
import { isSameDrive } from '../drives/sameDrive.ts';
import { countOf, countOrNull } from '../jobs/engineLines.ts';
import { type EngineResult, runEngine } from '../jobs/engineRun.ts';
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
  const { sizeBytes, driveId, bayId } = held.drive;
  const plan = { design: DESIGN, sizeBytes, pattern, planSeed, badBlockLimit: 0 };
  const argv = readBackArgv({ ...plan, maxBytesPerSecond: bench.pace(driveId) });
  try {
    const result = await runEngine({
      ...{ run, engine, clock, silenceMs, argv, sizeBytes },
      verb: 'sample',
      descriptor: held.descriptor,
      stop: watch.stop,
      onLine: (line) => {
        if (line.type === 'progress') watch.onProgress(line.doneBytes, line.totalBytes);
      },
    });
    const { identity } = await held.compare();
    const judged = judge(result, sizeBytes, identity);
    const { design, subsections, samplesPerSubsection, sharePpm } = DESIGN;
    const plan = { design, planSeed, subsections, samplesPerSubsection, sharePpm };
    const where = { driveId, bayId, identity };
    const ran = { tool: engine.name, toolVersion: engine.version, exitCode: result.run?.exitCode ?? null };
    const output = { argv: result.run?.argv.join(' ') ?? null, stdoutSha256: result.run?.stdoutSha256 ?? null };
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
