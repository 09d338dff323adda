import type { DriveIdentity } from '../identity.ts';
import type { AtaConfig } from './ataConfig.ts';

/** What of the drive's state IDENTIFY DEVICE shows. */
export interface IdentifyFacts {
  readonly visibleSectors: number;
  readonly security: {
    readonly enabled: boolean;
    readonly locked: boolean;
    readonly frozen: boolean;
    readonly countExpired: boolean;
    readonly maximum: boolean;
  };
  readonly masterPasswordId: number;
  readonly overlayEnabled: boolean;
}

/** Writes an ATA string: two characters a word, swapped (ACS-4, 3.3.10). */
export function putAtaString(page: Buffer, firstWord: number, words: number, text: string): void {
  const padded = text.slice(0, words * 2).padEnd(words * 2, ' ');
  for (let index = 0; index < words * 2; index++) page.writeUInt8(padded.charCodeAt(index ^ 1), firstWord * 2 + index);
}

/** IDENTIFY DEVICE data, 256 words (ACS-4, 7.13.6). */
export function identifyDevice(config: AtaConfig, identity: DriveIdentity, facts: IdentifyFacts): Buffer {
  const page = Buffer.alloc(512);
  const word = (index: number, value: number): void => void page.writeUInt16LE(value & 0xffff, index * 2);
  word(0, 0x0040);
  putAtaString(page, 10, 10, identity.serial);
  putAtaString(page, 23, 4, identity.firmware);
  putAtaString(page, 27, 20, identity.model);
  word(47, 0x8010);
  word(48, config.opal === 'absent' ? 0x4000 : 0x4001);
  word(49, 0x2f00);
  word(50, 0x4000);
  word(53, 0x0006);
  word(59, sanitizeWord(config) | 0x0110);
  page.writeUInt32LE(Math.min(facts.visibleSectors, 0x0fff_ffff), 60 * 2);
  word(63, 0x0407);
  word(64, 0x0003);
  for (const timing of [65, 66, 67, 68]) word(timing, 120);
  word(69, (config.trim.deterministic ? 1 << 14 : 0) | (config.trim.zeros ? 1 << 5 : 0));
  word(75, 31);
  word(76, 0x010e);
  word(78, 0x0044);
  word(80, 0x07f0);
  putCommandSets(word, config, facts);
  word(88, 0x207f);
  word(89, timeWord(config.security === 'absent' ? 0 : config.securityEraseMinutes));
  word(90, timeWord(config.security === 'enhanced' ? config.enhancedEraseMinutes : 0));
  word(92, config.security === 'absent' ? 0 : facts.masterPasswordId);
  page.writeBigUInt64LE(BigInt(facts.visibleSectors), 100 * 2);
  putSectorSizes(word, page, config);
  for (let index = 0; index < 4; index++)
    word(108 + index, Number.parseInt(identity.wwnHex.slice(index * 4, index * 4 + 4), 16));
  word(119, 0x4000 | (config.hiddenAreas === 'amac' ? 0x0100 : 0));
  word(120, 0x4000 | (config.hiddenAreas === 'amac' ? 0x0100 : 0));
  word(128, securityWord(config, facts));
  word(169, config.trim.supported ? 1 : 0);
  word(217, config.rotationRate);
  word(222, 0x107f);
  page.writeUInt8(0xa5, 510);
  let sum = 0;
  for (const byte of page) sum += byte;
  page.writeUInt8(-sum & 0xff, 511);
  return page;
}

function sanitizeWord(config: AtaConfig): number {
  const { block, crypto, overwrite, antifreeze } = config.sanitize;
  if (!block && !crypto && !overwrite) return 0;
  return (
    0x1000 |
    0x0800 |
    (crypto ? 0x2000 : 0) |
    (overwrite ? 0x4000 : 0) |
    (block ? 0x8000 : 0) |
    (antifreeze ? 0x0400 : 0)
  );
}

/** Words 82 to 87: what is supported (82-84) and what is enabled (85-87). */
function putCommandSets(word: (index: number, value: number) => void, config: AtaConfig, facts: IdentifyFacts): void {
  const hpa = config.hiddenAreas === 'hpa-dco';
  const security = config.security !== 'absent';
  const set1 = 0x0061 | (hpa ? 0x0400 : 0);
  const set2 = 0x7400 | (facts.overlayEnabled ? 0x0800 : 0);
  word(82, set1 | (security ? 0x0002 : 0));
  word(83, set2);
  word(84, 0x4103);
  word(85, set1 | (facts.security.enabled ? 0x0002 : 0));
  word(86, 0x3400 | (facts.overlayEnabled ? 0x0800 : 0));
  word(87, 0x4103);
}

function timeWord(minutes: number): number {
  if (minutes === 0) return 0;
  return minutes > 508 ? 0x8000 | Math.min(0x7fff, Math.ceil(minutes / 2)) : Math.ceil(minutes / 2);
}

function putSectorSizes(word: (index: number, value: number) => void, page: Buffer, config: AtaConfig): void {
  const ratio = config.physicalBlockBytes / config.logicalBlockBytes;
  const large = config.logicalBlockBytes > 512;
  word(106, 0x4000 | (ratio > 1 ? 0x2000 | Math.log2(ratio) : 0) | (large ? 0x1000 : 0));
  if (large) page.writeUInt32LE(config.logicalBlockBytes / 2, 117 * 2);
}

/** Word 128, security status. */
function securityWord(config: AtaConfig, { security }: IdentifyFacts): number {
  if (config.security === 'absent') return 0;
  return (
    0x0001 |
    (security.enabled ? 0x0002 : 0) |
    (security.locked ? 0x0004 : 0) |
    (security.frozen ? 0x0008 : 0) |
    (security.countExpired ? 0x0010 : 0) |
    (config.security === 'enhanced' ? 0x0020 : 0) |
    (security.maximum ? 0x0100 : 0)
  );
}
