import { beforeAll, describe, expect, it } from 'vitest';
import { labOrReason } from '../bench/labOrReason.ts';
import { type MatrixRow, titleOf } from './matrixRow.ts';
import { brokenPromises, type RowResult } from './rowResult.ts';
import { runMatrix } from './runMatrix.ts';

const RUN_MS = 900_000;

/** Declares a test for every row: all are run side by side on one bench, then each is judged by itself. */
export function matrixSuite(name: string, rows: readonly MatrixRow[]): void {
  const kernel = labOrReason();
  describe.skipIf(kernel === null)(name, () => {
    let results: ReadonlyMap<string, RowResult | Error> = new Map();

    beforeAll(async () => {
      if (kernel === null) return;
      ({ results } = await runMatrix(kernel, rows));
    }, RUN_MS);

    it.each(rows.map((row) => [titleOf(row), row] as const))('%s', (_title, row) => {
      const result = results.get(row.id);
      if (result === undefined || result instanceof Error) throw result ?? new Error(`${row.id} was not run`);
      expect(brokenPromises(row, result)).toEqual([]);
    });
  });
}
