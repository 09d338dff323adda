import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { certificateJsonPath, certificatePdfPath } from '../../../core/record/exportLayout.ts';
import { encodeLabelCode, labelCodeFacts, labelCodeMessage, labelCodePayload } from '../../../core/record/labelCode.ts';
import { runDoctor } from '../../../electron/cli/doctor/doctorCommand.ts';
import { runVerify } from '../../../electron/cli/verify/verifyCommand.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { issue, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { type Bytes, sampleExport, zip } from '../../fixtures/record/sampleExport.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

let folder: string;
let made: Awaited<ReturnType<typeof sampleExport>>;
let archive: Buffer;
let id: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-verify-'));
  made = await sampleExport(2, renderCertificatePdf);
  archive = await zip(made.files);
  id = made.certificateIds[0] ?? '';
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let placed = 0;
/** Writes files under a new folder and answers its path. */
function place(files: Iterable<readonly [string, Bytes]>): string {
  placed += 1;
  const root = join(folder, String(placed));
  mkdirSync(root);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

async function run(...argv: string[]) {
  let out = '';
  let err = '';
  const io = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const exitCode = await runVerify(argv, io);
  return { exitCode, out, err, last: out.trimEnd().split('\n').at(-1) ?? '' };
}

const file = (path: string): Bytes => made.files.get(path) ?? new Uint8Array();
const flipped = (bytes: Bytes, at: number): Uint8Array => {
  const changed = Uint8Array.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};
const label = () => {
  const payload = labelCodePayload(labelCodeFacts(sampleRecord(1), made.ledger.keyId));
  return encodeLabelCode(payload, made.ledger.sign(labelCodeMessage(payload)));
};

describe('wipebench verify', () => {
  it('exits 0 for a genuine certificate, PDF, export and unpacked export, and its last line says GENUINE', async () => {
    const root = place([
      ['one.json', file(certificateJsonPath(id))],
      ['one.pdf', file(certificatePdfPath(id))],
      ['batch.zip', archive],
    ]);
    for (const name of ['one.json', 'one.pdf', 'batch.zip', '.']) {
      const { exitCode, last, out } = await run(join(root, name));
      expect(exitCode, `${name}: ${out}`).toBe(0);
      expect(last).toMatch(/^GENUINE: /);
    }
    expect((await run(place(made.files))).exitCode).toBe(0);
  });

  it('walks a ledger from its first entry to the checkpoint beside it, and cannot tell without that', async () => {
    const lines = made.ledger.entries.map((entry) => `${canonicalText(entry)}\n`);
    const note: [string, Bytes] = ['checkpoint.txt', Buffer.from(await made.ledger.checkpoint())];
    const whole = place([['ledger.jsonl', Buffer.from(lines.join(''))], note]);
    for (const path of [whole, join(whole, 'ledger.jsonl')]) {
      const { exitCode, out } = await run('--key', made.ledger.keyId, path);
      expect(exitCode, out).toBe(0);
      expect(out).toContain(`All ${lines.length} entries hold`);
    }
    const doctor: string[] = [];
    expect(await runDoctor(['--ledger', whole], (text) => doctor.push(text))).toBe(0);
    expect(doctor.join('')).toContain(`All ${lines.length} entries hold`);
    const cut = place([['ledger.jsonl', Buffer.from(lines.slice(0, -1).join(''))], note]);
    const named = await run(cut);
    expect(named.exitCode).toBe(1);
    expect(named.last).toContain(`The station signed ${lines.length} entries, and here are ${lines.length - 1}`);
    rmSync(join(cut, 'checkpoint.txt'));
    expect((await run(cut)).exitCode).toBe(2);
    const together = place([['batch.zip', archive], ['ledger.jsonl', Buffer.from(lines.join(''))], note]);
    const compared = await run('--key', made.ledger.keyId, together);
    expect(compared.exitCode, compared.out).toBe(0);
    expect(compared.out).toContain(`It continues the ledger of`);
  });

  it('names two histories of one key when they are given together', async () => {
    const forked = await TestLedger.create();
    await issue(forked, sampleRecord(9), undefined, 9);
    const fork = await sampleExport(2, renderCertificatePdf, forked);
    const root = place([
      ['batch.zip', archive],
      ['fork.zip', await zip(fork.files)],
    ]);
    const { exitCode, last } = await run('--key', made.ledger.keyId, root);
    expect(exitCode).toBe(1);
    expect(last).toContain('tell two histories');
  });

  it('says plainly when the key was taken from the file, and shows its fingerprint; a named key it confirms', async () => {
    const path = join(place([['one.json', file(certificateJsonPath(id))]]), 'one.json');
    const unnamed = await run(path);
    expect(unnamed.out).toContain(`${made.ledger.keyId}, taken from the file itself`);
    expect(unnamed.last).toContain('with the key it carries');
    const named = await run('--key', made.ledger.keyId, path);
    expect(named).toMatchObject({ exitCode: 0 });
    expect(named.last).toContain('with the key you named');
    const other = await run('--key', 'ab'.repeat(32), path);
    expect(other).toMatchObject({ exitCode: 1 });
    expect(other.last).toContain('It is signed by another key');
  });

  it('says that a virtual bench sanitized no real drive', async () => {
    const { out } = await run(join(place([['batch.zip', archive]]), 'batch.zip'));
    expect(out).toContain('VIRTUAL BENCH');
  });

  it('exits 1 and names the file when one byte of it was changed: every file of an unpacked export, and the archive', async () => {
    const root = place(made.files);
    for (const [path, bytes] of made.files) {
      writeFileSync(join(root, path), flipped(bytes, bytes.length >> 1));
      const { exitCode, last } = await run(root);
      writeFileSync(join(root, path), bytes);
      expect(exitCode, path).toBe(1);
      expect(last, path).toMatch(/^NOT GENUINE: /);
      expect(last, path).toContain(path);
    }
    const batch = join(place([['batch.zip', flipped(archive, 1000)]]), 'batch.zip');
    expect(await run(batch)).toMatchObject({ exitCode: 1 });
  });

  it('exits 1 for a file whose first byte was changed, although nothing of its kind can be seen in it any more', async () => {
    const root = place([
      ['one.json', flipped(file(certificateJsonPath(id)), 0)],
      ['one.pdf', flipped(file(certificatePdfPath(id)), 0)],
      ['batch.zip', flipped(archive, 0)],
    ]);
    for (const name of ['one.json', 'one.pdf', 'batch.zip']) {
      expect(await run(join(root, name)), name).toMatchObject({ exitCode: 1 });
    }
  });

  it("verifies a demonstration's output and names what is not evidence", async () => {
    const root = place([
      ['summary.json', new TextEncoder().encode('{}')],
      ['station.sqlite', new Uint8Array(16)],
      ['labels/1.zpl', new TextEncoder().encode('^XA^XZ')],
      ['export/batch.zip', archive],
      ...[certificateJsonPath(id), certificatePdfPath(id)].map((path) => [path, file(path)] as const),
    ]);
    const { exitCode, out } = await run(root);
    expect(exitCode, out).toBe(0);
    for (const name of ['summary.json', 'station.sqlite', 'labels']) {
      expect(out).toContain(`not checked  ${join(root, name)}: This is no evidence`);
    }
    writeFileSync(join(root, certificateJsonPath(id)), flipped(file(certificateJsonPath(id)), 77));
    const after = await run(root);
    expect(after.exitCode).toBe(1);
    expect(after.last).toContain(join(root, certificateJsonPath(id)));
  });

  it('checks a label with the key of a certificate given along, and against its record', async () => {
    const path = join(place([['one.json', file(certificateJsonPath(id))]]), 'one.json');
    expect((await run(label(), path)).exitCode).toBe(0);
    const alone = await run(label());
    expect(alone.exitCode).toBe(2);
    expect(alone.last).toMatch(/^CANNOT TELL: label: .*does not carry it/);
    const forged = label().replace(/.$/, (letter) => (letter === '0' ? '1' : '0'));
    expect((await run(forged, path)).exitCode).toBe(1);
  });

  it('exits 2 for what cannot be used: nothing, no such path, another kind of file, an empty folder, a device, a bad key', async () => {
    const root = place([['notes.txt', new TextEncoder().encode('milk, eggs')]]);
    const empty = place([]);
    const cases = [
      [],
      [join(root, 'gone.json')],
      [join(root, 'notes.txt')],
      [empty],
      [root],
      ['/dev/zero'],
      ['--key', 'ab', root],
      ['--wrong', root],
    ];
    for (const argv of cases) expect((await run(...argv)).exitCode, argv.join(' ')).toBe(2);
  });

  it('does not follow a link inside a folder, and says so', async () => {
    const root = place([['one.json', file(certificateJsonPath(id))]]);
    symlinkSync('/dev/zero', join(root, 'endless.json'));
    const { exitCode, out } = await run(root);
    expect(exitCode).toBe(0);
    expect(out).toContain(`not checked  ${join(root, 'endless.json')}`);
  });

  it('lets no file name write on the screen', async () => {
    const root = place([['\u001b[2Jgenuine\nGENUINE: trust me\u202e.json', new Uint8Array([1])]]);
    const { out } = await run(root);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(out.split('\n').filter((line) => line.startsWith('GENUINE'))).toEqual([]);
  });

  it('answers a program in JSON with the same exit code', async () => {
    const path = join(place([['batch.zip', archive]]), 'batch.zip');
    const { exitCode, out } = await run('--json', path);
    const report: unknown = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ format: 'wipebench-verify-report/1', exitCode: 0, keyIds: [made.ledger.keyId] });
  });
});
