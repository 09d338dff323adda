/** A part of one bar code, with what the code's own structure says it is; `null`: the structure says nothing. */
export type CodePart = { readonly identifier: string | null; readonly value: string };

const GROUP = '\u001d';
const RECORD = '\u001e';

/** How scanners that type write the separator that no key stands for. */
const TYPED_GROUP = /<GS>|\{GS\}|\[GS\]|\^\]|␝/gi;
const TYPED_RECORD = /<RS>|\{RS\}|\[RS\]|\^\^|␞/gi;

/** AIM symbology identifier (ISO/IEC 15424): `]`, a code letter, a modifier. */
const AIM = /^\][A-Za-z][0-9A-Za-z]/;
/** Identifiers of symbologies that carry GS1 element strings: GS1-128, GS1 DataBar, GS1 DataMatrix, GS1 QR, GS1 DotCode. */
const GS1_AIM = /^\](?:C1|e0|d2|Q3|J1)/;

/** A bar code as the scanner typed it, without what the scanner and the symbology put around it. */
export type BareCode = { readonly text: string; readonly gs1: boolean };

/** Takes off the AIM prefix, the start and stop asterisks of Code 39 and what the keyboard put around. */
export function bareCode(scanned: string): BareCode {
  const trimmed = scanned
    .replace(TYPED_GROUP, GROUP)
    .replace(TYPED_RECORD, RECORD)
    .replace(/^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu, '');
  const gs1 = GS1_AIM.test(trimmed);
  const text = trimmed.replace(AIM, '').replace(/^\p{Cc}+/u, '');
  const starred = /^\*([^*]+)\*$/.exec(text);
  return { text: starred?.[1] ?? text, gs1 };
}

/**
 * Fields of an ISO/IEC 15434 message of format 06 (ANSI MH10.8.2 data identifiers): `[)>` RS `06` GS fields RS EOT. `null` when it is none. Scanners that
 * leave the separators out are not understood, because then nobody can say where a field ends.
 */
export function envelopeParts(text: string): CodePart[] | null {
  const message = /^\[\)>[\s\p{Cc}]*06\p{Cc}([\s\S]*)$/u.exec(text)?.[1];
  if (message === undefined) return null;
  return message
    .split(/\p{Cc}+/u)
    .filter((field) => field !== '')
    .map((field) => {
      const identifier = /^\d{0,3}[A-Z]/.exec(field)?.[0] ?? null;
      return { identifier, value: identifier === null ? field : field.slice(identifier.length) };
    });
}

/** Lengths of GS1 application identifiers whose value has a fixed one (GS1 General Specifications, figure 7.8.5-2); the others end at a separator. */
const FIXED: readonly (readonly [RegExp, number, number])[] = [
  [/^00/, 2, 18],
  [/^0[123]/, 2, 14],
  [/^04/, 2, 16],
  [/^1[1-9]/, 2, 6],
  [/^20/, 2, 2],
  [/^3[1-6]\d\d/, 4, 6],
  [/^41\d/, 3, 13],
];
/** How many digits an application identifier of variable length has, by its beginning. */
const IDENTIFIER_DIGITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:10|2[12]|30|37|9\d)/, 2],
  [/^(?:2[345]\d|40\d|42\d)/, 3],
  [/^(?:39\d\d|7\d\d\d|8\d\d\d)/, 4],
];

/** Reads GS1 element strings: bracketed as people read them, or as scanned with separators. `null` when the text cannot be read so to its end. */
export function gs1Parts(text: string): CodePart[] | null {
  if (/^\(\d{2,4}\)/.test(text)) {
    const parts = [...text.matchAll(/\((\d{2,4})\)([^(\p{Cc}]*)/gu)];
    return parts.map(([, identifier = '', value = '']) => ({ identifier, value: value.trim() }));
  }
  const parts: CodePart[] = [];
  for (let rest = text; rest !== ''; ) {
    const fixed = FIXED.find(([start]) => start.test(rest));
    if (fixed !== undefined) {
      const [, digits, length] = fixed;
      const value = rest.slice(digits, digits + length);
      if (value.length < length) return null;
      parts.push({ identifier: rest.slice(0, digits), value });
      rest = rest.slice(digits + length);
    } else {
      const digits = IDENTIFIER_DIGITS.find(([start]) => start.test(rest))?.[1];
      if (digits === undefined) return null;
      const end = rest.indexOf(GROUP);
      const value = end < 0 ? rest.slice(digits) : rest.slice(digits, end);
      if (value === '') return null;
      parts.push({ identifier: rest.slice(0, digits), value });
      rest = end < 0 ? '' : rest.slice(end);
    }
    rest = rest.replace(/^\p{Cc}+/u, '');
  }
  return parts.length === 0 ? null : parts;
}
