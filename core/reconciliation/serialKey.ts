/**
 * What two writings of one serial number or asset tag have in common: letter case, full-width letters, blanks and dashes are not told apart (`PF-0ABCDE` on
 * a list is `pf0abcde` in a bar code). Everything else counts.
 */
export function serialKey(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Cc}\p{Cf}\p{Pd}\u2212]+/gu, '');
}

const PLACEHOLDERS = new Set(
  [
    'to be filled by o.e.m.',
    'to be filled by oem',
    'default string',
    'system serial number',
    'serial number',
    'not specified',
    'not available',
    'not applicable',
    'unknown',
    'unbekannt',
    'nieznany',
    '未知',
    '无',
    'none',
    'null',
    'empty',
    'n/a',
    'na',
    'tbd',
    'invalid',
    'o.e.m.',
    'oem',
    'chassis serial number',
    '123456789',
    '0123456789',
    '1234567890',
  ].map(serialKey),
);

/** Whether a text stands where an identity should and is none: makers' and list-keepers' fillers, or one character again and again. */
export function isPlaceholder(text: string): boolean {
  const key = serialKey(text);
  return key === '' || PLACEHOLDERS.has(key) || /^(.)\1*$/u.test(key) || !/[\p{L}\p{N}]/u.test(key);
}

/** The key that an identity is found by; `null` when the text is no identity. */
export function identityKey(text: string | null): string | null {
  return text === null || isPlaceholder(text) ? null : serialKey(text);
}

/**
 * The serials that a drive's label may bear when the drive itself reports this one: Western Digital's ATA drives report `WD-` before the label's, Seagate's
 * SAS drives report the label's eight characters, four zeros and the board's number.
 */
export function labelSerialsOf(reported: string): string[] {
  const key = serialKey(reported);
  const serials = [key];
  if (/^WDW[A-Z0-9]{8,}$/.test(key)) serials.push(key.slice(2));
  if (/^[A-Z0-9]{8}0000[A-Z0-9]{8}$/.test(key)) serials.push(key.slice(0, 8));
  return serials;
}
