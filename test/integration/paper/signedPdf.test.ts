import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toBase64, toHex } from '../../../core/record/bytes.ts';
import { paperOf } from '../../../core/record/certificateV2.ts';
import { differenceFromDrawing } from '../../../core/record/comparePdf.ts';
import { readSignatureContainer } from '../../../core/record/pdfSignature.ts';
import { roomOf, signatureHole } from '../../../core/record/signedPdf.ts';
import { pdfSignatureFindings } from '../../../core/record/verifyPdfSignature.ts';
import type { StampTime } from '../../../electron/station/certificateStore/signedPaper.ts';
import { requestTimeStamp } from '../../../electron/station/certificateStore/timeStamp.ts';
import { logoPng } from '../../../electron/station/certificates/logoPng.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { loadPaperKey, type PaperKey } from '../../../native/agent/paper/paperKey.ts';
import { sampleCertificateFile } from '../../fixtures/paper/sampleCertificateFile.ts';
import { makerWithAgent } from '../../fixtures/paper/signingAgent.ts';
import { startTimeStampServer, type TimeStampServer } from '../../fixtures/paper/timeStampServer.ts';

const TOOLS = ['pdfsig', 'qpdf', 'pdffonts', 'pdftotext', 'pdfinfo', 'pdfimages', 'openssl'].map(
  (name) => `/usr/bin/${name}`,
);
const missing = TOOLS.filter((tool) => !existsSync(tool));
if (missing.length > 0)
  console.log(`SKIPPED: ${missing.join(', ')} missing (Debian packages poppler-utils, qpdf, openssl)`);

const LANGUAGES = ['en', 'de', 'pl', 'zh'] as const;
const HEADINGS = {
  en: 'Certificate of sanitization',
  de: 'Löschzertifikat',
  pl: 'Certyfikat usunięcia danych',
  zh: '数据清除证书',
} as const;
const samples = resolve(import.meta.dirname, '../../../test-output/paper');
const noStamp: StampTime = async () => ({ outcome: 'done', value: null });
let folder: string;
let key: PaperKey;
let server: TimeStampServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-signed-'));
  const names = { stationName: 'Bench 1', stationId: '5f3a9c1e00000000', virtual: false };
  key = await loadPaperKey(folder, names, () => new Date().toISOString());
  server = await startTimeStampServer();
  mkdirSync(samples, { recursive: true });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function run(tool: string, ...argv: string[]): string {
  return execFileSync(`/usr/bin/${tool}`, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A logo of a disc beside a bar. */
function logo(): Uint8Array {
  const [width, height] = [320, 90];
  const rgb = new Uint8Array(width * height * 3).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inked = (x - 45) ** 2 + (y - 45) ** 2 < 1600 || (x > 110 && y > 30 && y < 60);
      if (inked) rgb.set([20, 90, 160], (y * width + x) * 3);
    }
  }
  const png = logoPng(width, height, rgb);
  if (png === null) throw new Error('no logo');
  return png;
}

async function sampleIn(language: string) {
  const png = logo();
  const paper = {
    language,
    shopName: '上海绿源电子回收 Żółw Müller & Söhne',
    logo: { sha256: createHash('sha256').update(png).digest('hex'), seq: 3 },
    signerSha256: toHex(key.certificateSha256),
  };
  const person = { personId: 'w1', name: '王小明 喆堃', title: '班长' };
  const issuer = { person, at: '2026-11-22T13:05:02.000Z', location: '北京市海淀区' };
  return sampleCertificateFile({}, { issuer, propertyNumber: '资产-00417' }, { paper, logoPngBase64: toBase64(png) });
}

async function signed(bytes: Uint8Array, stamp: StampTime) {
  return makerWithAgent(key, bytes, stamp)('WB-5F3A9C1E-00000042', bytes, null);
}

async function signedFile(bytes: Uint8Array, stamp: StampTime, name: string) {
  const made = await signed(bytes, stamp);
  if (made.outcome === 'refused') throw new Error(JSON.stringify(made.refusals));
  const path = join(samples, name);
  writeFileSync(path, made.value);
  return { path, pdf: made.value };
}

describe.skipIf(missing.length > 0)('independent PDF tools agree about a signed certificate', () => {
  test.each(LANGUAGES)(
    'in %s: one well-formed page, fonts embedded, the words of any script as text, signature valid',
    async (language) => {
      const { bytes } = await sampleIn(language);
      const { path } = await signedFile(bytes, noStamp, `certificate-${language}.pdf`);
      expect(run('qpdf', '--check', path)).toContain('No syntax or stream encoding errors found');
      const fonts = run('pdffonts', path).trim().split('\n').slice(2);
      expect(fonts.length).toBeGreaterThanOrEqual(4);
      for (const row of fonts) expect(row).toMatch(/Noto\S+\s+CID TrueType\s+Identity-H\s+yes yes yes/);
      expect(run('pdfinfo', path)).toMatch(/Pages:\s+1\n/);
      const text = run('pdftotext', '-layout', path, '-');
      for (const words of [HEADINGS[language], '上海绿源电子回收 Żółw Müller & Söhne', '王小明 喆堃', '资产-00417']) {
        expect(text).toContain(words);
      }
      expect(run('pdfimages', '-list', path).trim().split('\n')).toHaveLength(3);
      const told = run('pdfsig', path);
      expect(told).toContain('Signature Type: ETSI.CAdES.detached');
      expect(told).toContain('Signing Hash Algorithm: SHA-256');
      expect(told).toContain('Signature is Valid.');
      expect(told).toContain('Total document signed');
      expect(told).toContain('Signing Time: Nov 22 2026 13:05:02');
    },
  );

  test('a changed page is a signature that does not hold, for them and for us', async () => {
    const { bytes, certificate } = await sampleIn('en');
    const { pdf } = await signedFile(bytes, noStamp, 'certificate-en.pdf');
    const bent = Buffer.from(pdf);
    const at = bent.indexOf('/Title (') + 9;
    bent[at] = (bent[at] ?? 0) ^ 1;
    const path = join(folder, 'bent.pdf');
    writeFileSync(path, bent);
    expect(run('pdfsig', path)).not.toContain('Signature is Valid.');
    const told = await pdfSignatureFindings('it', bent, paperOf(certificate), nodeCrypto);
    expect(told.map(({ code }) => code)).toEqual(['pdf-signature-false']);
  });
});

describe.skipIf(missing.length > 0)('with a time-stamp server', () => {
  const stamp: StampTime = async (signature) => requestTimeStamp(server.url, signature);

  test('the signature carries a token that openssl holds to be of the authority, and of this signature', async () => {
    server.mode = 'stamp';
    const { bytes, certificate } = await sampleIn('de');
    const { path, pdf } = await signedFile(bytes, stamp, 'certificate-stamped.pdf');
    const hole = signatureHole(pdf);
    const parts = readSignatureContainer((hole === null ? null : roomOf(pdf, hole)) ?? new Uint8Array());
    if (parts.timeStamp === null) throw new Error('no time-stamp');
    writeFileSync(join(folder, 'token'), parts.timeStamp);
    writeFileSync(join(folder, 'signature'), parts.signature);
    const token = ['-in', join(folder, 'token'), '-token_in', '-CAfile', server.authorityPath];
    expect(run('openssl', 'ts', '-verify', '-data', join(folder, 'signature'), ...token)).toContain('Verification: OK');
    expect(run('pdfsig', path)).toContain('Signature is Valid.');
    const told = await pdfSignatureFindings('it', pdf, paperOf(certificate), nodeCrypto);
    expect(told.map(({ outcome, code }) => `${outcome} ${code}`)).toEqual([
      'genuine pdf-signed',
      'not-checked pdf-time-stamp-not-judged',
    ]);
    expect(differenceFromDrawing(pdf, await renderCertificatePdf(bytes))).toBeNull();
  });

  test.each(['refuse', 'another', 'silent'] as const)(
    'a server that answers wrongly (%s) gives no PDF, and the reason',
    async (mode) => {
      server.mode = mode;
      const { bytes } = await sampleIn('de');
      const made = await signed(bytes, stamp);
      expect(made).toMatchObject({ outcome: 'refused', refusals: [{ code: 'time-stamp-refused' }] });
    },
  );

  test('a server that is not there gives no PDF either', async () => {
    const { bytes } = await sampleIn('de');
    const made = await signed(bytes, async (signature) => requestTimeStamp('http://127.0.0.1:9/', signature));
    expect(made).toMatchObject({ outcome: 'refused', refusals: [{ code: 'time-stamp-refused' }] });
  });
});
