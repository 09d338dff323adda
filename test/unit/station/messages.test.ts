import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import reasons from '../../../core/messages/en/reasons.json' with { type: 'json' };

const room = resolve(import.meta.dirname, '../../../electron/station');
const sentences: Readonly<Record<string, string>> = reasons;

/** Each `because('code', { names })` of the station; facts that are not written out as an object are not looked at. */
const given = readdirSync(room, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [
    ...readFileSync(join(room, file), 'utf8').matchAll(/\bbecause\(\s*'([a-z0-9-]+)'(?:,\s*\{([^{}]*)\})?/g),
  ])
  .map(([, code = '', facts = '']) => ({
    code,
    facts: [...facts.matchAll(/(\w+)\s*(?=[:,]|$)/g)].map(([, name]) => name),
  }));

it('every reason that the station gives has its sentence', () => {
  expect(given.length).toBeGreaterThan(20);
  expect(given.map(({ code }) => code).filter((code) => sentences[code] === undefined)).toEqual([]);
});

it('no sentence of the ledger and its files has a place that the station leaves empty', () => {
  const own = given.filter(({ code }) => /^(ledger|certificate|store)-/.test(code));
  expect(own.length).toBeGreaterThan(8);
  for (const { code, facts } of own) {
    const places = [...(sentences[code] ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
    expect(
      places.filter((name) => !facts.includes(name)),
      code,
    ).toEqual([]);
  }
});
