import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLoopback } from '../../../../electron/station/uploads/loopback.ts';
import { readSinks } from '../../../../electron/station/uploads/readSinks.ts';

const stick = { name: 'stick', kind: 'directory', folder: '/media/stick/wipebench' };
const database = { name: 'head', kind: 'postgres', host: 'db.example', database: 'w', user: 's' };
const portal = { name: 'portal', kind: 'https', url: 'https://portal.example/in' };

describe('the upload settings', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-sinks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (sinks: unknown, format = 'wipebench-upload-sinks/1') =>
    writeFileSync(join(folder, 'upload-sinks.json'), JSON.stringify({ format, sinks }));
  const putSecrets = (secrets: unknown, mode = 0o600) => {
    writeFileSync(join(folder, 'upload-secrets.json'), JSON.stringify(secrets));
    chmodSync(join(folder, 'upload-secrets.json'), mode);
  };

  it('are none where there is no file', async () =>
    expect(await readSinks(folder)).toEqual({ sinks: [], problem: null }));

  it('are read with the secrets of each sink', async () => {
    put([stick, database, portal]);
    putSecrets({ head: { password: 'p' } });
    const { sinks, problem } = await readSinks(folder);
    expect(problem).toBeNull();
    expect(sinks.map(({ settings, secrets }) => [settings.name, secrets])).toEqual([
      ['stick', {}],
      ['head', { password: 'p' }],
      ['portal', {}],
    ]);
  });

  it.each([
    ['no TLS to another computer', [{ ...database, tls: 'off' }]],
    ['http to another computer', [{ ...portal, url: 'http://portal.example/in' }]],
    ['a password in the address', [{ ...portal, url: 'https://me:secret@portal.example/in' }]],
    ['another scheme', [{ ...portal, url: 'ftp://portal.example/in' }]],
    ['no address', [{ ...portal, url: 'portal' }]],
    ['a relative folder', [{ ...stick, folder: 'stick' }]],
    ['two of one name', [stick, { ...stick, folder: '/other' }]],
    ['a key without its certificate', [{ ...portal, clientKeyFile: '/k' }]],
    ['a word it does not know', [{ ...stick, verify: false }]],
    ['a password among the settings', [{ ...database, password: 'p' }]],
  ])('with %s are refused as a whole', async (_what, sinks) => {
    put([...sinks, { ...stick, name: 'good' }]);
    expect(await readSinks(folder)).toMatchObject({ sinks: [], problem: { code: 'upload-settings-unusable' } });
  });

  it('of another format are refused', async () => {
    put([stick], 'wipebench-upload-sinks/2');
    expect((await readSinks(folder)).problem?.code).toBe('upload-settings-unusable');
  });

  it.each([0o644, 0o640, 0o604, 0o660])('with secrets of mode %o are refused', async (mode) => {
    put([database]);
    putSecrets({ head: { password: 'p' } }, mode);
    expect(await readSinks(folder)).toMatchObject({ sinks: [], problem: { code: 'upload-secrets-open' } });
  });

  it('never repeat a secret in the sentence on what is wrong with it', async () => {
    put([database]);
    putSecrets({ head: { password: 'hunter2-hunter2', colour: 'hunter2-hunter2' }, other: 'hunter2-hunter2' });
    const { problem } = await readSinks(folder);
    expect(problem?.code).toBe('upload-settings-unusable');
    expect(JSON.stringify(problem)).not.toContain('hunter2');
    writeFileSync(join(folder, 'upload-secrets.json'), '{"head": {"password": hunter2-hunter2}}');
    const torn = await readSinks(folder);
    expect(torn.problem?.code).toBe('upload-settings-unusable');
    expect(JSON.stringify(torn)).not.toContain('hunter2');
  });
});

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.9.8.7', true],
  ['::1', true],
  ['[::1]', true],
  ['/var/run/postgresql', true],
  ['127.0.0.1.example', false],
  ['localhost.example', false],
  ['10.0.0.1', false],
  ['::2', false],
  ['', false],
])('%j is this computer: %j', (host, expected) => expect(isLoopback(host)).toBe(expected));
