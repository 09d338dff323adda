import { fstatSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Drive } from '../../../../core/domain/drive.ts';
import { type Answer, type Refusal, type RefusalCode, refuse } from '../../../../core/domain/refusal.ts';
import { deviceNumberOf } from '../../guard/deviceNumber.ts';
import { type EngineProbe, probeDescriptor } from '../../tools/engineProbe.ts';
import { known, type Reading, reading, unknown } from '../../tools/reading.ts';
import type { Tool } from '../../tools/run.ts';
import type { HeldDrive, HeldFacts } from '../driveBench.ts';
import { closeLater, openBlockDevice } from '../openExclusive.ts';
import { likenessOf } from '../sameDrive.ts';
import { settledCapacity } from '../settledCapacity.ts';
import { askCapacityAgain } from './askCapacityAgain.ts';
import { type Asker, askPassThrough, askUdev, devicePath } from './askDisk.ts';
import { driveOf } from './blockDrive.ts';
import { nodesOf } from './heldNodes.ts';
import { type PartFacts, type WholeDrive, wholeDriveOf } from './wholeDrive.ts';

export type BlockHoldNeeds = Asker & { readonly engine: Tool | null };

type OpenPart = PartFacts & { readonly descriptor: number };

/**
 * Holds a drive exclusively: every part of it. `whole` is what sysfs said when it was guarded: the descriptors must be of those very insertions, and
 * the system must show no other part. `onRelease` is told of the closing.
 */
export async function holdBlockDevice(
  needs: BlockHoldNeeds,
  heldAs: Drive,
  whole: WholeDrive,
  onRelease: (closed: Promise<void>) => void,
): Promise<Answer<HeldDrive>> {
  const { run, engine, sysRoot, devRoot } = needs;
  if (engine === null) return refused('engine-missing');
  const opened = await openParts(devRoot, whole);
  if ('refusal' in opened) return { outcome: 'refused', refusals: [opened.refusal] };
  const { parts, first } = opened;
  const { disk, descriptor } = first;
  let drive = heldAs;
  let open = true;
  const release = (): void => {
    if (!open) return;
    open = false;
    onRelease(closeAll(parts));
  };

  /** What the kernel says of each held part through its descriptor, in order. */
  const probeAll = async (): Promise<Reading<readonly EngineProbe[]>> => {
    const probes: EngineProbe[] = [];
    for (const part of parts) {
      const probe = await probeDescriptor(run, engine, part.descriptor);
      if (!probe.read) return probe;
      probes.push(probe.value);
    }
    return known(probes);
  };
  /** A drive of one disk may have been given another capacity since it was held; of several parts each has its own. */
  const bytesOf = (part: PartFacts): number => (parts.length === 1 ? drive.sizeBytes : part.disk.sizeBytes);

  const compare: HeldDrive['compare'] = async () => {
    if (!open) return { identity: 'not-read', facts: null };
    const probes = await probeAll();
    if (!probes.read) return { identity: 'not-read', facts: null };
    const facts: HeldFacts = {
      sizeBytes: probes.value.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      readOnly: probes.value.some(({ readOnly }) => readOnly),
      diskSequence: probes.value[0]?.diskSequence ?? null,
    };
    const found = reading(() => wholeDriveOf(sysRoot, disk.name));
    // Of a disk that is gone the descriptor still tells a size, 0: that is nobody's capacity.
    if (!found.read || found.value === null) return { identity: 'not-read', facts: null };
    const now = found.value;
    const namesNow = now.parts.map((part) => part.disk.name);
    const changed =
      !isDeepStrictEqual(
        namesNow,
        parts.map((part) => part.disk.name),
      ) ||
      parts.some((part, index) => {
        const probe = probes.value[index];
        const seen = now.parts[index];
        if (probe === undefined || seen === undefined) return true;
        const sequences = [probe.diskSequence, seen.disk.diskSequence];
        return (
          seen.disk.device !== part.disk.device ||
          seen.nsid !== part.nsid ||
          !sequences.every((sequence) => sequence === part.disk.diskSequence) ||
          probe.sizeBytes !== bytesOf(part)
        );
      });
    if (changed) return { identity: 'changed', facts };
    const [quick, slow] = await Promise.all([askUdev(needs, now.disk), askPassThrough(needs, now.disk)]);
    const { driveId, bayId, seenAt } = drive;
    const guarded: Answer<unknown> = { outcome: 'done', value: null };
    const seen = driveOf({
      virtual: drive.virtual,
      driveId,
      bayId,
      whole: now,
      quick,
      slow: { ...slow, erase: drive.erase, tcgLock: drive.tcgLock },
      guarded,
      seenAt,
    });
    const identity = { same: 'same', silent: 'not-read', changed: 'changed' } as const;
    return { identity: identity[likenessOf(drive, seen)], facts };
  };

  const capacityNow = async (): Promise<number | null> => {
    if (!open) return null;
    const probes = await probeAll();
    if (!probes.read) return null;
    let sum = 0;
    for (const [index, part] of parts.entries()) {
      const probe = probes.value[index];
      if (probe === undefined || probe.diskSequence !== part.disk.diskSequence) return null;
      sum += probe.sizeBytes;
    }
    // Parts that changed against each other may add up to what they were.
    const mixed = parts.length > 1 && parts.some((part, index) => probes.value[index]?.sizeBytes !== bytesOf(part));
    return mixed && sum === drive.sizeBytes ? null : sum;
  };
  const nodes: HeldDrive['nodes'] = async () => {
    const found = open ? reading(() => nodesOf(sysRoot, devRoot, disk.device)) : unknown('it was let go');
    return found.read ? found.value : null;
  };
  const rescan = async (): Promise<void> => {
    await Promise.all(parts.map((part) => askCapacityAgain(sysRoot, part.disk.device)));
  };
  const readCapacity: HeldDrive['readCapacity'] = (expectedBytes, stop) =>
    settledCapacity(expectedBytes, stop, capacityNow, rescan);
  const adoptCapacity: HeldDrive['adoptCapacity'] = async (expectedBytes, stop) => {
    const capacity = await readCapacity(expectedBytes, stop);
    if (capacity.sizeBytes === expectedBytes && parts.length === 1) drive = { ...drive, sizeBytes: expectedBytes };
    return capacity;
  };
  const several = parts.length > 1 ? { parts: parts.map((part) => ({ nsid: part.nsid ?? 0, ...heldPart(part) })) } : {};
  const now = { descriptor, ...several, compare, nodes, readCapacity, adoptCapacity, rescan, release };

  try {
    const rightDevice = parts.every((part) => {
      const status = fstatSync(part.descriptor);
      return status.isBlockDevice() && deviceNumberOf(status.rdev) === part.disk.device;
    });
    const { identity, facts } = rightDevice ? await compare() : { identity: 'changed' as const, facts: null };
    if (identity === 'same' && facts !== null && !facts.readOnly) {
      return {
        outcome: 'done',
        value: {
          ...now,
          get drive() {
            return drive;
          },
        },
      };
    }
    release();
    return refused(identity === 'changed' ? 'drive-changed' : facts?.readOnly ? 'drive-read-only' : 'drive-gone');
  } catch (error) {
    release();
    throw error;
  }
}

function refused(code: RefusalCode): Answer<HeldDrive> {
  return { outcome: 'refused', refusals: [refuse(code)] };
}

const heldPart = ({ descriptor, disk }: OpenPart) => ({ descriptor, sizeBytes: disk.sizeBytes });

/** Opens every part or none. */
async function openParts(
  devRoot: string,
  { parts }: WholeDrive,
): Promise<{ readonly parts: readonly OpenPart[]; readonly first: OpenPart } | { readonly refusal: Refusal }> {
  const open: OpenPart[] = [];
  for (const part of parts) {
    const opened = await openBlockDevice(devicePath(devRoot, part.disk.name));
    if ('refusal' in opened) {
      await closeAll(open);
      return { refusal: { ...opened.refusal, details: { name: part.disk.name, ...opened.refusal.details } } };
    }
    open.push({ ...part, descriptor: opened.descriptor });
  }
  const [first] = open;
  return first === undefined ? { refusal: refuse('drive-gone') } : { parts: open, first };
}

async function closeAll(parts: readonly OpenPart[]): Promise<void> {
  await Promise.all(parts.map(({ descriptor }) => closeLater(descriptor)));
}
