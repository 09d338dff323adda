import { because, type Reason } from '../../../core/domain/reason.ts';
import type { ToolKind } from './locate.ts';
import { known, type Reading, unknown } from './reading.ts';
import type { ToolRun } from './run.ts';

export const nvmeKind: ToolKind = { name: 'nvme', versionArgv: ['version'], pattern: /^nvme version (\S+)/m };

/** Asks nvme-cli something that changes nothing. `null`: it is not installed. */
export type AskNvme = (argv: readonly string[]) => Promise<ToolRun | null>;

/** Longest wait for an answer that the controller gives at once. */
export const NVME_ASK_MS = 30_000;

/** Whether a run came to its end by itself with exit code 0 and all of its output is here; else why it says nothing. */
export function answeredByNvme(run: ToolRun | null): Reading<ToolRun> {
  if (run === null) return unknown('nvme-cli is not installed');
  if (run.ending !== 'exited') return unknown(`nvme ${run.ending}`);
  if (run.outputCut) return unknown('nvme said more than is read');
  if (run.exitCode !== 0) return unknown(wordsOfNvme(run));
  return known(run);
}

/** What nvme-cli complained about, in one line for the record: `NVMe status: Sanitize In Progress: ...(0x401d)`. Names of device nodes are left out. */
export function wordsOfNvme(run: ToolRun): string {
  const said = `${run.stderr.toString('utf8')}\n${run.stdout.toString('utf8')}`
    .split('\n')
    .map((line) => line.replace(/\/dev\/\S+/g, 'the drive').trim())
    .find((line) => line !== '');
  return (said ?? `nvme ended with ${run.signal ?? `exit code ${run.exitCode}`} and said nothing`).slice(0, 300);
}

export type NvmeVersions = { readonly nvmeCli: string; readonly libnvme: string | null };

/** Reads `nvme version`: nvme-cli's own and, from 2.0 on, libnvme's. */
export function parseNvmeVersions(text: string): Reading<NvmeVersions> {
  const nvmeCli = /^nvme version (\d+(?:\.\w+)+\S*)/m.exec(text)?.[1];
  if (nvmeCli === undefined) return unknown('nvme-cli does not say its version');
  return known({ nvmeCli, libnvme: /^libnvme version (\d+(?:\.\w+)+\S*)/m.exec(text)?.[1] ?? null });
}

export async function readNvmeVersions(ask: AskNvme): Promise<Reading<NvmeVersions>> {
  const run = answeredByNvme(await ask(['version']));
  return run.read ? parseNvmeVersions(run.value.stdout.toString('utf8')) : run;
}

/**
 * Why these versions are not worked with; `null`: they are. libnvme 1.12 answers a log page that could not be read with zeros and success
 * (libnvme issues 979 and 980). nvme-cli before 2.0 prints other shapes, which nobody has looked at here.
 */
export function nvmeVersionProblem({ nvmeCli, libnvme }: NvmeVersions): Reason | null {
  if (libnvme !== null && /^1\.12(?!\d)/.test(libnvme)) return because('nvme-libnvme-answers-zeros', { libnvme });
  if (Number(nvmeCli.split('.')[0]) < 2) return because('nvme-cli-too-old', { nvmeCli });
  return null;
}
