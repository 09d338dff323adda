import { foldName } from './foldName.ts';
import { monthOf } from './readDay.ts';

/** What a cell with a serial number or asset tag holds. `lost`: a spreadsheet program has put something else in its place, and what it was cannot be known. */
export type Identity =
  | { readonly kind: 'none' }
  | { readonly kind: 'placeholder'; readonly text: string }
  | { readonly kind: 'lost'; readonly text: string; readonly how: 'number' | 'rounded' | 'date' | 'error' }
  /** `maybeRounded`: a number of 16 digits that ends in a zero, as the spreadsheet's 15 digits would leave it. */
  | { readonly kind: 'known'; readonly text: string; readonly maybeRounded: boolean };

/** What people and firmware write where there is no number, folded. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...[
    'na',
    'none',
    'null',
    'nil',
    'unknown',
    'nosn',
    'notag',
    'noserial',
    'noserialnumber',
    'notavailable',
    'notapplicable',
  ],
  ...[
    'notspecified',
    'missing',
    'invalid',
    'tbd',
    'tobefilledbyoem',
    'defaultstring',
    'systemserialnumber',
    'serialnumber',
  ],
  ...[
    'chassisserialnumber',
    'empty',
    'notset',
    'xxx',
    'unbekannt',
    'keine',
    'keiner',
    'nichtvorhanden',
    'fehlt',
    'entfallt',
  ],
  ...['brak', 'niedotyczy', 'nieznany', 'nieznane', 'brakdanych', '无', '未知', '没有', '暂无', '不详'],
]);

/** Blanks and marks that nobody sees: controls, no-break spaces, zero-width marks, byte order marks, directions. */
const UNSEEN = /[\p{Cc}\p{Cf}\u00a0\u2007\u202f\ufeff]+/gu;

/** Reads one cell of a serial number or asset tag. What spreadsheet programs wrap around a text to keep it a text is taken off. */
export function readIdentity(cell: string): Identity {
  const text = unwrapped(cell);
  if (text === '') return { kind: 'none' };
  // Excel writes a long number so; with the sign, so that the serial number 5E10 is one.
  if (/^\d+(?:[.,]\d+)?E\+\d+$/i.test(text)) return { kind: 'lost', text, how: 'number' };
  if (/^#(?:#+|\p{Lu}[\p{Lu}/0]*[!?]?)$/u.test(text)) return { kind: 'lost', text, how: 'error' };
  if (isDay(text)) return { kind: 'lost', text, how: 'date' };
  // Spreadsheets keep 15 digits of a number; the rest became zeros. One zero alone may be the number's own.
  if (/^[1-9]\d{14}0{2,}$/.test(text)) return { kind: 'lost', text, how: 'rounded' };
  const folded = foldName(text);
  const nothing = folded === '' || PLACEHOLDERS.has(folded) || /^(?:0+|x{2,})$/.test(folded);
  return nothing ? { kind: 'placeholder', text } : { kind: 'known', text, maybeRounded: /^[1-9]\d{14}0$/.test(text) };
}

/** How two cells are held against each other: without letter case, width and blanks. */
export function identityKey(text: string): string {
  // Printable ASCII without small letters and blanks is its own key.
  if (/^[!-`{-~]*$/.test(text)) return text;
  return text.normalize('NFKC').toUpperCase().replace(/\s+/g, '');
}

function unwrapped(cell: string): string {
  // Nothing is around a number of letters, digits and dashes.
  if (/^[0-9A-Za-z-]*$/.test(cell)) return cell;
  const seen = cell.replace(UNSEEN, ' ').trim();
  const formula = /^="([^"]*)"$/.exec(seen)?.[1] ?? seen;
  return formula.replace(/^'/, '').trim();
}

/** `10-Mar`, `Mrz 10`, and the ISO days that date cells of a workbook are read as. */
function isDay(text: string): boolean {
  if (/^(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?$/.test(text)) return true;
  const named = /^(?:\d{1,2}[. -]{1,2}(\p{L}{3})\.?|(\p{L}{3})[. -]{1,2}\d{1,2})$/u.exec(text);
  return named !== null && monthOf(named[1] ?? named[2] ?? '') !== null;
}
