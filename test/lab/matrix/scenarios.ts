import { ataRows } from './ataRows.ts';
import { EVERY_RUN } from './everyRun.ts';
import type { MatrixRow } from './matrixRow.ts';
import { nvmeRows } from './nvmeRows.ts';
import { opalRows } from './opalRows.ts';
import { scsiRows } from './scsiRows.ts';

/** The matrix in boots: one bench for each family of drives. */
export const matrixScenarios: Readonly<Record<string, readonly MatrixRow[]>> = {
  nvme: nvmeRows,
  ata: ataRows,
  scsi: scsiRows,
  opal: opalRows,
};

export const inEveryRun = ({ id }: MatrixRow): boolean => EVERY_RUN.includes(id);

/** The rows of every test run, in the order in which they are begun. */
export function everyRunRows(): readonly MatrixRow[] {
  const all = Object.values(matrixScenarios).flat();
  return EVERY_RUN.flatMap((id) => all.find((row) => row.id === id) ?? []);
}
