import { because, type Reason } from '../../../../core/domain/reason.ts';
import { plainFact } from '../../drives/sameDrive.ts';
import {
  type AskNvme,
  NVME_ASK_MS,
  type NvmeVersions,
  nvmeVersionProblem,
  readNvmeVersions,
} from '../../tools/nvme.ts';
import { readNvmeController } from '../../tools/nvmeIdentify.ts';
import { type Reading, unknown } from '../../tools/reading.ts';
import type { DeviceTools } from '../deviceTechnique.ts';

/** A controller needs a moment after its media were erased. */
const ANSWER_MS = 30_000;
const ANSWER_PAUSE_MS = 1_000;

/** Asks nvme-cli through a running technique. */
export function askThrough(tools: DeviceTools): AskNvme {
  return (argv) => tools.run('nvme', argv, { timeoutMs: NVME_ASK_MS });
}

/** The held drive's controller now: a reset or a re-plug may have given it another name since the last question. */
export async function withController<T>(
  tools: DeviceTools,
  act: (controllerPath: string) => Promise<Reading<T>>,
): Promise<Reading<T>> {
  const controllerPath = (await tools.nodes())?.controller ?? null;
  return controllerPath === null ? unknown('the drive has no controller that the system shows') : act(controllerPath);
}

/** Looks whether this nvme-cli can be worked with and whether the controller is the held drive's, by the serial number it tells itself. */
export async function readyNvme(tools: DeviceTools): Promise<{ readonly versions: NvmeVersions } | { why: Reason }> {
  const versions = await readNvmeVersions(askThrough(tools));
  if (!versions.read) return { why: because('nvme-tool-not-usable', { why: versions.why }) };
  const problem = nvmeVersionProblem(versions.value);
  if (problem !== null) return { why: problem };
  const why = await controllerProblem(tools);
  return why === null ? { versions: versions.value } : { why };
}

/** Why the controller does not answer as the held drive; `null`: it does. */
export async function controllerProblem(tools: DeviceTools): Promise<Reason | null> {
  const controller = await withController(tools, (path) => readNvmeController(askThrough(tools), path));
  if (!controller.read) return because('nvme-controller-not-answering', { why: controller.why });
  const held = plainFact(tools.drive.serialNumber);
  const told = plainFact(controller.value.sn);
  return held === null || told === held ? null : because('nvme-controller-of-another-drive', { told: told ?? '' });
}

/** Waits for the controller to answer as the held drive after an erase. Why it does not, or `null`: a drive that is dead now is not a clean drive. */
export async function answersAgain(tools: DeviceTools): Promise<Reason | null> {
  const untilMs = tools.clock.monotonicMs() + Math.min(ANSWER_MS, tools.silenceMs);
  let problem = await controllerProblem(tools);
  while (problem !== null && !tools.stop.aborted && tools.clock.monotonicMs() < untilMs) {
    await tools.pause(ANSWER_PAUSE_MS);
    problem = await controllerProblem(tools);
  }
  return problem;
}

/** For the record: which versions said all this. */
export function versionsNote({ nvmeCli, libnvme }: NvmeVersions): Reason {
  return because('nvme-tool-versions', { nvmeCli, libnvme: libnvme ?? 'none' });
}
