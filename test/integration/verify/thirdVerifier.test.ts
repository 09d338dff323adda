import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { readStrictArchive } from '../../../core/record/strictArchive.ts';
import { createExport } from '../../../electron/station/exports/createExport.ts';
import { issue } from '../../fixtures/record/sampleEvidence.ts';
import { zip } from '../../fixtures/record/sampleExport.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';
import { BAD_NOTES, note, twofold } from '../../fixtures/record/twofoldRecord.ts';
import { filledStore } from '../../fixtures/station/filledStore.ts';

const project = join(import.meta.dirname, '../../..');
const v1 = (name: string) => join(project, 'test/fixtures/record/v1', name);
const KEY = 'f6f1aa7ce11d17ca372db71c454fb64e37df8e1364b96aa0cc8e8f1bfa8d9044';
const missing = ['/usr/bin/python3', '/usr/bin/openssl'].filter((program) => !existsSync(program));
if (missing.length > 0) console.warn(`skipped: ${missing.join(', ')} absent: the third verifier was NOT run`);

/** The verifier that was written from docs/record-format.md, as a customer runs it. */
const verify = (...argv: string[]) => {
  const done = spawnSync('/usr/bin/python3', [join(project, 'test/verifier/verify.py'), ...argv], { encoding: 'utf8' });
  return { exit: done.status, words: done.stdout + done.stderr };
};

describe.skipIf(missing.length > 0)('the third verifier', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-third-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([['certificate.json'], ['export.zip'], ['ledger.jsonl']])('calls the golden %s genuine', (name) => {
    const { exit, words } = verify('--key', KEY, v1(name));
    expect(words).toContain('GENUINE');
    expect(exit).toBe(0);
    expect(verify('--key', 'ab'.repeat(32), v1(name)).exit).toBe(1);
  });

  it('holds the golden label against its record, and cannot tell without one', () => {
    const label = readFileSync(v1('label.txt'), 'utf8');
    expect(verify('--key', KEY, v1('certificate.json'), label).exit).toBe(0);
    expect(verify(label).exit).toBe(2);
    expect(verify('--key', KEY, v1('certificate.json'), label.replace('NLG', 'NLH')).exit).toBe(1);
  });

  it.each([['certificate.json'], ['export.zip'], ['ledger.jsonl']])('names a changed %s', (name) => {
    const bytes = readFileSync(v1(name));
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, 'checkpoint.txt'), readFileSync(v1('checkpoint.txt')));
    const { exit, words } = verify('--key', KEY, join(folder, name));
    expect(words).toContain(`NOT GENUINE: ${join(folder, name)}`);
    expect(exit).toBe(1);
  });

  it('takes an export with a spreadsheet, and names the spreadsheet when it is changed', async () => {
    const store = await filledStore(3);
    const made = await createExport(store.certificateIds, store.exportTools(folder));
    store.database.close();
    if (made.outcome === 'refused') throw new Error(JSON.stringify(made));
    expect(verify('--key', store.ledger.keyId, made.value.path)).toMatchObject({ exit: 0 });
    const archive = readStrictArchive(readFileSync(made.value.path));
    if ('what' in archive) throw new Error(archive.what);
    const files = new Map(archive.files);
    files.set('certificates.xlsx', Buffer.from('another table'));
    writeFileSync(made.value.path, await zip(files));
    const { exit, words } = verify('--key', store.ledger.keyId, made.value.path);
    expect(words).toContain('certificates.xlsx');
    expect(exit).toBe(1);
  });

  it('judges each namespace of a drive, and doubts what our own verifier doubts', async () => {
    const judged = async (record: RecordV1) => {
      const ledger = await TestLedger.create();
      const path = join(folder, 'namespaces.json');
      writeFileSync(path, (await issue(ledger, record)).bytes);
      return verify('--key', ledger.keyId, path).exit;
    };
    const honest = twofold([note(1), note(2)]);
    expect(await judged(honest)).toBe(0);
    for (const [what, notes] of BAD_NOTES) expect(await judged(twofold(notes)), what).toBe(1);
    const bolder = honest.residueChances.map((one) => ({ ...one, missedPpm: Math.max(0, one.missedPpm - 1) }));
    expect(await judged({ ...honest, residueChances: bolder })).toBe(1);
  });

  it('needs nothing but the standard library', () => {
    const source = readFileSync(join(project, 'test/verifier/verify.py'), 'utf8');
    const imported = [...source.matchAll(/^ *(?:import|from) (\w+)/gm)].map((match) => match[1] ?? '');
    const asked = spawnSync('/usr/bin/python3', ['-c', 'import sys; print(*sys.stdlib_module_names)'], {
      encoding: 'utf8',
    });
    const standard = new Set(asked.stdout.trim().split(' '));
    expect(imported.filter((name) => !standard.has(name))).toEqual([]);
  });
});
