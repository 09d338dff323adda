import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const project = resolve(import.meta.dirname, '../..');

type Rule = { readonly room: string; readonly may: (target: string) => boolean };

const below =
  (...rooms: string[]) =>
  (target: string) =>
    rooms.some((room) => target === room || target.startsWith(`${room}/`));
const anyOf =
  (...rules: ((target: string) => boolean)[]) =>
  (target: string) =>
    rules.some((rule) => rule(target));
const packages =
  (...names: string[]) =>
  (target: string) =>
    names.some((name) => target === `npm:${name}` || target.startsWith(`npm:${name}/`));
const node = (target: string) => target.startsWith('node:');

/** What each room may import (DESIGN section 3). The first rule whose room holds the file decides. */
const rules: readonly Rule[] = [
  { room: 'core/record', may: anyOf(below('core/record'), packages('canonicalize', 'cbor2', 'zod')) },
  { room: 'core', may: anyOf(below('core'), packages('zod')) },
  // The page that goes into every export: nothing inside but the verifier itself, and what reads a label's code in a picture.
  { room: 'renderer/verifier', may: anyOf(below('renderer/verifier', 'core/record'), packages('zod', 'qr')) },
  {
    room: 'renderer',
    may: anyOf(
      below('renderer', 'core', 'resources'),
      (target) => target.startsWith('npm:') && !packages('electron', 'execa', 'better-sqlite3', 'serialport')(target),
    ),
  },
  { room: 'electron/preload', may: anyOf(below('electron/preload', 'core/contract'), packages('electron')) },
  { room: 'electron/main', may: anyOf(below('electron/main', 'core'), node, packages('electron')) },
  // What draws certificates runs in the station, in the verifier, and for the agent as its own program without rights: it knows nothing but drawing.
  ...['electron/station/certificates', 'electron/station/paper'].map((room) => ({
    room,
    may: anyOf(
      below('electron/station/certificates', 'electron/station/paper', 'core'),
      packages('pdfkit', 'fontkit', 'bwip-js'),
      (target) => ['node:crypto', 'node:fs', 'node:path', 'node:zlib'].includes(target),
    ),
  })),
  {
    room: 'electron/station',
    may: anyOf(
      below('electron/station', 'core', 'resources'),
      node,
      (target) => target.startsWith('npm:') && !packages('electron', 'execa', 'react')(target),
    ),
  },
  // The lab is test ground; only this folder and the list of commands open its door (--lab, npm run lab).
  { room: 'electron/cli/lab', may: anyOf(below('electron/cli', 'core', 'test/lab'), node) },
  { room: 'electron/cli/main.ts', may: below('electron/cli', 'test/bench/benchCommand.ts', 'test/lab/labCommand.ts') },
  { room: 'electron/cli/campaign', may: below('test/lab/campaign', 'test/campaign') },
  {
    room: 'electron/cli',
    may: anyOf(
      below('electron/cli', 'electron/station', 'core', 'resources'),
      node,
      (target) => target.startsWith('npm:') && !packages('electron', 'execa', 'react')(target),
    ),
  },
  {
    room: 'native/agent/tools',
    may: anyOf(below('native/agent', 'core', 'resources'), node, packages('execa', 'zod')),
  },
  // Its version, which the one-file agent has to carry inside.
  { room: 'native/agent/server/build.ts', may: below('package.json') },
  { room: 'native/agent', may: anyOf(below('native/agent', 'core', 'resources'), node, packages('zod', 'pino')) },
];

const sources = ['core', 'renderer', 'electron', 'native/agent'].flatMap((room) => sourceFiles(join(project, room)));

describe('the house', () => {
  test('no file imports what its room may not', () => {
    const broken = sources.flatMap((file) => {
      const name = relative(project, file);
      const rule = rules.find(({ room }) => below(room)(name));
      return importsOf(file)
        .filter((target) => rule === undefined || !rule.may(target))
        .map((target) => `${name} imports ${target}`);
    });
    expect(broken).toEqual([]);
  });

  test('execa is imported in one room only: native/agent/tools', () => {
    const importers = sources
      .filter((file) => importsOf(file).includes('npm:execa'))
      .map((file) => dirname(relative(project, file)));
    expect(new Set(importers)).toEqual(new Set(['native/agent/tools']));
  });

  test('no drawing library is loaded into the agent, which may not import any', () => {
    const drawers = sources
      .map((file) => relative(project, file))
      .filter((file) => importsOf(join(project, file)).some(packages('pdfkit', 'fontkit')));
    expect(drawers.filter((file) => below('native', 'core')(file))).toEqual([]);
    expect(drawers).not.toEqual([]);
  });

  test("'electron' is imported by main and preload only", () => {
    const importers = sources
      .filter((file) => importsOf(file).includes('npm:electron'))
      .map((file) => relative(project, file));
    expect(importers.filter((file) => !below('electron/main', 'electron/preload')(file))).toEqual([]);
    expect(importers).not.toEqual([]);
  });

  test('no folder is named for no duty', () => {
    const nameless = sources
      .map((file) => relative(project, file))
      .filter((file) => /\/(utils|common|misc|helpers)\//.test(file));
    expect(nameless).toEqual([]);
  });

  test('the walk sees the whole house', () => {
    for (const room of [
      'core/domain',
      'core/contract',
      'core/record',
      'native/agent',
      'electron/station',
      'electron/cli',
      'electron/main',
      'electron/preload',
      'renderer',
    ]) {
      expect(
        sources.some((file) => below(room)(relative(project, file))),
        room,
      ).toBe(true);
    }
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

/** Imports of a file: `node:fs`, `npm:zod`, or the path of a file of the project. Type imports count: a type is knowledge too. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const specifiers = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  return specifiers.map((specifier) => {
    if (specifier.startsWith('node:')) return specifier;
    if (specifier.startsWith('.')) return relative(project, resolve(dirname(file), specifier.replace(/\?.*$/, '')));
    return `npm:${specifier}`;
  });
}
