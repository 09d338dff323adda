import { type Drive, type DriveIdentity, namesOfParts } from '../../../../core/domain/drive.ts';
import { because } from '../../../../core/domain/reason.ts';
import type { Answer, Refusal } from '../../../../core/domain/refusal.ts';
import type { QuickAnswers, SlowAnswers } from './askDisk.ts';
import { settleIdentity, sysfsIdentity } from './identity.ts';
import { mediaTypeOf, transportOf } from './transport.ts';
import { drivePartsOf, type WholeDrive, wholeSizeBytes } from './wholeDrive.ts';

export type DriveParts = {
  readonly virtual: boolean;
  readonly driveId: string;
  readonly bayId: string | null;
  readonly whole: WholeDrive;
  readonly quick: QuickAnswers;
  readonly slow: SlowAnswers;
  readonly guarded: Answer<unknown>;
  readonly udevBusy?: boolean;
  readonly seenAt: string;
};

/** The drive as all sources together tell it. */
export function driveOf(given: DriveParts): Drive {
  const { virtual, driveId, bayId, whole, quick, slow, guarded, udevBusy = false, seenAt } = given;
  const { disk } = whole;
  const transport = transportOf(disk);
  const told = [sysfsIdentity(disk), quick.identity, slow.identity];
  const identities = told.filter((identity): identity is DriveIdentity => identity !== null);
  const identifySerial = slow.erase?.interface === 'ata' ? (slow.erase.serialNumber ?? null) : null;
  const settled = settleIdentity(identities, transport, { identifySerial, udevBusy });
  const rotationRate = slow.rotationRate ?? quick.rotationRate;
  const parts = drivePartsOf(whole);
  const together =
    parts === null ? [] : [because('drive-of-several-namespaces', { count: parts.length, names: namesOfParts(parts) })];
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
    sizeBytes: wholeSizeBytes(whole),
    ...(parts === null ? {} : { parts }),
    logicalBlockBytes: disk.logicalBlockBytes,
    physicalBlockBytes: disk.physicalBlockBytes,
    readOnly: whole.parts.some((part) => part.disk.readOnly),
    health: slow.health,
    erase: slow.erase,
    ...(slow.tcgLock === undefined ? {} : { tcgLock: slow.tcgLock }),
    refusals: [...settled.refusals, ...use].slice(0, 32),
    remarks: [...settled.remarks, ...together, ...slow.remarks].slice(0, 32),
    seenAt,
  };
}
