import { cpus, release, totalmem } from 'node:os';

/** The computer of a run, in words. */
export function machineWords(): string {
  const cores = cpus();
  const gibibytes = (totalmem() / 1024 ** 3).toFixed(0);
  return `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${gibibytes} GiB of memory, Linux ${release()}`;
}
