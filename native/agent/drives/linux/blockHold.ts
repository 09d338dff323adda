import { fstatSync } from 'node:fs';
import type { Drive } from '../../../../core/domain/drive.ts';
import { type Answer, type RefusalCode, refuse } from '../../../../core/domain/refusal.ts';
import { deviceNumberOf } from '../../guard/deviceNumber.ts';
import { probeDescriptor } from '../../tools/engineProbe.ts';
import type { Tool } from '../../tools/run.ts';
import type { HeldDrive, HeldFacts } from '../driveBench.ts';
import { closeLater, openBlockDevice } from '../openExclusive.ts';
import { likenessOf } from '../sameDrive.ts';
import { settledCapacity } from '../settledCapacity.ts';
import { askCapacityAgain } from './askCapacityAgain.ts';
import { type Asker, askPassThrough, askUdev, devicePath } from './askDisk.ts';
import { driveOf } from './blockDrive.ts';
import { type DiskFacts, readDisk } from './diskFacts.ts';
import { nodesOf } from './heldNodes.ts';

export type BlockHoldNeeds = Asker & { readonly engine: Tool | null };

/**
 * Holds a disk exclusively. `disk` is what sysfs said when it was guarded: the descriptor must be of that very
 * insertion. `onRelease` is told of the closing.
 */
export async function holdBlockDevice(
  needs: BlockHoldNeeds,
  heldAs: Drive,
  disk: DiskFacts,
  onRelease: (closed: Promise<void>) => void,
): Promise<Answer<HeldDrive>> {
  const { run, engine, sysRoot, devRoot } = needs;
  if (engine === null) return refused('engine-missing');
  const opened = await openBlockDevice(devicePath(devRoot, disk.name));
  if ('refusal' in opened) {
    return {
      outcome: 'refused',
      refusals: [{ ...opened.refusal, details: { name: disk.name, ...opened.refusal.details } }],
    };
  }
  const { descriptor } = opened;
  let drive = heldAs;
  let open = true;
  const release = (): void => {
    if (!open) return;
    open = false;
    onRelease(closeLater(descriptor));
  };

  const compare: HeldDrive['compare'] = async () => {
    if (!open) return { identity: 'not-read', facts: null };
    const probe = await probeDescriptor(run, engine, descriptor);
    if (!probe.read) return { identity: 'not-read', facts: null };
    const { sizeBytes, readOnly, diskSequence } = probe.value;
    const facts: HeldFacts = { sizeBytes, readOnly, diskSequence };
    const now = readDisk(sysRoot, disk.name);
    // Of a disk that is gone the descriptor still tells a size, 0: that is nobody's capacity.
    if (now === null) return { identity: 'not-read', facts: null };
    const sameInsertion = [diskSequence, now.diskSequence].every((sequence) => sequence === disk.diskSequence);
    if (now.device !== disk.device || !sameInsertion || sizeBytes !== drive.sizeBytes) {
      return { identity: 'changed', facts };
    }
    const [quick, slow] = await Promise.all([askUdev(needs, now), askPassThrough(needs, now)]);
    const { driveId, bayId, seenAt } = drive;
    const guarded: Answer<unknown> = { outcome: 'done', value: null };
    const seen = driveOf({
      virtual: drive.virtual,
      driveId,
      bayId,
      disk: now,
      quick,
      slow: { ...slow, erase: drive.erase },
      guarded,
      seenAt,
    });
    const identity = { same: 'same', silent: 'not-read', changed: 'changed' } as const;
    return { identity: identity[likenessOf(drive, seen)], facts };
  };

  const capacityNow = async (): Promise<number | null> => {
    if (!open) return null;
    const probe = await probeDescriptor(run, engine, descriptor);
    return probe.read && probe.value.diskSequence === disk.diskSequence ? probe.value.sizeBytes : null;
  };
  const nodes: HeldDrive['nodes'] = async () => (open ? nodesOf(sysRoot, devRoot, disk.device) : null);
  const rescan = () => askCapacityAgain(sysRoot, disk.device);
  const readCapacity: HeldDrive['readCapacity'] = (expectedBytes, stop) =>
    settledCapacity(expectedBytes, stop, capacityNow, rescan);
  const adoptCapacity: HeldDrive['adoptCapacity'] = async (expectedBytes, stop) => {
    const reading = await readCapacity(expectedBytes, stop);
    if (reading.sizeBytes === expectedBytes) drive = { ...drive, sizeBytes: expectedBytes };
    return reading;
  };
  const now = { descriptor, compare, nodes, readCapacity, adoptCapacity, rescan, release };

  try {
    const status = fstatSync(descriptor);
    const rightDevice = status.isBlockDevice() && deviceNumberOf(status.rdev) === disk.device;
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
