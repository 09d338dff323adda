import type { EraseFacts, NvmeEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import { findProgram } from '../../tools/locate.ts';
import {
  type AskNvme,
  NVME_ASK_MS,
  type NvmeVersions,
  nvmeKind,
  nvmeVersionProblem,
  readNvmeVersions,
} from '../../tools/nvme.ts';
import {
  type NvmeController,
  namespaceBytes,
  readControllerCount,
  readNamespaceIds,
  readNvmeController,
  readNvmeNamespace,
} from '../../tools/nvmeIdentify.ts';
import { readSanitizeLog } from '../../tools/nvmeSanitizeLog.ts';
import { createOncePerFile } from '../../tools/oncePerFile.ts';
import type { Reading } from '../../tools/reading.ts';
import { type NvmeSubsystem, nvmeSubsystemOf } from '../linux/nvmeSubsystem.ts';
import type { EraseReader } from './askErase.ts';

const CMIC_SEVERAL_CONTROLLERS = 1 << 1;
const OACS_FORMAT = 1 << 1;
const OACS_NAMESPACE_MANAGEMENT = 1 << 3;
const MAX_NAMESPACES = 128;

/** Asks an NVMe drive for its means of erasing itself, through the controller that sysfs shows behind the block device. */
export const readNvmeErase: EraseReader = nvmeEraseReader();

/** `find` says where nvme-cli is; tests give another. */
export function nvmeEraseReader(find: (name: string) => string | null = findProgram): EraseReader {
  const once = createOncePerFile<Reading<NvmeVersions>>();
  return async ({ run, blockPath, kernelName, sysRoot }) => {
    const subsystem = nvmeSubsystemOf(sysRoot, kernelName);
    if (subsystem === null) return null;
    const path = find(nvmeKind.name);
    const tool = path === null ? null : { name: nvmeKind.name, path, version: 'unknown' };
    const ask: AskNvme = async (argv) => (tool === null ? null : run(tool, argv, { timeoutMs: NVME_ASK_MS }));

    const versions = path === null ? await readNvmeVersions(ask) : await once(path, path, () => readNvmeVersions(ask));
    if (!versions.read) return none(because('nvme-tool-not-usable', { why: versions.why }));
    const problem = nvmeVersionProblem(versions.value);
    if (problem !== null) return none(problem);
    const controllerName = subsystem.controllers[0];
    if (controllerName === undefined) return none(because('nvme-controller-not-shown'));
    const devRoot = blockPath.slice(0, blockPath.lastIndexOf('/'));
    return askController(ask, `${devRoot}/${controllerName}`, controllerName, subsystem);
  };
}

function none(why: Reason): EraseFacts {
  return { interface: 'none', why };
}

async function askController(
  ask: AskNvme,
  path: string,
  controllerName: string,
  subsystem: NvmeSubsystem,
): Promise<EraseFacts> {
  const controller = await readNvmeController(ask, path);
  if (!controller.read) return none(because('nvme-controller-not-answering', { why: controller.why }));
  const { sanicap, oacs, fna, unvmcap } = controller.value;
  const ids = await namespaceIds(ask, path, controller.value);
  if (!ids.read) return none(because('nvme-namespaces-not-read', { why: ids.why }));
  const unnamed = subsystem.nodes.find(({ nsid }) => !ids.value.includes(nsid));
  if (unnamed !== undefined) {
    return none(because('nvme-namespaces-not-read', { why: `the list leaves out namespace ${unnamed.nsid}` }));
  }
  if (ids.value.length > MAX_NAMESPACES) return none(because('nvme-too-many-namespaces', { count: ids.value.length }));
  const namespaces: NvmeEraseFacts['namespaces'] = [];
  for (const nsid of ids.value) namespaces.push(await askNamespace(ask, path, nsid, subsystem));
  const several = namespaces.length > 1 || subsystem.nodes.length > 1;
  const otherControllers = several ? await otherControllersOf(ask, path, controller.value, subsystem) : undefined;
  const log = (sanicap & 0b111) === 0 ? null : await readSanitizeLog(ask, path);
  return {
    interface: 'nvme',
    controllerName,
    namespaces,
    controllers: subsystem.controllers.length,
    ...(otherControllers === undefined ? {} : { otherControllers }),
    sanitizeCrypto: (sanicap & 1) !== 0,
    sanitizeBlock: (sanicap & 2) !== 0,
    sanitizeOverwrite: (sanicap & 4) !== 0,
    mediaVerification: (sanicap & 8) !== 0,
    noDeallocateInhibited: (sanicap & (1 << 29)) !== 0,
    formatSupported: (oacs & OACS_FORMAT) !== 0,
    formatAllNamespaces: (fna & 1) !== 0,
    eraseAllNamespaces: (fna & 2) !== 0,
    formatCrypto: (fna & 4) !== 0,
    unallocatedBytes: unvmcap !== undefined && Number.isSafeInteger(unvmcap) ? unvmcap : null,
    sanitizeStatus: log?.read === true ? log.value.log.status : null,
  };
}

/**
 * Controllers of the subsystem that this PC does not see: another computer may write through them. A drive that says that it has one controller is
 * believed; one that may have several must name them. `null`: it does not.
 */
async function otherControllersOf(
  ask: AskNvme,
  path: string,
  { cmic }: NvmeController,
  { controllers }: NvmeSubsystem,
): Promise<number | null> {
  if (cmic !== undefined && (cmic & CMIC_SEVERAL_CONTROLLERS) === 0) return 0;
  const named = await readControllerCount(ask, path);
  return named.read && named.value >= controllers.length ? named.value - controllers.length : null;
}

/** All namespaces that exist. A controller without namespace management may not know the question; it has none that are not attached. */
async function namespaceIds(ask: AskNvme, path: string, { oacs }: NvmeController): Promise<Reading<readonly number[]>> {
  const all = await readNamespaceIds(ask, path, 'all');
  return all.read || (oacs & OACS_NAMESPACE_MANAGEMENT) !== 0 ? all : readNamespaceIds(ask, path, 'attached');
}

async function askNamespace(
  ask: AskNvme,
  path: string,
  nsid: number,
  subsystem: NvmeSubsystem,
): Promise<NvmeEraseFacts['namespaces'][number]> {
  const kernelName = subsystem.nodes.find((node) => node.nsid === nsid)?.kernelName ?? null;
  const plain = await readNvmeNamespace(ask, path, nsid, true);
  // One that is not attached answers zeros to the plain question.
  const facts =
    plain.read && namespaceBytes(plain.value) === null ? await readNvmeNamespace(ask, path, nsid, false) : plain;
  if (!facts.read) {
    const notRead = { sizeBytes: null, lbaFormat: null, metadataExtended: null, protectionType: null };
    return { nsid, kernelName, ...notRead };
  }
  const { lbaFormat, metadataExtended, protectionType } = facts.value;
  return { nsid, kernelName, sizeBytes: namespaceBytes(facts.value), lbaFormat, metadataExtended, protectionType };
}
