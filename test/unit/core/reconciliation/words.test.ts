import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import german from '../../../../core/messages/de/receiving.json' with { type: 'json' };
import english from '../../../../core/messages/en/receiving.json' with { type: 'json' };
import polish from '../../../../core/messages/pl/receiving.json' with { type: 'json' };
import chinese from '../../../../core/messages/zh/receiving.json' with { type: 'json' };
import { grade, gradeReason, repairCode, route } from '../../../../core/reconciliation/disposition.ts';
import { closureReason, exceptionCode } from '../../../../core/reconciliation/exceptions.ts';
import { ROW_STATES, THING_STATES } from '../../../../core/reconciliation/reconcile.ts';

const room = resolve(import.meta.dirname, '../../../../core/reconciliation');
const given = readdirSync(room)
  .flatMap((file) => [...readFileSync(join(room, file), 'utf8').matchAll(/\b(?:because|count)\(\s*'([a-z0-9-]+)'/g)])
  .map(([, code = '']) => code);

type Catalogue = Readonly<Record<string, Readonly<Record<string, string>>>>;
const catalogues: Readonly<Record<string, Catalogue>> = { english, german, polish, chinese };

describe.each(Object.entries(catalogues))('receiving in %s', (_name, words) => {
  it('has a sentence for every code that the rules give', () => {
    expect(given.length).toBeGreaterThan(25);
    expect([...new Set(given)].filter((code) => words.problems?.[code] === undefined)).toEqual([]);
    for (const [section, codes] of [
      ['exceptions', exceptionCode.options],
      ['closures', closureReason.options],
      ['states', [...ROW_STATES, ...THING_STATES]],
      ['grades', grade.options],
      ['gradeReasons', gradeReason.options],
      ['repairs', repairCode.options],
      ['routes', route.options],
    ] as const) {
      expect(
        codes.filter((code) => (words[section]?.[code] ?? '') === ''),
        section,
      ).toEqual([]);
    }
  });

  it('says the same things with the same places as in English', () => {
    const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    for (const [section, sentences] of Object.entries(english as Catalogue)) {
      expect(Object.keys(words[section] ?? {})).toEqual(Object.keys(sentences));
      for (const [code, sentence] of Object.entries(sentences))
        expect(places(words[section]?.[code] ?? ''), code).toEqual(places(sentence));
    }
  });
});
