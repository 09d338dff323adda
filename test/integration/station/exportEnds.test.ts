import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import refusals from '../../../core/messages/en/refusals.json' with { type: 'json' };
import { readStrictArchive } from '../../../core/record/strictArchive.ts';
import { verifyExportArchive } from '../../../core/record/verifyExport.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { createExport, exportName } from '../../../electron/station/exports/createExport.ts';
import { type FilledStore, filledStore } from '../../fixtures/station/filledStore.ts';

const COUNT = 12;
let folder = '';
let store: FilledStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-ends-'));
  store = await filledStore(COUNT);
});
afterEach(() => {
  store.database.close();
  rmSync(folder, { recursive: true });
});

const verified = async (path: string) => {
  const options = { subject: 'export', pinnedKeyId: store.ledger.keyId, comparePdf: null };
  return verifyExportArchive(readFileSync(path), options, nodeCrypto);
};

describe('an export that comes to its end', () => {
  it('holds both tables and every certificate, is genuine, and reserves nothing beyond its last byte', async () => {
    const made = await createExport(store.certificateIds, store.exportTools(folder));
    if (made.outcome === 'refused') throw new Error(JSON.stringify(made));
    const report = await verified(made.value.path);
    expect(report.findings.filter(({ outcome }) => outcome === 'not-genuine')).toEqual([]);
    const codes = report.findings.map(({ code }) => code);
    expect(codes).toContain('file-derived');
    expect(codes).toContain('spreadsheet-not-judged');
    const archive = readStrictArchive(readFileSync(made.value.path));
    if ('what' in archive) throw new Error(archive.what);
    expect(archive.files.size).toBe(COUNT * 2 + 8);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is not genuine once its spreadsheet is changed or left out', async () => {
    const made = await createExport(store.certificateIds.slice(0, 1), store.exportTools(folder));
    if (made.outcome === 'refused') throw new Error(JSON.stringify(made));
    const bytes = readFileSync(made.value.path);
    const at = bytes.indexOf('certificates.xlsx') + 60;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(join(folder, 'changed.zip'), bytes);
    expect((await verified(join(folder, 'changed.zip'))).outcome).toBe('not-genuine');
  });

  it('never overwrites what stands under its name', async () => {
    const name = exportName('Bench 1', new Date('2026-05-02T08:00:00.000Z'), store.ledger.entries.length);
    writeFileSync(join(folder, name), 'somebody else was here');
    const made = await createExport(store.certificateIds, store.exportTools(folder));
    if (made.outcome === 'refused') throw new Error(JSON.stringify(made));
    expect(made.value.path).toBe(join(folder, name.replace('.zip', '-2.zip')));
    expect(readFileSync(join(folder, name), 'utf8')).toBe('somebody else was here');
    expect((await verified(made.value.path)).outcome).toBe('genuine');
  });

  it('removes what a killed process left of an export, and nothing of a living one', async () => {
    const dead = spawnSync(process.execPath, ['-e', '0']).pid;
    const left = [`.export-${dead}-0a.part`, `.export-${process.ppid}-0b.part`, 'notes.txt'];
    for (const name of left) writeFileSync(join(folder, name), 'left');
    await createExport(store.certificateIds, store.exportTools(folder));
    expect(
      readdirSync(folder)
        .filter((name) => left.includes(name))
        .sort(),
    ).toEqual(left.slice(1).sort());
  });
});

describe('an export that is cancelled', () => {
  it.each([
    ['at its first certificate', 0],
    ['in the middle', COUNT / 2],
    ['right before it is sealed', COUNT],
  ])('leaves no file and no entry in the ledger: %s', async (_when, at) => {
    const controller = new AbortController();
    const entries = store.ledger.entries.length;
    const tools = store.exportTools(folder, {
      signal: controller.signal,
      progress: (done) => {
        if (done === at) controller.abort();
      },
    });
    const ended = await createExport(store.certificateIds, tools);
    expect(ended).toEqual({ outcome: 'refused', refusals: [{ code: 'export-cancelled', details: {} }] });
    expect(readdirSync(folder)).toEqual([]);
    expect(store.ledger.entries).toHaveLength(entries);
  });

  it('is finished once it is sealed, because the ledger says that it is there', async () => {
    const controller = new AbortController();
    const tools = store.exportTools(folder, { signal: controller.signal, sealing: () => controller.abort() });
    expect(await createExport(store.certificateIds, tools)).toMatchObject({ outcome: 'done' });
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('lets a broken promise through as what it is, and leaves no file', async () => {
    const tools = store.exportTools(folder, { pdf: () => Promise.reject(new Error('no fonts')) });
    await expect(createExport(store.certificateIds, tools)).rejects.toThrow('no fonts');
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** A file system of a few blocks in memory, or the sentence why there is none. */
function smallDisk(path: string, kibibytes: number): string | null {
  mkdirSync(path);
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'wipebench-test', path], { stdio: 'pipe' });
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

const probe = mkdtempSync(join(tmpdir(), 'wipebench-probe-'));
const noDisk = smallDisk(join(probe, 'disk'), 64);
if (noDisk === null) execFileSync('/bin/umount', [join(probe, 'disk')]);
rmSync(probe, { recursive: true });
if (noDisk !== null)
  console.log(`SKIPPED exports onto a full disk: no small file system can be mounted here (${noDisk})`);

describe.skipIf(noDisk !== null)('an export onto a disk that is full', () => {
  let disk = '';
  const onDisk = (kibibytes: number) => {
    disk = join(folder, 'disk');
    const problem = smallDisk(disk, kibibytes);
    if (problem !== null) throw new Error(problem);
    return disk;
  };
  afterEach(() => void execFileSync('/bin/umount', [disk]));

  it.each([16, 128, 300])(
    'of %d KiB ends with a sentence, without a file and without an entry in the ledger',
    async (kibibytes) => {
      const entries = store.ledger.entries.length;
      const tools = store.exportTools(onDisk(kibibytes), {
        pdf: async () => ({ outcome: 'done', value: Buffer.alloc(20_000, 'x') }),
      });
      const ended = await createExport(store.certificateIds, tools);
      expect(ended).toEqual({
        outcome: 'refused',
        refusals: [{ code: 'export-disk-full', details: { folder: disk } }],
      });
      expect(refusals['export-disk-full'].meaning).toContain('{{folder}}');
      expect(readdirSync(disk)).toEqual([]);
      expect(store.ledger.entries).toHaveLength(entries);
    },
  );

  it('that has just room enough ends well, though it is filled up while the export is sealed', async () => {
    const path = onDisk(4096);
    const tools = store.exportTools(path);
    const seal: typeof tools.seal = async (ids, digest) => {
      for (let size = 1024 * 1024; size >= 1024; size /= 2) fillWith(join(path, `filler-${size}`), size);
      return tools.seal(ids, digest);
    };
    const made = await createExport(store.certificateIds, { ...tools, seal });
    if (made.outcome === 'refused') throw new Error(JSON.stringify(made));
    expect((await verified(made.value.path)).outcome).toBe('genuine');
  });
});

function fillWith(path: string, pieceBytes: number): void {
  for (let number = 0; ; number += 1) {
    try {
      writeFileSync(`${path}-${number}`, Buffer.alloc(pieceBytes, 'f'));
    } catch {
      // Full: the next smaller piece may still fit.
      rmSync(`${path}-${number}`, { force: true });
      return;
    }
  }
}
