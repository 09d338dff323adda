import { describe, expect, it } from 'vitest';
import { certificateSearch } from '../../../../electron/station/certificateStore/certificateRows.ts';
import { recordSearch } from '../../../../electron/station/records/recordRows.ts';
import type { SearchPage } from '../../../../electron/station/store/searchPage.ts';
import type { SearchedTable } from '../../../../electron/station/store/searchStatements.ts';
import { tableSearch } from '../../../../electron/station/store/searchTable.ts';
import { foldedText, wordsOf } from '../../../../electron/station/store/searchWords.ts';
import { type SearchedFacts, searchedRows } from '../../../fixtures/station/searchedRows.ts';
import { seededRandom } from '../../../fixtures/uploads/seededRandom.ts';

/** Whole numbers from 0 up to, and without, `below`. */
type Random = { under(below: number): number; pick<T>(from: readonly [T, ...T[]]): T };

function randomOf(seed: number): Random {
  const next = seededRandom(seed);
  const under = (below: number) => Math.floor(next() * below);
  return { under, pick: (from) => from[under(from.length)] ?? from[0] };
}

/** A start or an end that so many rows have may be found as a text anywhere. */
const COMMON = 200;

type Row = { readonly seq: number } & Readonly<Record<string, string | number | null>>;

/** A row with its folded fields, its words, and those of them that may be found by their ends. */
type Scanned = {
  readonly seq: number;
  readonly fields: readonly string[];
  readonly words: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
};

function scanned(row: Row, searched: SearchedTable): Scanned {
  const fields = searched.fields.map((field) => foldedText(String(row[field] ?? ''))).filter((text) => text !== '');
  const at = String(row[searched.at]);
  const words = fields.flatMap(wordsOf);
  return {
    seq: row.seq,
    fields,
    words: new Set([
      at.slice(0, 4),
      at.slice(0, 7),
      at.slice(0, 10),
      ...fields.map((text) => text.slice(0, 64)),
      ...words,
    ]),
    numbers: new Set(words.filter((word) => word.length >= 5 && /\d/.test(word))),
  };
}

/** What may be found, by looking at every row: whole fields or words; else starts of words and ends of those with digits; else the text anywhere. */
function plainScan(rows: readonly Scanned[], typed: string): readonly (readonly number[])[] {
  const seqs = (fits: (row: Scanned) => boolean) =>
    rows
      .filter(fits)
      .map(({ seq }) => seq)
      .sort((left, right) => right - left);
  const folded = foldedText(typed);
  if (folded === '') return [seqs(() => true)];
  const whole = folded.slice(0, 64);
  const asWhole = seqs(({ words }) => words.has(whole));
  if (asWhole.length > 0) return [asWhole];
  const typedWords = [...new Set(wordsOf(folded))].slice(0, 6);
  const allWords = typedWords.length === 0 ? [] : seqs(({ words }) => typedWords.every((word) => words.has(word)));
  if (allWords.length > 0) return [allWords];
  const part = typedWords.length <= 1 ? typedWords[0] : whole;
  const count = ({ words, numbers }: Scanned) =>
    part === undefined
      ? 0
      : [...words].filter((word) => word.startsWith(part)).length +
        [...numbers].filter((word) => word.endsWith(part)).length;
  const edges = seqs((row) => count(row) > 0);
  const parts = folded.split(' ');
  const isLong = (text: string) => [...text].length >= 3;
  const terms = parts.every(isLong) ? parts : [folded];
  const anywhere = terms.every(isLong)
    ? seqs(({ fields }) => terms.every((term) => fields.some((field) => field.includes(term))))
    : [];
  if (edges.length === 0) return [anywhere];
  const common = rows.reduce((sum, row) => sum + count(row), 0) >= COMMON;
  return common && terms.every(isLong) ? [edges, anywhere] : [edges];
}

const LETTERS = [
  'abcdefghijklmnopqrstuvwxyz',
  'ABCDEF0123456789',
  '0123456789',
  'ĄąŁłÓóŻżẞßİıÅåÉé',
  'ΑαΣσςДдЯя',
  '中文李伟工作台',
  '１２ＡＢﬁ²Ⅷ',
  '😀🔧𝔸',
  ' -_/.',
  '"%*\\\':()^',
  '  \t\u0007\u0000\u0301\ud800',
] as const;

function text(random: Random, alphabets: number, length: number): string {
  let made = '';
  for (let index = 0; index < length; index += 1) {
    const letters = [...(LETTERS[random.under(alphabets)] ?? 'x')];
    made += letters[random.under(letters.length)] ?? '';
  }
  return made;
}

/** Facts as a shop has them: serial numbers alike, lots and people shared, and a share of names from any script. */
function randomFacts(random: Random, count: number): SearchedFacts[] {
  const some = (alphabets: number, length: number, number: number) =>
    Array.from({ length: number }, () => text(random, alphabets, 1 + random.under(length))) as [string, ...string[]];
  const models = some(9, 20, 6);
  const people = [...some(LETTERS.length, 14, 5), 'Jana Kowalska', 'Paweł Nowak', 'Iwona Nowak'] as [
    string,
    ...string[],
  ];
  const lots = some(11, 24, 8);
  const starts = ['ZC1', 'WD-WCC7K', 'S45NNE0M', ''] as const;
  return Array.from({ length: count }, (_, index) => {
    const nasty = random.under(6) === 0;
    const own = nasty
      ? text(random, LETTERS.length, 1 + random.under(30))
      : `${random.pick(starts)}${text(random, 3, 3 + random.under(4)).toUpperCase()}${index % 40}`;
    return {
      certificateId: `WB-0A1B2C3D-${String(index).padStart(8, '0')}`,
      serialNumber: random.under(12) === 0 ? null : own,
      assetTag: random.under(4) === 0 ? null : `IT-${random.under(400)}`,
      model: random.under(9) === 0 ? null : random.pick(models),
      lotName: random.under(9) === 0 ? null : random.under(20) === 0 ? own : random.pick(lots),
      operatorName: random.pick(people),
      issuedAt: `2026-0${1 + random.under(2)}-1${random.under(10)}T10:00:00.000Z`,
    };
  });
}

/** A piece of what stands in a row, as a person might type it; now and then something that stands nowhere. */
function needle(random: Random, rows: readonly Row[], searched: SearchedTable): string {
  const field = () => {
    const row = rows[random.under(rows.length)];
    return [...String(row?.[searched.fields[random.under(searched.fields.length)] ?? ''] ?? '')];
  };
  const piece = () => {
    const characters = field();
    const from = random.under(characters.length + 1);
    return characters.slice(from, from + 1 + random.under(random.under(2) === 0 ? 4 : 20)).join('');
  };
  const cased = (typed: string) =>
    random.pick([typed, typed, typed.toUpperCase(), typed.toLowerCase(), typed.normalize('NFD')] as const);
  switch (random.under(8)) {
    case 0:
      return cased(field().join(''));
    case 1:
      return cased(`${piece()} ${piece()}`);
    case 2:
      return cased(
        field()
          .slice(-1 - random.under(8))
          .join(''),
      );
    case 3:
      return text(random, LETTERS.length, 1 + random.under(4));
    case 4:
      return `2026${'-01-1'.slice(0, random.under(6))}`;
    default:
      return cased(piece());
  }
}

describe.each([
  ['certificates', certificateSearch],
  ['records', recordSearch],
] as const)('every search of %s finds what a scan of every row finds', (_name, searched) => {
  it.each([
    [1, 60, 400],
    [2, 60, 400],
    [3, 700, 300],
  ])('on random rows, seed %i: %i rows, %i searches', (seed, count, searches) => {
    const random = randomOf(seed);
    const database = searchedRows(randomFacts(random, count));
    const rows = database.prepare<[], Row>(`SELECT * FROM ${searched.table}`).all();
    const search = tableSearch<Row>(database, searched);
    const looked = rows.map((row) => scanned(row, searched));
    const walked = (typed: string, limit: number) => {
      const found: number[] = [];
      let before: number | null = null;
      do {
        const page: SearchPage<Row> = search({ search: typed, limit, before });
        found.push(...page.rows.map(({ seq }) => seq));
        before = page.next;
      } while (before !== null);
      return found;
    };
    const kinds = { none: 0, one: 0, many: 0 };
    for (let turn = 0; turn < searches; turn += 1) {
      const typed = needle(random, rows, searched);
      const expected = plainScan(looked, typed);
      const found = walked(typed, 1000);
      expect(expected, JSON.stringify(typed)).toContainEqual(found);
      for (const limit of [1, 7])
        if (found.length < 30) expect(walked(typed, limit), JSON.stringify(typed)).toEqual(found);
      kinds[found.length === 0 ? 'none' : found.length === 1 ? 'one' : 'many'] += 1;
    }
    // The searches must be of every kind, or this proves nothing.
    for (const number of Object.values(kinds)) expect(number).toBeGreaterThan(searches / 50);
    database.close();
  });
});
