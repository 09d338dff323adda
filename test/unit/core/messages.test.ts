import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { windowLanguage } from '../../../core/contract/languageVerbs.ts';
import { SENTENCES } from '../../../core/record/finding.ts';
import { catalogues } from '../../../renderer/i18n/catalogues.ts';

const folder = resolve(import.meta.dirname, '../../../core/messages');

/** What is never shown in the window: the words on labels, which are short for their place on 50 mm, and the text file beside an export. */
const englishOnly = ['export.json', 'label.json'];

/** By the dotted path of the key. */
type Flat = ReadonlyMap<string, string>;

function flat(words: object, above = ''): Flat {
  return new Map(
    Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' ? [[above + key, value] as const] : [...flat(value as object, `${above}${key}.`)],
    ),
  );
}

const read = (language: string, file: string): Flat =>
  flat(JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as object);

const filesOf = (language: string) => readdirSync(join(folder, language)).sort();
const shared = filesOf('en').filter((file) => !englishOnly.includes(file));
const placesOf = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

/** The keys that a language must have: a count has one per form of number that the language knows. */
function keysFor(language: string, english: Flat): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return [...english.keys()].flatMap((key) => {
    const stem = key.replace(/_(one|other)$/, '');
    if (stem === key) return [key];
    return key.endsWith('_other') ? forms.map((form) => `${stem}_${form}`) : [];
  });
}

/** The English text that a key of any language says. */
function sameInEnglish(key: string, english: Flat): string {
  return english.get(key) ?? english.get(key.replace(/_(few|many)$/, '_other')) ?? '';
}

/** What is wrong with the words of one language against the English ones. */
function faults(language: string, english: Flat, words: Flat): string[] {
  const wanted = keysFor(language, english);
  return [
    ...wanted.filter((key) => !words.has(key)).map((key) => `missing: ${key}`),
    ...[...words.keys()].filter((key) => !wanted.includes(key)).map((key) => `not in English: ${key}`),
    ...[...words].flatMap(([key, text]) => {
      const original = sameInEnglish(key, english);
      const places = placesOf(text).join();
      // "Taken up again once." needs no count.
      if (places === placesOf(original).join() || key.endsWith('_one')) return [];
      return [`other places: ${key}: ${text}`];
    }),
    ...[...words].filter(([, text]) => text.trim() === '').map(([key]) => `empty: ${key}`),
    // Names and commands are the same everywhere; two small words in three are a sentence that nobody translated.
    ...[...words]
      .filter(
        ([key, text]) =>
          text === sameInEnglish(key, english) && (text.match(/(?<![\p{L}{])[a-z]{2,}/gu) ?? []).length > 1,
      )
      .map(([key, text]) => `still English: ${key}: ${text}`),
  ];
}

describe('the words of the window', () => {
  test('a missing, a strange, an empty and an untranslated sentence, and a lost place, are each found', () => {
    const english = flat({
      a: 'Pull the drive {{bay}}',
      b: 'Wait until it ends.',
      c: 'no',
      n_one: '{{count}} x',
      n_other: '{{count}} y',
    });
    const polish = flat({
      a: 'Wyjmij',
      b: 'Wait until it ends.',
      c: ' ',
      d: 'obce',
      n_one: 'x',
      n_few: '{{count}}',
      n_other: '{{count}}',
    });
    expect(faults('pl', english, polish)).toEqual([
      'missing: n_many',
      'not in English: d',
      'other places: a: Wyjmij',
      'empty: c',
      'still English: b: Wait until it ends.',
    ]);
  });

  test('the verifier says in English what the window says in English', () => {
    expect(read('en', 'findings.json')).toEqual(flat(SENTENCES));
  });

  test.each(windowLanguage.options)('%s has every file', (language) => {
    expect(filesOf(language).filter((file) => !englishOnly.includes(file))).toEqual(shared);
  });

  const others = windowLanguage.options.filter((language) => language !== 'en');
  test.each(others.flatMap((language) => shared.map((file) => [language, file] as const)))(
    '%s/%s says the same things with the same places as in English',
    (language, file) => {
      expect(faults(language, read('en', file), read(language, file))).toEqual([]);
    },
  );

  test.each(windowLanguage.options)('the window loads every file of %s that it shows', (language) => {
    for (const [name, words] of Object.entries(catalogues[language])) {
      expect(flat(words), name).toEqual(read(language, `${name}.json`));
    }
    const shown = shared.filter((file) => file !== 'certificate.json').map((file) => file.replace('.json', ''));
    expect(Object.keys(catalogues[language]).sort()).toEqual(shown);
  });
});
