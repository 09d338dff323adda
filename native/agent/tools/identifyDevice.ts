import { known, type Reading, unknown } from './reading.ts';

/** The 256 words a disk answers to IDENTIFY DEVICE (ACS-4 7.12). */
export type IdentifyWords = Uint16Array;

const WORDS = 256;

/**
 * Takes words as a disk's answer, or says why not: a wrong count, all zeros (what hdparm prints for a SCSI disk, with exit code 0), a packet
 * device, a wrong checksum (word 255), no model.
 */
export function checkIdentify(words: readonly number[]): Reading<IdentifyWords> {
  if (words.length !== WORDS) return unknown(`${words.length} words instead of ${WORDS}`);
  if (words.every((word) => word === 0)) return unknown('all words are zero');
  const identify = Uint16Array.from(words);
  if (bit(identify, 0, 15)) return unknown('not an ATA disk');
  if ((wordOf(identify, 255) & 0xff) === 0xa5) {
    const sum = identify.reduce((total, word) => total + (word & 0xff) + (word >> 8), 0);
    if ((sum & 0xff) !== 0) return unknown('the checksum is wrong');
  } else if ((wordOf(identify, 83) & 0xc000) !== 0x4000) {
    return unknown('word 83 is not valid and there is no checksum');
  }
  if (textOf(identify, 27, 46) === '') return unknown('no model is told');
  return known(identify);
}

export function wordOf(words: IdentifyWords, index: number): number {
  return words[index] ?? 0;
}

export function bit(words: IdentifyWords, index: number, position: number): boolean {
  return ((wordOf(words, index) >> position) & 1) === 1;
}

/** An ATA string: two characters a word, the first in the high byte, padded with spaces. */
export function textOf(words: IdentifyWords, first: number, last: number): string {
  let text = '';
  for (let index = first; index <= last; index += 1) {
    const word = wordOf(words, index);
    text += String.fromCharCode(word >> 8, word & 0xff);
  }
  return text.replaceAll('\0', ' ').trim();
}

export function serialNumberOf(words: IdentifyWords): string {
  return textOf(words, 10, 19);
}

/** Sectors that can be addressed now: words 100-103 where 48-bit addresses are in use, else 60-61; `null` when none are told. */
export function currentSectorsOf(words: IdentifyWords): number | null {
  const wide = (wordOf(words, 83) & 0xc000) === 0x4000 && bit(words, 86, 10);
  const sectors = wide
    ? wordOf(words, 100) + wordOf(words, 101) * 2 ** 16 + wordOf(words, 102) * 2 ** 32 + wordOf(words, 103) * 2 ** 48
    : wordOf(words, 60) + wordOf(words, 61) * 2 ** 16;
  return sectors > 0 && Number.isSafeInteger(sectors) ? sectors : null;
}

/** Bytes of a logical sector (ACS-4 words 106 and 117-118): 512 unless the drive says that its sectors are longer. */
export function logicalSectorBytesOf(words: IdentifyWords): number {
  const told = (wordOf(words, 106) & 0xd000) === 0x5000;
  const longer = told ? (wordOf(words, 117) + wordOf(words, 118) * 2 ** 16) * 2 : 0;
  return longer > 512 ? longer : 512;
}

/**
 * Minutes a security erase takes by the drive's estimate (word 89 normal, 90 enhanced; ACS-3 7.12.7.43): two-minute units, in 15 bits when bit 15 is
 * set, else in 8; the largest value means "more than". `null` when it is not told.
 */
export function eraseMinutesOf(words: IdentifyWords, index: 89 | 90): number | null {
  const word = wordOf(words, index);
  const units = (word & 0x8000) === 0 ? word & 0xff : word & 0x7fff;
  return units === 0 ? null : units * 2;
}

/** The security state (word 128) and what stands beside it. */
export type SecurityState = {
  readonly supported: boolean;
  readonly enabled: boolean;
  readonly locked: boolean;
  readonly frozen: boolean;
  readonly countExpired: boolean;
  readonly maximum: boolean;
  readonly enhancedSupported: boolean;
  /** Word 92 is FFFEh: the master password is still the maker's. */
  readonly masterOfFactory: boolean;
};

export function securityOf(words: IdentifyWords): SecurityState {
  return {
    supported: bit(words, 82, 1) && bit(words, 128, 0),
    enabled: bit(words, 128, 1),
    locked: bit(words, 128, 2),
    frozen: bit(words, 128, 3),
    countExpired: bit(words, 128, 4),
    enhancedSupported: bit(words, 128, 5),
    maximum: bit(words, 128, 8),
    masterOfFactory: wordOf(words, 92) === 0xfffe,
  };
}

/** The words as the 512 bytes that came from the drive (little-endian), for the record. */
export function identifyBytes(words: IdentifyWords): Uint8Array {
  const bytes = new Uint8Array(WORDS * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint16(index * 2, word, true);
  return bytes;
}
