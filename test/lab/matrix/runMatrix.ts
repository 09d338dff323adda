import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TranscriptLine } from '../bench/bench.ts';
import type { LabKernel } from '../bench/kernel.ts';
import { openMatrixBench } from './matrixBench.ts';
import type { MatrixRow } from './matrixRow.ts';
import type { RowResult } from './rowResult.ts';
import { runRow } from './runRow.ts';

/** What a run leaves: an end or the failure of the lab itself for each row, and the orders to the guest. */
export type MatrixRun = {
  readonly results: ReadonlyMap<string, RowResult | Error>;
  readonly transcript: readonly TranscriptLine[];
};

/** Drives that are at work at the same time. More wait for the guest's processor only. */
const SIDE_BY_SIDE = 6;

/** `processors` of the emulated PC: one where others run beside it. */
export type MatrixOptions = {
  readonly processors?: number;
  readonly told?: (id: string, result: RowResult | Error) => void;
};

/** Boots one bench and wipes the drives of all rows on it, several at a time, in the order given. */
export async function runMatrix(
  kernel: LabKernel,
  rows: readonly MatrixRow[],
  { processors = 1, told = () => undefined }: MatrixOptions = {},
): Promise<MatrixRun> {
  const directory = mkdtempSync(join(tmpdir(), 'wipebench-matrix-'));
  const bench = await openMatrixBench(kernel, [], processors);
  const results = new Map<string, RowResult | Error>();
  const waiting = [...rows.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [number, row] = next;
      const result = await runRow(bench, row, directory, number).catch(
        (cause: unknown) =>
          // The failure is the lab's or the agent's own; what both said tells which.
          new Error(
            `${cause instanceof Error ? cause.message : String(cause)}\n${bench.bench.log()}\n--- agent\n${bench.agent.log()}`,
            { cause },
          ),
      );
      results.set(row.id, result);
      told(row.id, result);
    }
  };
  try {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    return { results, transcript: [...bench.bench.transcript] };
  } finally {
    await bench.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
