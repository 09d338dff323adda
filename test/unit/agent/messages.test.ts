import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { refusalCode } from '../../../core/domain/refusal.ts';
import journal from '../../../core/messages/en/journal.json' with { type: 'json' };
import reasons from '../../../core/messages/en/reasons.json' with { type: 'json' };
import refusals from '../../../core/messages/en/refusals.json' with { type: 'json' };
import { journalFact } from '../../../native/agent/jobs/journalFact.ts';

const repository = resolve(import.meta.dirname, '../../..');

/** Every `because('code', {…})` or `refuse('code', {…})` in the sources, with the names of the facts where they are written out. */
function callsOf(name: 'because' | 'refuse'): { code: string; facts: string[] | null; file: string }[] {
  return ['core/domain', 'native/agent'].flatMap((room) =>
    readdirSync(join(repository, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const text = readFileSync(join(repository, room, file), 'utf8');
        return [...text.matchAll(new RegExp(`\\b${name}\\(\\s*'([a-z0-9-]+)'`, 'g'))].map((match) => ({
          code: match[1] ?? '',
          facts: factNames(text.slice(match.index + match[0].length)),
          file,
        }));
      }),
  );
}

/** The keys of the object literal that follows; `[]` when the call ends there, `null` when the facts come from elsewhere. */
function factNames(rest: string): string[] | null {
  if (/^\s*\)/.test(rest)) return [];
  const opening = /^\s*,\s*\{/.exec(rest);
  if (opening === null) return null;
  let depth = 1;
  let flat = '';
  for (const character of rest.slice(opening[0].length)) {
    if ('{(['.includes(character)) depth += 1;
    if ('})]'.includes(character)) depth -= 1;
    if (depth === 0) break;
    if (depth === 1) flat += character;
  }
  return flat.split(',').flatMap((part) => /^\s*(\w+)/.exec(part)?.[1] ?? []);
}

const placesOf = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');

it('every refusal code has its three sentences, and no sentence is for an unknown code', () => {
  expect(Object.keys(refusals).sort()).toEqual([...refusalCode.options].sort());
  for (const [code, sentences] of Object.entries(refusals)) {
    expect(Object.keys(sentences), code).toEqual(['happened', 'meaning', 'action']);
    for (const sentence of Object.values(sentences)) expect(sentence, code).toMatch(/^[A-Z'].*\.$/s);
  }
});

it('every reason given by the agent and the verdict has its sentence', () => {
  const used = callsOf('because').map(({ code }) => code);
  expect(used.length).toBeGreaterThan(40);
  expect(used.filter((code) => !(code in reasons))).toEqual([]);
});

it('no sentence has a place that a caller leaves empty', () => {
  const sentencesOf = {
    because: (code: string) => [(reasons as Record<string, string>)[code] ?? ''],
    refuse: (code: string) => Object.values((refusals as Record<string, Record<string, string>>)[code] ?? {}),
  };
  const holes = (['because', 'refuse'] as const).flatMap((name) =>
    callsOf(name).flatMap(({ code, facts, file }) =>
      facts === null
        ? []
        : sentencesOf[name](code)
            .flatMap(placesOf)
            .filter((place) => !facts.includes(place))
            .map((place) => `${file}: ${code} leaves {{${place}}} empty`),
    ),
  );
  expect(holes).toEqual([]);
});

it('every journal code has its sentence, and each place is a fact of its line', () => {
  const facts = new Map(
    journalFact.options.map((option) => [option.shape.code.value, Object.keys(option.shape.details.shape)]),
  );
  expect(Object.keys(journal).sort()).toEqual([...facts.keys()].sort());
  for (const [code, sentence] of Object.entries(journal)) {
    for (const place of placesOf(sentence)) expect(facts.get(code as never), `${code}: ${place}`).toContain(place);
  }
});
