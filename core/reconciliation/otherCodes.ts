import type { OtherCode } from './labelWords.ts';

/**
 * What an unmarked code looks like besides a serial number; `null` when it looks like nothing else. It is a look only: makers do use such forms for serials
 * (some SSDs have 16 hexadecimal digits), so an expected serial always counts more.
 */
export function looksLike(value: string): OtherCode | null {
  const text = value.trim();
  const upper = text.toUpperCase();
  if (/^https?:\/\//i.test(text)) return 'web-address';
  if (/^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/.test(upper)) return 'universal-id';
  if (/^(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}$/.test(upper)) return 'mac-address';
  if (/^(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5}$/.test(upper)) return 'licence-key';
  // NAA 5 and 6 (T10 SPC-4, 7.8.6.6) and EUI-64 of the big makers start so.
  if (/^(?:0X)?[56][0-9A-F]{15}$/.test(upper) || /^(?:0X)?6[0-9A-F]{31}$/.test(upper)) return 'world-wide-name';
  if (/^[A-Z0-9]{32}$/.test(upper)) return 'psid';
  if (/^[A-Z]{2}-?0[A-Z0-9]{5}-?[A-Z0-9]{5}-?[A-Z0-9]{3}-?[A-Z0-9]{4}(?:-?[A-Z]\d\d)?$/.test(upper)) return 'component';
  if (/^\d{15}$/.test(upper) && luhnHolds(upper)) return 'imei';
  if (/^\d{12,14}$/.test(upper) && productCheckHolds(upper)) return 'product-code';
  if (
    /^(?:ST|WD|HUS|HUH|HTS|HDT|MK|MQ|DT|MZ|SSD|MTF|CT|INTEL|SDSS)[A-Z0-9-]*\d[A-Z0-9]*-?[A-Z0-9]*$/.test(upper) &&
    isDriveModel(upper)
  )
    return 'model';
  if (/^\d+(?:[.,]\d+)? ?(?:GB|TB|MB|GIB|TIB|GO|TO)$/.test(upper)) return 'capacity';
  if (!/\d/.test(upper)) return 'text';
  if ([...upper].length < 4) return 'text';
  return null;
}

/** Model codes of drives as they stand in bar codes beside the serial. */
function isDriveModel(upper: string): boolean {
  return (
    /^ST\d{2,6}[A-Z]{2}\d{3,4}[A-Z]?$/.test(upper) ||
    /^WD\d{2,5}[A-Z]{3,4}-?[A-Z0-9]*$/.test(upper) ||
    /^H(?:US|UH|TS|DT|UC)\d{6}[A-Z0-9]{3,8}$/.test(upper) ||
    /^M[KQ]\d{4}[A-Z]{3,6}$/.test(upper) ||
    /^DT0\d[A-Z]{3}\d{3}$/.test(upper) ||
    /^MZ[A-Z0-9]{5,8}-?[A-Z0-9]{5}$/.test(upper)
  );
}

/** ISO/IEC 7812-1 annex B. */
function luhnHolds(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** GS1 check digit of a GTIN-12, -13 or -14; GTIN-8 is left out, because too many serials and tags are eight digits. */
function productCheckHolds(digits: string): boolean {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 1 ? 3 : 1), 0);
  return sum % 10 === 0;
}
