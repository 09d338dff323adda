import { assertNever } from '../domain/assertNever.ts';
import { bareCode, type CodePart, envelopeParts, gs1Parts } from './barcodeEnvelope.ts';
import { type LabelMeaning, labelledTexts, type OtherCode } from './labelWords.ts';
import { looksLike } from './otherCodes.ts';
import { serialKey } from './serialKey.ts';

/** Why a text is taken for a serial number or an asset tag. */
export type CandidateReason =
  | 'label-says-serial'
  | 'label-says-asset-tag'
  | 'identifier-says-serial'
  | 'identifier-says-asset'
  | 'lenovo-type-and-serial'
  | 'dell-service-code'
  | 'serial-in-web-address'
  | 'as-scanned'
  | 'serial-prefix-removed'
  | 'one-of-several-words'
  | 'whole-line'
  | 'looks-like-something-else';

/** How far each reason is believed when nothing expected decides. From `WORTH_ASKING` on it is offered as the serial of a device that nobody expected. */
const CERTAINTY: Readonly<Record<CandidateReason, number>> = {
  'label-says-serial': 95,
  'identifier-says-serial': 90,
  'label-says-asset-tag': 85,
  'identifier-says-asset': 80,
  'lenovo-type-and-serial': 75,
  'dell-service-code': 70,
  'serial-in-web-address': 65,
  'as-scanned': 50,
  'serial-prefix-removed': 40,
  'one-of-several-words': 35,
  'whole-line': 30,
  'looks-like-something-else': 10,
};
export const WORTH_ASKING = 35;

export type Candidate = {
  readonly value: string;
  readonly why: CandidateReason;
  readonly certainty: number;
  /** Which bar code of the scan it came from, from 0. */
  readonly code: number;
};

export type ReadCode = { readonly what: OtherCode; readonly value: string };

/** All that a scan can mean. Candidates come with the most believed first; nothing that was scanned is left out of both lists. */
export type ScanReading = { readonly candidates: readonly Candidate[]; readonly others: readonly ReadCode[] };

/** Of one scan or paste; more would be a list, which is imported and not scanned. */
const MOST_CODES = 64;
const LONGEST_SCAN = 8192;

/**
 * Reads what a keyboard-wedge scanner typed or a person pasted: any of the bar codes on a device, one or several (each on its line), in any order. It
 * does not know what is expected: see `chooseExpected`.
 */
export function readScan(text: string): ScanReading {
  const found: { value: string; why: CandidateReason; code: number }[] = [];
  const others: ReadCode[] = [];
  const lines = text
    .slice(0, LONGEST_SCAN)
    .split(/[\r\n\t]+/)
    .filter((line) => line.trim() !== '')
    .slice(0, MOST_CODES);
  lines.forEach((line, code) => {
    for (const read of readCode(line)) {
      if ('why' in read) found.push({ ...read, code });
      else others.push(read);
    }
  });
  return { candidates: ranked(found), others };
}

type Read = { readonly value: string; readonly why: CandidateReason } | ReadCode;

/** The most believed first, each text once a code; of equal ones the earlier scanned. */
function ranked(found: readonly { value: string; why: CandidateReason; code: number }[]): Candidate[] {
  const candidates = found
    .filter(({ value }) => serialKey(value) !== '')
    .map((one) => ({ ...one, value: one.value.trim(), certainty: CERTAINTY[one.why] }))
    .sort((left, right) => right.certainty - left.certainty || left.code - right.code);
  const seen = new Set<string>();
  return candidates.filter(({ value, code }) => {
    const key = `${code} ${serialKey(value)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function readCode(line: string): Read[] {
  const { text, gs1 } = bareCode(line);
  const enveloped = envelopeParts(text);
  if (enveloped !== null) return enveloped.map(ofDataIdentifier);
  if (gs1 || /^\(\d{2,4}\)/.test(text)) {
    const parts = gs1Parts(text);
    if (parts !== null) return parts.map(ofApplicationIdentifier);
  }
  if (/^https?:\/\//i.test(text)) return ofWebAddress(text);
  const texts = labelledTexts(text);
  const read = texts.flatMap(({ meaning, value }) => (meaning === null ? unmarked(value) : marked(meaning, value)));
  // `CT 00123` may be a component number, and may be somebody's asset tag.
  return texts.every(({ meaning }) => meaning === null) ? read : [{ value: text, why: 'whole-line' }, ...read];
}

/** ANSI MH10.8.2: `S` serial number, `25S` and `18S` identity of one unit, `1T` lot, `P` and its kin part numbers. */
function ofDataIdentifier({ identifier, value }: CodePart): Read {
  switch (identifier) {
    case 'S':
    case '3S':
    case '18S':
    case '25S':
      return { value, why: 'identifier-says-serial' };
    case '2N':
    case '25B':
      return { value, why: 'identifier-says-asset' };
    case 'P':
    case '1P':
    case '2P':
    case '30P':
      return { what: 'part-number', value };
    case '1T':
    case 'T':
      return { what: 'lot-code', value };
    case 'Q':
      return { what: 'quantity', value };
    case 'V':
    case '4L':
    case '12V':
      return { what: 'supplier', value };
    case null:
      return { value, why: 'one-of-several-words' };
    default:
      return { what: /D$/.test(identifier) ? 'date' : 'text', value: `${identifier}${value}` };
  }
}

/** GS1 General Specifications, section 3: (21) serial, (8004) individual asset, (8003) returnable asset. */
function ofApplicationIdentifier({ identifier, value }: CodePart): Read {
  switch (identifier) {
    case '21':
    case '250':
      return { value, why: 'identifier-says-serial' };
    case '8004':
    case '8003':
      return { value, why: 'identifier-says-asset' };
    case '01':
    case '02':
    case '03':
      return { what: 'product-code', value };
    case '10':
      return { what: 'lot-code', value };
    case '240':
    case '241':
      return { what: 'part-number', value };
    case '30':
    case '37':
      return { what: 'quantity', value };
    default:
      return {
        what: identifier !== null && /^1\d$/.test(identifier) ? 'date' : 'text',
        value: `(${identifier ?? ''})${value}`,
      };
  }
}

/** GS1 Digital Link (`/01/GTIN/21/SERIAL`), or an address of a maker that carries the serial as a parameter or at its end. */
function ofWebAddress(address: string): Read[] {
  const read: Read[] = [{ what: 'web-address', value: address }];
  const serial =
    /\/21\/([^/?#]+)/.exec(address)?.[1] ??
    /[?&#](?:sn|serial|serialnumber|serialno|servicetag|svctag|st|s)=([^&#]+)/i.exec(address)?.[1] ??
    /\/(?:servicetag|svctag|serial|sn)\/([^/?#]+)/i.exec(address)?.[1];
  if (serial !== undefined) read.push({ value: unescapedText(serial), why: 'serial-in-web-address' });
  return read;
}

function unescapedText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone per cent sign: the text is what it says itself.
    return text;
  }
}

function marked(meaning: LabelMeaning, value: string): Read[] {
  // `S/N: ABC123 2 TB`: the code is the first word; all of it stays possible, as asset tags do have blanks.
  const word = value.split(/\s+/)[0] ?? value;
  switch (meaning) {
    case 'serial':
      return [
        { value: word, why: 'label-says-serial' },
        ...(word === value ? [] : [{ value, why: 'one-of-several-words' } as const]),
        ...alternatives(word),
      ];
    case 'asset-tag':
      return [
        { value, why: 'label-says-asset-tag' },
        ...(word === value ? [] : [{ value: word, why: 'one-of-several-words' } as const]),
      ];
    case 'service-code': {
      const tag = serviceTagOf(value);
      return tag === null ? [{ value, why: 'one-of-several-words' }] : [{ value: tag, why: 'dell-service-code' }];
    }
    case 'part-number':
    case 'model':
    case 'world-wide-name':
    case 'firmware':
    case 'psid':
    case 'mac-address':
    case 'imei':
    case 'product-code':
    case 'component':
    case 'date':
    case 'quantity':
    case 'capacity':
    case 'lot-code':
    case 'supplier':
    case 'licence-key':
    case 'universal-id':
    case 'web-address':
    case 'text':
      return [{ what: meaning, value }];
    default:
      return assertNever(meaning);
  }
}

/** A text without any word before it: the whole, then its words. */
function unmarked(text: string): Read[] {
  if (looksLike(text) === 'capacity') return [{ what: 'capacity', value: text }];
  const words = text.split(/[\s,;|]+/).filter((word) => word !== '');
  if (words.length <= 1) return oneWord(text, 'as-scanned');
  return [{ value: text, why: 'whole-line' }, ...words.flatMap((word) => oneWord(word, 'one-of-several-words'))];
}

function oneWord(word: string, why: CandidateReason): Read[] {
  const other = looksLike(word);
  if (other !== null)
    return [
      { what: other, value: word },
      { value: word, why: 'looks-like-something-else' },
    ];
  return [{ value: word, why }, ...alternatives(word)];
}

/** Other serials that may be meant by a code, by the habits of makers. */
function alternatives(code: string): Read[] {
  const key = serialKey(code);
  const read: Read[] = [];
  const lenovo = /^1S([A-Z0-9]+)$/.exec(key)?.[1];
  if (lenovo !== undefined) {
    // Type and model have 10 characters (20L5CTO1WW), before 2013 7 (8808CTO); what follows is the serial.
    if (lenovo.length >= 17) read.push({ value: lenovo.slice(10), why: 'lenovo-type-and-serial' });
    if (lenovo.length >= 13)
      read.push({
        value: lenovo.slice(7),
        why: lenovo.length >= 17 ? 'serial-prefix-removed' : 'lenovo-type-and-serial',
      });
  }
  const tag = serviceTagOf(code);
  if (tag !== null) read.push({ value: tag, why: 'serial-prefix-removed' });
  // MH10.8.2 `S` without an envelope (Apple, HP boxes), or the words run together with the code.
  for (const prefix of ['S/N', 'SN', 'S', '25S', '3S', 'WD-']) {
    const rest = code.trim().toUpperCase().startsWith(prefix) ? code.trim().slice(prefix.length) : '';
    if (serialKey(rest).length >= 5) read.push({ value: rest, why: 'serial-prefix-removed' });
  }
  return read;
}

/** The Dell service tag of an express service code: the same number, in base 36 with seven places. `null` when it is none. */
export function serviceTagOf(code: string): string | null {
  const digits = code.replace(/[\s-]/g, '');
  if (!/^\d{10,11}$/.test(digits)) return null;
  const tag = Number(digits).toString(36).toUpperCase();
  return tag.length === 7 ? tag : null;
}
