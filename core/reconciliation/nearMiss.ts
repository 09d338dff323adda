import { serialKey } from './serialKey.ts';

/** How a scanned serial could be another writing of an expected one. */
export type NearMissReason =
  | 'lost-leading-zeros'
  | 'look-alike-characters'
  | 'spreadsheet-number'
  | 'spreadsheet-rounded'
  | 'characters-swapped'
  | 'one-character-different'
  | 'one-character-missing'
  | 'one-character-more'
  | 'part-of-the-other';

/** Lower is nearer. Look-alikes cost more with each place that differs. */
const DISTANCE: Readonly<Record<NearMissReason, number>> = {
  'lost-leading-zeros': 5,
  'look-alike-characters': 10,
  'spreadsheet-rounded': 15,
  'spreadsheet-number': 20,
  'characters-swapped': 40,
  'one-character-different': 50,
  'one-character-missing': 60,
  'one-character-more': 60,
  'part-of-the-other': 80,
};

export type ExpectedSerial = { readonly assetId: number; readonly serialNumber: string };
export type NearMiss = ExpectedSerial & { readonly why: NearMissReason; readonly distance: number };

/** What people and cameras read for one another. Each letter stands for its group. */
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  B: '8',
  S: '5',
  Z: '2',
  G: '6',
};
/** Shorter serials are one letter away from too many others. */
const SHORTEST_EDITED = 5;
const SHORTEST_PART = 6;

function lookAlikeKey(key: string): string {
  return key.replace(/[OQDILBSZG]/g, (letter) => LOOK_ALIKE[letter] ?? letter);
}

/**
 * Expected serials that a scanned one may be meant for, the nearest first, at most `most`. They are proposals: a person looks at the device and chooses,
 * nothing is ever matched by them. An equal serial is no near miss.
 */
export function nearMisses(scanned: string, expected: Iterable<ExpectedSerial>, most = 5): NearMiss[] {
  const key = serialKey(scanned);
  if (key === '') return [];
  const looks = lookAlikeKey(key);
  const found: NearMiss[] = [];
  for (const row of expected) {
    const other = serialKey(row.serialNumber);
    if (other === '' || other === key) continue;
    const near = nearness(key, looks, other, row.serialNumber);
    if (near !== null) found.push({ ...row, ...near });
  }
  return found.sort((left, right) => left.distance - right.distance || left.assetId - right.assetId).slice(0, most);
}

function nearness(
  key: string,
  looks: string,
  other: string,
  written: string,
): { why: NearMissReason; distance: number } | null {
  const as = (why: NearMissReason, more = 0) => ({ why, distance: DISTANCE[why] + more });
  const spreadsheet = asSpreadsheetNumber(key, written);
  if (spreadsheet !== null) return as(spreadsheet);
  if (key.replace(/^0+/, '') === other.replace(/^0+/, '')) return as('lost-leading-zeros');
  if (key.length === other.length && lookAlikeKey(other) === looks)
    return as('look-alike-characters', differences(key, other));
  if (Math.min(key.length, other.length) >= SHORTEST_EDITED) {
    const edit = oneEdit(key, other);
    if (edit !== null) return as(edit);
  }
  const [shorter, longer] = key.length < other.length ? [key, other] : [other, key];
  if (
    shorter.length >= SHORTEST_PART &&
    longer.length > shorter.length &&
    (longer.startsWith(shorter) || longer.endsWith(shorter))
  )
    return as('part-of-the-other', longer.length - shorter.length);
  return null;
}

function differences(left: string, right: string): number {
  let count = 0;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) count += 1;
  return count;
}

/** Which single slip of a hand makes one of the other. */
function oneEdit(key: string, other: string): NearMissReason | null {
  if (Math.abs(key.length - other.length) > 1) return null;
  let start = 0;
  while (start < key.length && start < other.length && key[start] === other[start]) start += 1;
  let end = 0;
  while (
    end < key.length - start &&
    end < other.length - start &&
    key[key.length - 1 - end] === other[other.length - 1 - end]
  )
    end += 1;
  const left = key.slice(start, key.length - end);
  const right = other.slice(start, other.length - end);
  if (left.length === 1 && right.length === 1) return 'one-character-different';
  if (left.length === 0 && right.length === 1) return 'one-character-missing';
  if (left.length === 1 && right.length === 0) return 'one-character-more';
  if (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0])
    return 'characters-swapped';
  return null;
}

/**
 * Spreadsheet programs show long numbers as `1.23E+10`, keep 15 digits of longer ones, and take `12E3` for a number. The scanned serial fits when it
 * would have been shown so.
 */
function asSpreadsheetNumber(key: string, written: string): NearMissReason | null {
  const shown = /^\s*([0-9])(?:[.,]([0-9]{1,15}))?E\+?([0-9]{1,3})\s*$/i.exec(written.normalize('NFKC'));
  if (shown !== null) {
    const [, lead = '', decimals = '', exponent = ''] = shown;
    const plain = /^\d+$/.test(key) ? key.replace(/^0+/, '') : expanded(key);
    if (plain === null || plain === '' || plain.length !== Number(exponent) + 1) return null;
    const digits = decimals.length + 1;
    const head = plain.slice(0, digits).padEnd(digits, '0');
    const rounded = (plain[digits] ?? '0') >= '5' ? String(BigInt(head) + 1n) : head;
    const wanted = `${lead}${decimals}`;
    return wanted === rounded || wanted === head ? 'spreadsheet-number' : null;
  }
  if (/^\d{16,}$/.test(written) && /^\d{16,}$/.test(key) && written.length === key.length) {
    return /^0+$/.test(written.slice(15)) && written.slice(0, 15) === key.slice(0, 15) ? 'spreadsheet-rounded' : null;
  }
  return null;
}

/** The digits of a serial that reads like a number with an exponent (`12E3`); `null` when it does not, or is far too long. */
function expanded(key: string): string | null {
  const parts = /^(\d+)E(\d{1,2})$/.exec(key);
  if (parts === null) return null;
  const [, digits = '', exponent = ''] = parts;
  return `${digits.replace(/^0+/, '')}${'0'.repeat(Number(exponent))}`;
}
