import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { EraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import { type Reading, reading } from '../../tools/reading.ts';
import { commandSupported, hasAtaInformation, programsOf, readLogicalUnits } from '../../tools/sg.ts';
import type { EraseReader } from './askErase.ts';

const SANITIZE = 0x48;
const OVERWRITE = 1;
const BLOCK_ERASE = 2;
const CRYPTOGRAPHIC_ERASE = 3;
const FORMAT_UNIT = 0x04;

/**
 * SCSI and SAS drives by REPORT SUPPORTED OPERATION CODES. An ATA drive behind a SAS controller also speaks SCSI, but what its translation says of
 * SANITIZE is the translator's word: such a drive is the ATA family's, and one behind a USB bridge is nobody's.
 */
export const readScsiErase: EraseReader = async ({ run, blockPath, kernelName, sysRoot }) => {
  const node = scsiNode(sysRoot, kernelName);
  if (node === null) return null;
  const ask = programsOf(run);
  const path = node.genericName === null ? blockPath : join(blockPath, '..', node.genericName);
  const translated = await hasAtaInformation(ask, path);
  if (!translated.read) return none(because('scsi-commands-not-told', { why: translated.why }));
  if (translated.value) return null;

  const overwrite = await commandSupported(ask, path, SANITIZE, OVERWRITE);
  const block = await commandSupported(ask, path, SANITIZE, BLOCK_ERASE);
  const crypto = await commandSupported(ask, path, SANITIZE, CRYPTOGRAPHIC_ERASE);
  const format = await commandSupported(ask, path, FORMAT_UNIT, null);
  const units = await readLogicalUnits(ask, path);
  if (!overwrite.read || !block.read || !crypto.read || !format.read) {
    const silent = [overwrite, block, crypto, format].find((one) => !one.read);
    return none(because('scsi-commands-not-told', { why: whyOf(silent) }));
  }
  if (!units.read) return none(because('scsi-units-not-told', { why: units.why }));
  return {
    interface: 'scsi',
    genericName: node.genericName,
    sanitizeOverwrite: overwrite.value,
    sanitizeBlock: block.value,
    sanitizeCrypto: crypto.value,
    formatUnit: format.value,
    logicalUnits: units.value,
  };
};

function none(why: Reason): EraseFacts {
  return { interface: 'none', why };
}

function whyOf(read: Reading<boolean> | undefined): string {
  return read === undefined || read.read ? '' : read.why;
}

/** The SCSI disk in sysfs that is neither ATA nor behind USB; `null` for every other device. */
function scsiNode(sysRoot: string, kernelName: string): { readonly genericName: string | null } | null {
  const link = join(sysRoot, 'block', kernelName);
  const place = reading(() => realpathSync(link));
  if (!place.read || !existsSync(join(link, 'device', 'scsi_device')) || /\/usb\d+\//.test(place.value)) return null;
  const vendor = reading(() => readFileSync(join(link, 'device', 'vendor'), 'utf8').trim());
  if (vendor.read && vendor.value === 'ATA') return null;
  const generic = reading(() => readdirSync(join(link, 'device', 'scsi_generic')));
  return { genericName: generic.read ? (generic.value[0] ?? null) : null };
}
