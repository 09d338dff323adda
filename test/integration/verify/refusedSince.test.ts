import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateJsonPath } from '../../../core/record/exportLayout.ts';
import { runVerify } from '../../../electron/cli/verify/verifyCommand.ts';
import { type RefusedEvidence, refusedEvidence } from '../../fixtures/record/refusedEvidence.ts';
import { ledgerBytes } from '../../fixtures/record/rotatedEvidence.ts';
import { zip } from '../../fixtures/record/sampleExport.ts';

const project = join(import.meta.dirname, '../../..');
const missing = ['/usr/bin/python3', '/usr/bin/openssl'].filter((program) => !existsSync(program));
if (missing.length > 0) console.warn(`skipped: ${missing.join(', ')} absent: the third verifier was NOT run`);

async function ours(...argv: string[]) {
  let words = '';
  const exit = await runVerify(argv, { out: (text) => (words += text), err: (text) => (words += text) });
  return { exit, words };
}
function third(...argv: string[]) {
  const done = spawnSync('/usr/bin/python3', [join(project, 'test/verifier/verify.py'), ...argv], { encoding: 'utf8' });
  return { exit: done.status, words: done.stdout + done.stderr };
}
/** Both must say the same of the same files. */
async function both(...argv: string[]) {
  const [first, other] = [await ours(...argv), third(...argv)];
  expect(first.exit, `${first.words}\n${other.words}`).toBe(other.exit);
  return { exit: first.exit, ours: first.words, third: other.words };
}

describe.skipIf(missing.length > 0)('a certificate whose drive quality refused afterwards, by both verifiers', () => {
  let folder: string;
  let made: RefusedEvidence;
  let ledger: string;
  let refused: string;
  let good: string;
  const write = (name: string, bytes: Uint8Array | string) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-refused-'));
    made = await refusedEvidence();
    ledger = write('all/ledger.jsonl', ledgerBytes(made.ledger));
    write('all/checkpoint.txt', await made.ledger.checkpoint());
    [refused = '', good = ''] = made.certificateIds.map((id, at) => {
      const path = certificateJsonPath(id);
      const bytes = made.files.get(path);
      if (bytes === undefined) throw new Error(`the export has no ${path}`);
      return write(at === 0 ? 'all/first.json' : 'second.json', bytes);
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is refused as soon as the ledger is given along with it, in whichever order, or lies in the same folder', async () => {
    for (const argv of [[refused, ledger], [ledger, refused], [join(folder, 'all')]]) {
      const found = await both('--key', made.ledger.keyId, ...argv);
      expect(found.exit).toBe(3);
      expect(found.ours).toMatch(/^REFUSED: \S+first\.json: Certificate WB-0A1B2C3D-00000001 .* counts no more\.$/m);
      expect(found.ours).not.toContain('GENUINE: everything');
      expect(found.third).toMatch(/^REFUSED: .* counts no more$/m);
    }
  });

  it('is genuine alone, for nothing in it can know; so is the other one with the ledger', async () => {
    expect((await both(refused)).exit).toBe(0);
    expect((await both(good, ledger)).exit).toBe(0);
  });

  it('the ledger alone is genuine, and says how many of its certificates count no more', async () => {
    const found = await both(ledger);
    expect(found.exit).toBe(0);
    expect(found.ours).toContain('Of its certificates 1 count no more');
  });

  it('is refused also by a ledger whose end nobody signed for: the refusal itself is signed', async () => {
    const open = write('open/ledger.jsonl', ledgerBytes(made.ledger));
    expect((await both(open)).exit).toBe(2);
    expect((await both(refused, open)).exit).toBe(3);
  });

  it('so is its label, and the export that left before', async () => {
    const found = await both(refused, made.label, ledger);
    expect([found.exit, found.ours]).toEqual([3, expect.stringContaining('The label is as it was signed, but')]);
    expect(third(write('export.zip', await zip(new Map(made.files))), ledger)).toMatchObject({ exit: 3 });
  });

  it('a lie weighs more: with one changed byte anywhere it is not genuine', async () => {
    const bent = write(
      'bent.json',
      Buffer.from(made.files.get(certificateJsonPath(made.certificateIds[1] ?? '')) ?? []),
    );
    const bytes = Buffer.from(made.files.get(certificateJsonPath(made.certificateIds[1] ?? '')) ?? []);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(bent, bytes);
    expect((await both(bent, refused, ledger)).exit).toBe(1);
  });

  it('a quarantined one is refused as well; a validated one is not; another station cannot refuse it', async () => {
    const quarantined = await refusedEvidence('quarantine');
    const path = write('quarantine/ledger.jsonl', ledgerBytes(quarantined.ledger));
    write('quarantine/checkpoint.txt', await quarantined.ledger.checkpoint());
    expect((await both(refused, path)).exit).toBe(3);
    const stranger = await refusedEvidence('reject', 'A STRANGER WITH A KEY OF HIS OWN');
    const other = write('stranger/ledger.jsonl', ledgerBytes(stranger.ledger));
    write('stranger/checkpoint.txt', await stranger.ledger.checkpoint());
    expect((await both(refused, other)).exit).toBe(0);
    const validated = await refusedEvidence('validate');
    const kept = write('validated/ledger.jsonl', ledgerBytes(validated.ledger));
    write('validated/checkpoint.txt', await validated.ledger.checkpoint());
    expect((await both(refused, kept)).exit).toBe(0);
  });
});
