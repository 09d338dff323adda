import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPORT_PATHS } from '../../../core/record/exportLayout.ts';
import { runVerify } from '../../../electron/cli/verify/verifyCommand.ts';
import {
  fileBytes,
  ledgerBytes,
  type RotatedEvidence,
  rotatedEvidence,
  SECOND_KEY,
} from '../../fixtures/record/rotatedEvidence.ts';
import { zip } from '../../fixtures/record/sampleExport.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

const project = join(import.meta.dirname, '../../..');
const missing = ['/usr/bin/python3', '/usr/bin/openssl'].filter((program) => !existsSync(program));
if (missing.length > 0) console.warn(`skipped: ${missing.join(', ')} absent: the third verifier was NOT run`);

async function ours(...argv: string[]) {
  let out = '';
  const exit = await runVerify(argv, { out: (text) => (out += text), err: (text) => (out += text) });
  return { exit, words: out };
}
function third(...argv: string[]) {
  const done = spawnSync('/usr/bin/python3', [join(project, 'test/verifier/verify.py'), ...argv], { encoding: 'utf8' });
  return { exit: done.status, words: done.stdout + done.stderr };
}

describe.skipIf(missing.length > 0)('evidence of a station that changed its key, by both verifiers', () => {
  let folder: string;
  let made: RotatedEvidence;
  const at = (name: string) => join(folder, name);
  const write = (name: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), bytes);
    return at(name);
  };
  /** Both must say the same of the same files. */
  const both = async (...paths: string[]) => {
    const [first, other] = [
      await ours('--key', made.ledger.keyId, ...paths),
      third('--key', made.ledger.keyId, ...paths),
    ];
    expect([first.exit, first.words], other.words).toEqual([other.exit, expect.anything()]);
    return { exit: first.exit, ours: first.words, third: other.words };
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-rotated-'));
    made = await rotatedEvidence();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is genuine under the first key: ledger, certificate, label', async () => {
    write('genuine/checkpoint.txt', await made.ledger.checkpoint());
    expect((await both(write('genuine/ledger.jsonl', ledgerBytes(made.ledger)))).exit).toBe(0);
    const certificate = write('certificate.json', fileBytes(made.certificate));
    expect((await both(certificate)).exit).toBe(0);
    expect((await both(certificate, made.label)).exit).toBe(0);
    expect((await both(made.label)).exit).toBe(2);
    expect(third('--key', made.ledger.signingKeyId, certificate).exit).toBe(1);
    expect(third('--key', made.ledger.keyId, write('export.zip', await zip(made.files))).exit).toBe(0);
  });

  it('is named when the key changes are left out, of an export and of a certificate', async () => {
    const files = new Map(made.files);
    files.delete(EXPORT_PATHS.rotations);
    const found = await both(write('without.zip', await zip(files)));
    expect(found.exit).toBe(1);
    expect(found.ours).toContain('no change to that key is shown before it');
    expect(found.third).toContain('no key change leads to it');
    const rotations = made.certificate.rotations.slice(0, 1);
    expect((await both(write('short.json', fileBytes({ ...made.certificate, rotations })))).exit).toBe(1);
  });

  it.each([
    ['the old key did not sign it', { byOld: 'A STRANGER WITH A KEY OF HIS OWN' }],
    ['the new key did not sign it', { byNew: 'A STRANGER WITH A KEY OF HIS OWN' }],
    ['it names other keys', { content: { newKeyId: 'ab'.repeat(32) } }],
    ['it is of another station', { content: { stationId: 'station-2' } }],
  ])('is named when %s', async (_what, lie) => {
    const ledger = await TestLedger.create();
    const act = (name: string, details = {}) => ({
      format: 'wipebench-act/1',
      act: name,
      at: '2026-05-01T09:00:00.000Z',
      stationId: 'station-1',
      virtual: true,
      person: null,
      details,
    });
    const type = 'application/vnd.wipebench.act.v1+json' as const;
    await ledger.append(type, act('station-created', { publicKeyBase64: ledger.publicKeyBase64, keyId: ledger.keyId }));
    const late = ledger.seal(type, act('wipe-refused'));
    await ledger.rotate(SECOND_KEY, lie);
    write('lie/checkpoint.txt', await ledger.checkpoint());
    expect((await both(write('lie/ledger.jsonl', ledgerBytes(ledger)))).exit).toBe(1);

    const retired = await TestLedger.create();
    await retired.append(
      type,
      act('station-created', { publicKeyBase64: ledger.publicKeyBase64, keyId: ledger.keyId }),
    );
    await retired.rotate(SECOND_KEY);
    await retired.add(late);
    write('late/checkpoint.txt', await retired.checkpoint());
    const found = await both(write('late/ledger.jsonl', ledgerBytes(retired)));
    expect([found.exit, found.third]).toEqual([1, expect.stringContaining('given up before')]);
    expect(readFileSync(at('late/checkpoint.txt'), 'utf8')).toContain('station-1');
  });
});
