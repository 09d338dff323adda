import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { sampleCertificateFile } from '../../fixtures/paper/sampleCertificateFile.ts';

const TOOLS = ['qpdf', 'pdffonts', 'pdfdetach', 'pdftotext', 'pdftoppm', 'pdfinfo'].map((name) => `/usr/bin/${name}`);
const missing = TOOLS.filter((tool) => !existsSync(tool));
if (missing.length > 0) {
  console.log(`SKIPPED: ${missing.join(', ')} missing (Debian packages qpdf, poppler-utils)`);
}

const samples = resolve(import.meta.dirname, '../../../test-output/paper');
let folder: string;
let pdf: string;
let bytes: Uint8Array;
let recordHash: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-pdf-'));
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });
  const sample = await sampleCertificateFile(
    {},
    {
      mediaSource: '^XA 中文 \u202Ereversed',
      validator: {
        person: { personId: 'q1', name: 'Zażółć Ωmega Жук', title: 'QA' },
        at: '2026-11-22T14:00:00.000Z',
        location: 'Bielefeld',
      },
    },
  );
  bytes = sample.bytes;
  recordHash = sample.certificate.record.hash;
  mkdirSync(samples, { recursive: true });
  pdf = join(samples, 'certificate-integration.pdf');
  writeFileSync(pdf, await renderCertificatePdf(bytes));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(tool: string, ...argv: string[]): string {
  return execFileSync(`/usr/bin/${tool}`, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe.skipIf(missing.length > 0)('independent PDF tools agree', () => {
  test('the file is well formed', () => {
    expect(run('qpdf', '--check', pdf)).toContain('No syntax or stream encoding errors found');
  });

  test('every font is embedded, subset and mapped to Unicode', () => {
    const rows = run('pdffonts', pdf).trim().split('\n').slice(2);
    expect(rows.length).toBe(4);
    for (const row of rows) expect(row).toMatch(/Noto\S+\s+CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  test('the attached certificate.json is byte for byte the file it was drawn from', () => {
    expect(run('pdfdetach', '-list', pdf)).toContain('certificate.json');
    const out = join(folder, 'certificate.json');
    run('pdfdetach', '-save', '1', '-o', out, pdf);
    expect(readFileSync(out).equals(bytes)).toBe(true);
  });

  test('its text can be searched and copied, in Latin, Greek, Cyrillic and Chinese, and escapes stand where the fonts end', () => {
    const text = run('pdftotext', '-layout', pdf, '-').replace(/\s+/g, ' ');
    for (const value of [
      'WB-5F3A9C1E-00000042',
      'ZDH1Q7XA',
      'NW-004417',
      '2 000 398 934 016',
      'Zażółć Ωmega Жук',
      '^XA 中文',
      '\\u{202E}reversed',
      recordHash,
    ]) {
      expect(text).toContain(value);
    }
  });

  test('it is one A4 page, tagged, titled, and marked as PDF/A-3b', () => {
    const info = run('pdfinfo', pdf);
    expect(info).toMatch(/Pages:\s+1\n/);
    expect(info).toMatch(/Tagged:\s+yes/);
    expect(info).toMatch(/Page size:\s+595\.28 x 841\.89 pts \(A4\)/);
    expect(info).toContain('Certificate of sanitization WB-5F3A9C1E-00000042');
    expect(run('pdfinfo', '-meta', pdf)).toMatch(/<pdfaid:part>3<[\s\S]*<pdfaid:conformance>B</);
    expect(run('pdfinfo', '-struct', pdf)).toMatch(/^Document/);
    expect(readFileSync(pdf).includes('/AFRelationship /Source')).toBe(true);
  });

  test('the QR code on the printed page can be read', async () => {
    run('pdftoppm', '-r', '200', '-png', '-singlefile', pdf, join(folder, 'page'));
    const image = new Blob([Uint8Array.from(readFileSync(join(folder, 'page.png')))]);
    const [code] = await readBarcodes(image, { formats: ['QRCode'], tryHarder: true });
    expect(code?.text).toContain(`WBC1:WB-5F3A9C1E-00000042:${recordHash.toUpperCase()}:`);
  });
});
