import type { DriveIdentity, Transport } from '../../../../core/domain/drive.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import { type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import type { LsblkDisk } from '../../tools/lsblk.ts';
import type { SmartctlOutput } from '../../tools/smartctl.ts';
import { decodeUdevText, type UdevProperties } from '../../tools/udevadm.ts';
import { plainFact, plainWwn } from '../sameDrive.ts';
import type { DiskFacts } from './diskFacts.ts';

function fact(value: string | null | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed.slice(0, 4096);
}

/** Serial numbers that say nothing: all zeros, or nothing but fill characters. */
function serial(value: string | null | undefined): string | null {
  const trimmed = fact(value);
  return trimmed === null || /^[0\s._-]+$/.test(trimmed) ? null : trimmed;
}

export function sysfsIdentity(disk: DiskFacts): DriveIdentity {
  const { model, serialNumber, wwn, firmware, sizeBytes } = disk;
  return {
    source: 'sysfs',
    model: fact(model),
    serialNumber: serial(serialNumber),
    wwn: plainWwn(wwn) === null ? null : fact(wwn),
    firmware: fact(firmware),
    sizeBytes,
  };
}

/** udev's hardware properties. `ID_SCSI_SERIAL` is the drive's serial where `ID_SERIAL_SHORT` is a world wide name. `null`: udev knows nothing. */
export function udevIdentity(properties: UdevProperties): DriveIdentity | null {
  const encoded = properties.get('ID_MODEL_ENC');
  const wwn = fact(properties.get('ID_WWN_WITH_EXTENSION') ?? properties.get('ID_WWN'));
  const short = properties.get('ID_SERIAL_SHORT');
  // Without a unit serial number, udev's SCSI rules put the world wide name in its place.
  const shortIsWwn = wwn !== null && plainWwn(short ?? null) === plainWwn(wwn);
  const identity: DriveIdentity = {
    source: 'udev',
    model: fact(encoded === undefined ? properties.get('ID_MODEL') : decodeUdevText(encoded)),
    serialNumber: serial(properties.get('ID_SCSI_SERIAL') ?? (shortIsWwn ? null : short)),
    wwn,
    firmware: fact(properties.get('ID_REVISION')),
    sizeBytes: null,
  };
  return identity.model === null && identity.serialNumber === null && identity.wwn === null ? null : identity;
}

/** lsblk reads udev's database itself; it stands in where `udevadm` is missing. */
export function lsblkIdentity(disk: LsblkDisk): DriveIdentity | null {
  const { model, wwn, rev, size } = disk;
  const identity: DriveIdentity = {
    source: 'udev',
    model: fact(model),
    serialNumber: serial(disk.serial),
    wwn: fact(wwn),
    firmware: fact(rev),
    sizeBytes: size,
  };
  return identity.model === null && identity.serialNumber === null && identity.wwn === null ? null : identity;
}

export function passThroughIdentity(output: SmartctlOutput): DriveIdentity {
  const { wwn, user_capacity, nvme_total_capacity } = output;
  const name =
    wwn === undefined
      ? null
      : `0x${wwn.naa.toString(16)}${wwn.oui.toString(16).padStart(6, '0')}${wwn.id.toString(16).padStart(9, '0')}`;
  return {
    source: 'pass-through',
    model: fact(output.model_name ?? output.scsi_model_name ?? output.scsi_product),
    serialNumber: serial(output.serial_number),
    wwn: name ?? fact(output.logical_unit_id),
    firmware: fact(output.firmware_version ?? output.scsi_revision),
    sizeBytes: user_capacity?.bytes ?? nvme_total_capacity ?? null,
  };
}

export type SettledIdentity = {
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly wwn: string | null;
  readonly firmware: string | null;
  readonly refusals: readonly Refusal[];
  readonly remarks: readonly Reason[];
};

/** What else is known of the sources. */
export type AboutSources = {
  /** The serial number in the drive's IDENTIFY words, where they were read: a bridge that answers for a drive tells its own everywhere else. */
  readonly identifySerial?: string | null;
  /** udev has not worked through its events: what it says of a name may be of the drive that bore it before. */
  readonly udevBusy?: boolean;
};

/**
 * One identity from all sources. The drive's own words (pass-through) go before the kernel's copy, which cuts long names. Sources that tell
 * different serial numbers refuse the drive; behind a USB bridge the bridge's own number is expected, so there both are shown.
 */
export function settleIdentity(
  identities: readonly DriveIdentity[],
  transport: Transport,
  { identifySerial = null, udevBusy = false }: AboutSources = {},
): SettledIdentity {
  const ranked = ['pass-through', 'udev', 'sysfs', 'virtual-bench'].flatMap((source) =>
    identities.filter((identity) => identity.source === source),
  );
  const first = (key: 'model' | 'serialNumber' | 'wwn' | 'firmware'): string | null =>
    ranked.find((identity) => identity[key] !== null)?.[key] ?? null;
  const told = ranked.filter(({ serialNumber }) => serialNumber !== null);
  const kinds = new Set(told.map(({ serialNumber }) => plainFact(serialNumber)));
  const one = told[0]?.serialNumber ?? '';
  const other = told.find(({ serialNumber }) => plainFact(serialNumber) !== plainFact(one))?.serialNumber ?? '';
  const passThroughTells = told[0]?.source === 'pass-through';

  const refusals: Refusal[] = [];
  const remarks: Reason[] = [];
  if (kinds.size > 1 && transport === 'usb' && passThroughTells)
    remarks.push(because('serial-of-usb-bridge', { drive: one, bridge: other }));
  else if (kinds.size > 1 && udevBusy && onlyUdevDiffers(told)) refusals.push(refuse('drive-name-busy'));
  else if (kinds.size > 1) refusals.push(refuse('drive-identity-conflict', { one, other }));
  else if (plainFact(identifySerial) !== null && kinds.size === 1 && !kinds.has(plainFact(identifySerial)))
    refusals.push(refuse('drive-identity-conflict', { one: identifySerial ?? '', other: one }));
  const wwn = first('wwn');
  if (told.length === 0 && plainWwn(wwn) === null) refusals.push(refuse('drive-identity-missing'));
  if (told.length === 1 && transport !== 'loop') remarks.push(because('serial-from-one-source'));
  if (transport === 'loop') remarks.push(because('serial-of-backing-file'));
  const sizes = new Set(identities.flatMap(({ sizeBytes }) => sizeBytes ?? []));
  if (sizes.size > 1) remarks.push(because('capacity-sources-differ'));
  return {
    model: first('model'),
    serialNumber: first('serialNumber'),
    wwn,
    firmware: first('firmware'),
    refusals,
    remarks,
  };
}

/** Everybody else agrees about the serial number. */
function onlyUdevDiffers(told: readonly DriveIdentity[]): boolean {
  const others = told.filter(({ source }) => source !== 'udev').map(({ serialNumber }) => plainFact(serialNumber));
  return others.length > 0 && new Set(others).size === 1;
}
