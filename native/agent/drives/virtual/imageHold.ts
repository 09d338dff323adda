import { closeSync, fstatSync } from 'node:fs';
import type { Drive } from '../../../../core/domain/drive.ts';
import { type Answer, refuse } from '../../../../core/domain/refusal.ts';
import { probeDescriptor } from '../../tools/engineProbe.ts';
import type { RunTool, Tool } from '../../tools/run.ts';
import type { HeldDrive, HeldFacts } from '../driveBench.ts';
import { openImage } from '../openExclusive.ts';
import { likenessOf } from '../sameDrive.ts';
import { settledCapacity } from '../settledCapacity.ts';
import { type BayFiles, type BayPaths, readBay } from './bayFiles.ts';
import { takeLock } from './lockFile.ts';
import { driveOfBay } from './virtualDrive.ts';

export type ImageHoldNeeds = { readonly run: RunTool; readonly engine: Tool | null; readonly procRoot: string };

/** Holds an image: the lock file keeps other agents away, the open descriptor stays on this file whatever happens to its name. */
export async function holdImage(needs: ImageHoldNeeds, drive: Drive, paths: BayPaths): Promise<Answer<HeldDrive>> {
  const { run, engine, procRoot } = needs;
  if (engine === null) return { outcome: 'refused', refusals: [refuse('engine-missing')] };
  const unlock = takeLock(paths.lock, procRoot);
  if (unlock === null) return { outcome: 'refused', refusals: [refuse('drive-busy', { name: drive.kernelName })] };
  const opened = await openImage(paths.image);
  if ('refusal' in opened) {
    unlock();
    return { outcome: 'refused', refusals: [opened.refusal] };
  }
  const { descriptor } = opened;

  let open = true;
  const release = (): void => {
    if (!open) return;
    open = false;
    closeSync(descriptor);
    unlock();
  };
  const compare: HeldDrive['compare'] = async () => {
    if (!open) return { identity: 'not-read', facts: null };
    const probe = await probeDescriptor(run, engine, descriptor);
    const facts: HeldFacts | null = probe.read
      ? { sizeBytes: probe.value.sizeBytes, readOnly: probe.value.readOnly, diskSequence: probe.value.diskSequence }
      : null;
    const files = open ? readBay(paths) : null;
    if (files === null || !files.manifest.read || facts === null) return { identity: 'not-read', facts };
    const same =
      isThisFile(descriptor, files) &&
      facts.sizeBytes === drive.sizeBytes &&
      likenessOf(drive, driveOfBay(drive.bayId ?? '', drive.driveId, files, drive.seenAt)) === 'same';
    return { identity: same ? 'same' : 'changed', facts };
  };

  const rescan = async () => undefined;
  const readCapacity: HeldDrive['readCapacity'] = (expectedBytes, stop) =>
    settledCapacity(
      expectedBytes,
      stop,
      async () => {
        if (!open) return null;
        const probe = await probeDescriptor(run, engine, descriptor);
        return probe.read ? probe.value.sizeBytes : null;
      },
      rescan,
    );
  // The size of an image file is all there is of it.
  const adoptCapacity = readCapacity;
  // An image file has no nodes that a tool could send commands to.
  const nodes: HeldDrive['nodes'] = async () => null;

  try {
    const { identity, facts } = await compare();
    if (identity === 'same' && facts !== null && !facts.readOnly) {
      return {
        outcome: 'done',
        value: { drive, descriptor, compare, nodes, readCapacity, adoptCapacity, rescan, release },
      };
    }
    release();
    const code = identity === 'changed' ? 'drive-changed' : facts?.readOnly === true ? 'drive-read-only' : 'drive-gone';
    return { outcome: 'refused', refusals: [refuse(code)] };
  } catch (error) {
    release();
    throw error;
  }
}

/** Is the file under the bay's name still the one that is open, and has it no second name? */
function isThisFile(descriptor: number, { image }: BayFiles): boolean {
  const status = fstatSync(descriptor);
  return image.regular && status.nlink === 1 && status.dev === image.device && status.ino === image.inode;
}
