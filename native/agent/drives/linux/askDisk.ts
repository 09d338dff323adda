import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DriveIdentity, TcgLock } from '../../../../core/domain/drive.ts';
import type { EraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { type Health, unknownHealth } from '../../../../core/domain/health.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import { readSignature } from '../../tools/blkid.ts';
import { readLsblk } from '../../tools/lsblk.ts';
import { reading } from '../../tools/reading.ts';
import type { RunTool } from '../../tools/run.ts';
import { readTcgLock, tcgLockRemarks } from '../../tools/sedutil.ts';
import { programsOf } from '../../tools/sg.ts';
import { readSmartctl } from '../../tools/smartctl.ts';
import { readUdevProperties } from '../../tools/udevadm.ts';
import { hiddenAreaRemarks } from '../erase/hiddenArea.ts';
import { isErasing, readErase } from '../erase/readErase.ts';
import type { DiskFacts } from './diskFacts.ts';
import { healthOfSmart } from './healthOfSmart.ts';
import { lsblkIdentity, passThroughIdentity, udevIdentity } from './identity.ts';
import type { BenchTools } from './sources.ts';
import { transportOf } from './transport.ts';
import type { WholeDrive } from './wholeDrive.ts';

export type Asker = {
  readonly run: RunTool;
  readonly tools: BenchTools;
  readonly devRoot: string;
  readonly sysRoot: string;
};

/** What udev says: quick, asked at every look because its database is filled a moment after the event. */
export type QuickAnswers = {
  readonly identity: DriveIdentity | null;
  readonly idPath: string | null;
  readonly rotationRate: number | null;
};

export async function askUdev({ run, tools }: Asker, disk: DiskFacts): Promise<QuickAnswers> {
  const nothing: QuickAnswers = { identity: null, idPath: null, rotationRate: null };
  if (tools.udevadm !== null) {
    const properties = await readUdevProperties(run, tools.udevadm, disk.sysfsPath);
    if (!properties.read) return nothing;
    const rate = properties.value.get('ID_ATA_ROTATION_RATE_RPM');
    return {
      identity: udevIdentity(properties.value),
      idPath: properties.value.get('ID_PATH') ?? null,
      rotationRate: rate !== undefined && /^\d+$/.test(rate) ? Number(rate) : null,
    };
  }
  if (tools.lsblk === null) return nothing;
  const listed = await readLsblk(run, tools.lsblk);
  const row = listed.read ? listed.value.find((one) => one['maj:min'] === disk.device) : undefined;
  return { ...nothing, identity: row === undefined ? null : lsblkIdentity(row) };
}

/** Who the drive itself says it is, and how it is. */
export type PassThroughAnswers = {
  readonly identity: DriveIdentity | null;
  readonly health: Health;
  readonly rotationRate: number | null;
  readonly remarks: readonly Reason[];
};

/** What the drive itself says, and what lies on it: slow, asked once for each insertion and whenever it is identified anew. */
export type SlowAnswers = PassThroughAnswers & {
  /** Its own means of erasing itself; `null`: not asked, or it is of no family that has any. */
  readonly erase: EraseFacts | null;
  /** Its own lock, where it has one and sedutil-cli could ask. */
  readonly tcgLock?: TcgLock | undefined;
};

export async function askDrive(asker: Asker, { disk, parts }: WholeDrive): Promise<SlowAnswers> {
  const passThrough = await askPassThrough(asker, disk);
  const erase = await askErase(asker, disk);
  const signatures = isErasing(erase) ? [because('signatures-not-read')] : await findAllSignatures(asker, parts);
  const tcgLock = await askTcgLock(asker, disk);
  const remarks = [...passThrough.remarks, ...hiddenAreaRemarks(erase), ...tcgLockRemarks(tcgLock), ...signatures];
  return { ...passThrough, erase, tcgLock, remarks };
}

/** A drive that TCG locking guards refuses reads and writes in a way that looks like a broken drive; only sedutil-cli, where it is installed, can tell. */
async function askTcgLock({ run, devRoot }: Asker, disk: DiskFacts): Promise<TcgLock | undefined> {
  if (!['sata', 'nvme', 'sas', 'scsi'].includes(transportOf(disk))) return undefined;
  const told = await readTcgLock(programsOf(run), devicePath(devRoot, disk.name));
  return told.read ? (told.value.lock ?? undefined) : undefined;
}

async function askErase({ run, devRoot, sysRoot }: Asker, disk: DiskFacts): Promise<EraseFacts | null> {
  if (['loop', 'mmc', 'unknown'].includes(transportOf(disk))) return null;
  return readErase({ run, blockPath: devicePath(devRoot, disk.name), kernelName: disk.name, sysRoot });
}

/** Identity alone, for looking again while a job runs. */
export async function askPassThrough({ run, tools, devRoot }: Asker, disk: DiskFacts): Promise<PassThroughAnswers> {
  const nothing: PassThroughAnswers = { identity: null, health: unknownHealth, rotationRate: null, remarks: [] };
  if (['loop', 'mmc', 'unknown'].includes(transportOf(disk)) || disk.sizeBytes === 0) return nothing;
  if (tools.smartctl === null) return { ...nothing, remarks: [because('pass-through-not-installed')] };
  const output = await readSmartctl(run, tools.smartctl, devicePath(devRoot, disk.name));
  if (!output.read) return { ...nothing, remarks: [because('pass-through-not-answered')] };
  return {
    identity: passThroughIdentity(output.value),
    health: healthOfSmart(output.value),
    rotationRate: output.value.rotation_rate ?? null,
    remarks: [],
  };
}

/** sysfs writes `/` in device names as `!`. */
export function devicePath(devRoot: string, name: string): string {
  return join(devRoot, name.replaceAll('!', '/'));
}

/** Members of volumes and arrays that are not active now: no refusal, but a person should know before they are gone. */
const TELLING = /_member$|^crypto_|^drbd$|^ambivalent$/;

/** A remark that is true of several parts is made once. */
async function findAllSignatures(asker: Asker, parts: WholeDrive['parts']): Promise<Reason[]> {
  const remarks: Reason[] = [];
  for (const { disk } of parts) {
    for (const remark of await findSignatures(asker, disk)) {
      if (!remarks.some((known) => isDeepStrictEqual(known, remark))) remarks.push(remark);
    }
  }
  return remarks.slice(0, 16);
}

async function findSignatures({ run, tools, devRoot }: Asker, disk: DiskFacts): Promise<Reason[]> {
  if (disk.sizeBytes === 0) return [];
  if (tools.blkid === null) return [because('signatures-not-read')];
  const partitions = reading(() =>
    readdirSync(disk.sysfsPath).filter((name) => existsSync(join(disk.sysfsPath, name, 'partition'))),
  );
  if (!partitions.read) return [because('signatures-not-read')];
  const remarks: Reason[] = [];
  for (const name of [disk.name, ...partitions.value]) {
    const signature = await readSignature(run, tools.blkid, devicePath(devRoot, name));
    if (!signature.read) remarks.push(because('signatures-not-read'));
    else if (signature.value !== null && TELLING.test(signature.value)) {
      remarks.push(because('signature-found', { part: name, type: signature.value }));
    }
  }
  return remarks.slice(0, 16);
}
