import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SinkForm } from '../../../../core/contract/sinkVerbs.ts';
import type { ConfiguredSink } from '../../../../electron/station/uploads/readSinks.ts';
import { fromForm, setUpOf, wordsOf } from '../../../../electron/station/uploads/sinkForms.ts';
import { judgeStatus, testSink } from '../../../../electron/station/uploads/testSink.ts';

const SECRET = 'sixteen letters and more';
const form: SinkForm = {
  kind: 'https',
  name: 'portal',
  url: 'https://portal.example/wipebench',
  caFile: null,
  clientCertificateFile: null,
  clientKeyFile: null,
  timeoutSeconds: 5,
};
function meant(
  of: SinkForm,
  secret: Parameters<typeof fromForm>[1],
  before: ConfiguredSink | null = null,
): ConfiguredSink {
  const answer = fromForm(of, secret, before);
  if (answer.outcome === 'refused') throw new Error(JSON.stringify(answer.refusals));
  return answer.value;
}

describe('a place to upload to, as it is typed', () => {
  const kept = meant(form, { act: 'set', text: SECRET });

  it('keeps a secret, renews it, takes it out, and tells the ledger which without ever saying it', () => {
    const same = meant(form, { act: 'keep' }, kept);
    const other = meant(form, { act: 'set', text: `${SECRET}!` }, kept);
    const none = meant(form, { act: 'forget' }, kept);
    expect([same, other, none].map(({ secrets }) => secrets)).toEqual([
      { hmacKey: SECRET },
      { hmacKey: `${SECRET}!` },
      {},
    ]);
    const words = [wordsOf(kept, null), wordsOf(same, kept), wordsOf(other, kept), wordsOf(none, kept)];
    expect(words.map((text) => JSON.parse(text).secret)).toEqual(['set', 'kept', 'renewed', 'none']);
    expect(words.join()).not.toContain(SECRET);
    expect(setUpOf(kept)).toEqual({ form, hasSecret: true, paused: false });
  });

  it('does not send a kept secret to another address', () => {
    const elsewhere = { ...form, url: 'https://elsewhere.example/wipebench' };
    expect(fromForm(elsewhere, { act: 'keep' }, kept)).toMatchObject({ refusals: [{ code: 'upload-secret-again' }] });
    expect(fromForm(elsewhere, { act: 'forget' }, kept).outcome).toBe('done');
    expect(fromForm({ ...form, timeoutSeconds: 9 }, { act: 'keep' }, kept).outcome).toBe('done');
  });

  it.each<[string, SinkForm, string]>([
    ['an address without TLS', { ...form, url: 'http://portal.example/' }, 'url'],
    ['an address with a password in it', { ...form, url: 'https://a:b@portal.example/' }, 'url'],
    ['a name with a slash', { ...form, name: 'a/b' }, 'name'],
    ['no time at all', { ...form, timeoutSeconds: 0 }, 'timeoutSeconds'],
    ['a relative folder', { kind: 'directory', name: 'stick', folder: 'stick' }, 'folder'],
  ])('refuses %s and names the field', (_what, wrong, field) => {
    expect(fromForm(wrong, { act: 'keep' }, null)).toMatchObject({
      refusals: [{ code: 'upload-setting-wrong', details: { field } }],
    });
  });
});

describe('a test of the connection says what is wrong', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-test-sink-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const codeOf = async (of: SinkForm) => {
    const { good, what } = await testSink(meant(of, { act: 'keep' }));
    return [good, what.code];
  };

  it('with a folder', async () => {
    const stick = { kind: 'directory', name: 'stick', folder } as const;
    expect(await codeOf(stick)).toEqual([true, 'upload-test-folder']);
    expect(await codeOf({ ...stick, folder: join(folder, 'gone') })).toEqual([false, 'upload-test-no-folder']);
    writeFileSync(join(folder, 'file'), '');
    expect(await codeOf({ ...stick, folder: join(folder, 'file') })).toEqual([false, 'upload-test-no-folder']);
  });

  it('where nobody listens, where nobody answers, and with a file that is not there', async () => {
    const held: Socket[] = [];
    const silent = createServer((socket) => void held.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const at = { ...form, url: `https://127.0.0.1:${port}/`, timeoutSeconds: 1 };
    expect(await codeOf(at)).toEqual([false, 'upload-test-silent']);
    for (const socket of held) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    expect(await codeOf(at)).toEqual([false, 'upload-test-nobody-listens']);
    expect(await codeOf({ ...at, caFile: join(folder, 'none.pem') })).toEqual([false, 'upload-test-file']);
  });

  it.each([
    [204, true, 'upload-test-endpoint'],
    [405, true, 'upload-test-endpoint'],
    [422, true, 'upload-test-endpoint'],
    [301, false, 'upload-test-moved'],
    [401, false, 'upload-test-turned-away'],
    [404, false, 'upload-test-nothing-there'],
    [503, false, 'upload-test-busy'],
  ])('by the status %i', (status, good, code) => {
    expect(judgeStatus(status)).toMatchObject({ good, what: { code } });
  });
});
