import type { Drive, DriveIdentity } from '../../../../core/domain/drive.ts';
import type { Answer, Refusal } from '../../../../core/domain/refusal.ts';
import type { QuickAnswers, SlowAnswers } from './askDisk.ts';
import type { DiskFacts } from './diskFacts.ts';
import { settleIdentity, sysfsIdentity } from './identity.ts';
import { mediaTypeOf, transportOf } from './transport.ts';

export type DriveParts = {
  readonly virtual: boolean;
  readonly driveId: string;
  readonly bayId: string | null;
  readonly disk: DiskFacts;
  readonly quick: QuickAnswers;
  readonly slow: SlowAnswers;
  readonly guarded: Answer<unknown>;
  readonly seenAt: string;
};

/** The drive as all sources together tell it. */
export function driveOf({ virtual, driveId, bayId, disk, quick, slow, guarded, seenAt }: DriveParts): Drive {
  const transport = transportOf(disk);
  const told = [sysfsIdentity(disk), quick.identity, slow.identity];
  const identities = told.filter((identity): identity is DriveIdentity => identity !== null);
  const settled = settleIdentity(identities, transport);
  const rotationRate = slow.rotationRate ?? quick.rotationRate;
  const use: readonly Refusal[] = guarded.outcome === 'refused' ? guarded.refusals : [];
  return {
    driveId,
    bayId,
    kernelName: disk.name.slice(0, 64),
    transport,
    mediaType: mediaTypeOf(transport, settled.model, rotationRate),
    virtual,
    model: settled.model,
    serialNumber: settled.serialNumber,
    wwn: settled.wwn,
    firmware: settled.firmware,
    identities,
    sizeBytes: disk.sizeBytes,
    logicalBlockBytes: disk.logicalBlockBytes,
    physicalBlockBytes: disk.physicalBlockBytes,
    readOnly: disk.readOnly,
    health: slow.health,
    erase: slow.erase,
    refusals: [...settled.refusals, ...use].slice(0, 32),
    remarks: [...settled.remarks, ...slow.remarks].slice(0, 32),
    seenAt,
  };
}
