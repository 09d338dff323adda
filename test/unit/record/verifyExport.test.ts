import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import { compareHistories, historyOfExport } from '../../../core/record/compareHistories.ts';
import { type ComparePdf, firstDifference } from '../../../core/record/comparePdf.ts';
import {
  certificateJsonPath,
  certificatePdfPath,
  EXPORT_PATHS,
  type ProofsV1,
  proofsV1,
} from '../../../core/record/exportLayout.ts';
import { type ExportReport, verifyExportArchive, verifyExportFiles } from '../../../core/record/verifyExport.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { issue, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { type Bytes, drawStandIn, sampleExport, sealInto, zip } from '../../fixtures/record/sampleExport.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

const comparePdf: ComparePdf = async (file, pdf) => {
  const offset = firstDifference(pdf, await drawStandIn(file));
  return offset === null ? { kind: 'same' } : { kind: 'differs', offset };
};
const options = { subject: 'batch.zip', pinnedKeyId: null, comparePdf };
const verifyFiles = (files: ReadonlyMap<string, Uint8Array>, pinnedKeyId: string | null = null) =>
  verifyExportFiles(files, { ...options, pinnedKeyId }, nodeCrypto);
const verifyZip = (bytes: Uint8Array) => verifyExportArchive(bytes, options, nodeCrypto);

const refuted = (report: ExportReport) =>
  report.findings
    .filter(({ outcome }) => outcome === 'not-genuine')
    .map(({ subject, code }) => `${subject.replace('batch.zip/', '')} ${code}`);

/** What two genuine exports say of each other. */
function compared(...reports: ExportReport[]): string[] {
  const histories = reports.map(({ opened }, at) => {
    if (opened === null) throw new Error('not genuine');
    return historyOfExport(`export ${at}`, opened);
  });
  return compareHistories(histories, []).map(({ code }) => code);
}

let made: Awaited<ReturnType<typeof sampleExport>>;
let archive: Buffer;
beforeAll(async () => {
  made = await sampleExport(3);
  archive = await zip(made.files);
});
const copy = () => new Map<string, Bytes>(made.files);

describe('an export', () => {
  it('is genuine as the station wrote it, names every file, and says how much of the ledger it holds', async () => {
    const report = await verifyZip(archive);
    expect(refuted(report)).toEqual([]);
    expect(report.outcome).toBe('genuine');
    expect(report.opened?.certificates.length).toBe(3);
    const named = new Set(report.findings.map(({ subject }) => subject));
    for (const path of made.files.keys()) expect(named).toContain(`batch.zip/${path}`);
    expect(report.findings.find(({ code }) => code === 'completeness-stated')?.sentence).toContain('3 of the 3');
  });

  it('is never genuine with one byte of the archive changed, at any position', async () => {
    const survived: number[] = [];
    for (let at = 0; at < archive.length; at += 1) {
      const changed = new Uint8Array(archive);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      if ((await verifyZip(changed)).outcome !== 'not-genuine') survived.push(at);
    }
    expect(survived).toEqual([]);
    // Some 25,000 archives: seconds on a quiet machine, more where others work.
  }, 120_000);

  it('names the file in which one byte was changed, for every file, even when the archive was made anew around it', async () => {
    for (const [path, bytes] of made.files) {
      for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
        const files = copy();
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        files.set(path, changed);
        const found = refuted(await verifyZip(await zip(files)));
        expect(found.map((line) => line.split(' ')[0])).toContain(path);
      }
    }
  });

  it('unpacked, is never genuine with one byte of any file changed, and names that file and no other', async () => {
    const missed: string[] = [];
    for (const [path, bytes] of made.files) {
      for (let at = 0; at < bytes.length; at += 23) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        const found = refuted(await verifyFiles(copy().set(path, changed)));
        const accused = new Set(found.map((line) => line.split(' ')[0]));
        if (!accused.has(path) || accused.size !== 1) missed.push(`${path} at ${at}: ${found.join()}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('is refused with any file missing or any file added, and names it', async () => {
    for (const path of made.files.keys()) {
      const files = copy();
      files.delete(path);
      expect(refuted(await verifyFiles(files))).toContain(`${path} file-missing`);
    }
    const files = copy().set('certificates/extra.json', new Uint8Array([1]));
    expect(refuted(await verifyFiles(files))).toEqual(['certificates/extra.json file-extra']);
  });

  it('is refused when two certificates change places', async () => {
    const [first = '', second = ''] = made.certificateIds.map(certificateJsonPath);
    const files = copy();
    files.set(first, made.files.get(second) ?? new Uint8Array());
    files.set(second, made.files.get(first) ?? new Uint8Array());
    expect(refuted(await verifyFiles(files))).toEqual([`${first} file-changed`, `${second} file-changed`]);
  });

  it('is refused when a certificate is dropped and the manifest written anew without it', async () => {
    const files = copy();
    const [dropped = '', ...kept] = made.certificateIds;
    for (const path of [certificateJsonPath(dropped), certificatePdfPath(dropped)]) files.delete(path);
    const other = await TestLedger.create('SOMEBODY ELSE');
    const sealed = new Map(files);
    for (const path of [
      EXPORT_PATHS.manifest,
      EXPORT_PATHS.exportEntry,
      EXPORT_PATHS.proofs,
      EXPORT_PATHS.checkpoint,
    ]) {
      sealed.delete(path);
    }
    await sealInto(sealed, other, kept);
    files.set(EXPORT_PATHS.manifest, sealed.get(EXPORT_PATHS.manifest) ?? new Uint8Array());
    expect((await verifyFiles(files)).outcome).toBe('not-genuine');
    expect((await verifyFiles(files, made.ledger.keyId)).outcome).toBe('not-genuine');
  });

  it('sealed in full by a stranger is refused under the pinned key', async () => {
    const stranger = await sampleExport(1, drawStandIn, await TestLedger.create('SOMEBODY ELSE'));
    expect((await verifyFiles(stranger.files)).outcome).toBe('genuine');
    expect(refuted(await verifyFiles(stranger.files, made.ledger.keyId))).toEqual(['manifest.json key-not-pinned']);
  });

  it('is refused when its proofs are cut, doubled, swapped, missing one, or of another tree', async () => {
    const genuine = proofsV1.parse(JSON.parse(new TextDecoder().decode(made.files.get(EXPORT_PATHS.proofs))));
    const [first, second, ...rest] = genuine.growth;
    if (first === undefined || second === undefined) throw new Error('no proofs');
    const cases: [string, Partial<ProofsV1>, string][] = [
      ['one missing', { growth: genuine.growth.slice(1) }, 'growth-missing'],
      ['one doubled', { growth: [first, first, second, ...rest] }, 'wrong-shape'],
      ['two swapped', { growth: [second, first, ...rest] }, 'wrong-shape'],
      ['a step cut', { growth: [{ ...first, path: first.path.slice(1) }, second, ...rest] }, 'growth-not-proven'],
      ['another root', { growth: [{ ...first, root: second.root }, second, ...rest] }, 'growth-not-proven'],
      ['no inclusion', { inclusion: [] }, 'entry-not-in-tree'],
    ];
    for (const [name, lie, code] of cases) {
      const found = refuted(await verifyFiles(copy().set(EXPORT_PATHS.proofs, canonicalBytes({ ...genuine, ...lie }))));
      expect(found, name).toEqual([`ledger/proofs.json ${code}`]);
    }
  });

  it('is refused when its certificates come from another chain of the same key', async () => {
    const fork = await TestLedger.create();
    const { files, certificateIds } = await sampleExport(2, drawStandIn, fork);
    const other = await TestLedger.create();
    await issue(other, sampleRecord(9), undefined, 9);
    for (const path of Object.values(EXPORT_PATHS)) if (path.startsWith('ledger/')) files.delete(path);
    files.delete(EXPORT_PATHS.manifest);
    await sealInto(files, other, certificateIds);
    const found = refuted(await verifyFiles(files));
    expect(found.filter((line) => /growth-(missing|not-proven)$/.test(line))).toHaveLength(2);
  });

  it('proves that the earlier exports of the same ledger are its beginning', async () => {
    const first = await sampleExport(2);
    await issue(first.ledger, sampleRecord(7), undefined, 7);
    const files = new Map(first.files);
    for (const path of Object.values(EXPORT_PATHS)) if (path.startsWith('ledger/')) files.delete(path);
    files.delete(EXPORT_PATHS.manifest);
    await sealInto(files, first.ledger, first.certificateIds);
    const [earlier, later] = [await verifyFiles(first.files), await verifyFiles(files)];
    expect(later.findings.find(({ code }) => code === 'completeness-stated')?.sentence).toContain('2 of the 3');
    expect(compared(earlier, later)).toEqual(['same-history']);
    const fork = await sampleExport(3);
    expect(compared(await verifyFiles(fork.files), later)).toEqual(['history-differs']);
  });

  it('says that PDFs were not drawn again when nothing can draw them', async () => {
    const report = await verifyExportFiles(made.files, { ...options, comparePdf: null }, nodeCrypto);
    expect(report.outcome).toBe('genuine');
    expect(report.findings.filter(({ code }) => code === 'pdf-not-drawn')).toHaveLength(3);
  });

  it('with a PDF that shows something else is refused although its digest was sealed', async () => {
    const forging = await sampleExport(1, async () => new TextEncoder().encode('%a prettier certificate\n'));
    const [id = ''] = forging.certificateIds;
    expect(refuted(await verifyFiles(forging.files))).toEqual([`${certificatePdfPath(id)} pdf-differs`]);
  });

  it('with a table that says something else is refused although its digest was sealed', async () => {
    const { files, ledger, certificateIds } = await sampleExport(1);
    for (const path of Object.values(EXPORT_PATHS)) if (path.startsWith('ledger/')) files.delete(path);
    files.delete(EXPORT_PATHS.manifest);
    const csv = new TextDecoder()
      .decode(files.get(EXPORT_PATHS.certificatesCsv))
      .replace('VIRT00000001', 'VIRT00000002');
    files.set(EXPORT_PATHS.certificatesCsv, new TextEncoder().encode(csv));
    await sealInto(files, ledger, certificateIds);
    expect(refuted(await verifyFiles(files))).toEqual(['certificates.csv file-not-derived']);
  });

  it('never makes the verifier throw, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.boolean(), async (soup, headed) => {
        const bytes = headed ? new Uint8Array([0x50, 0x4b, 3, 4, ...soup]) : soup;
        expect((await verifyZip(bytes)).outcome).toBe('not-genuine');
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...made.files.keys()), fc.uint8Array({ maxLength: 300 }), async (path, soup) => {
        expect((await verifyFiles(copy().set(path, soup))).outcome).toBe('not-genuine');
      }),
    );
  });
});
