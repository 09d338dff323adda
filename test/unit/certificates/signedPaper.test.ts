import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { agentContract } from '../../../core/contract/agent.ts';
import { toHex } from '../../../core/record/bytes.ts';
import { paperOf } from '../../../core/record/certificateV2.ts';
import { differenceFromDrawing } from '../../../core/record/comparePdf.ts';
import { DER, der } from '../../../core/record/der.ts';
import { readSignatureContainer, signatureContainer } from '../../../core/record/pdfSignature.ts';
import { filledPdf, roomOf, signatureHole, signedPart } from '../../../core/record/signedPdf.ts';
import { pdfSignatureFindings } from '../../../core/record/verifyPdfSignature.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { loadPaperKey, type PaperKey } from '../../../native/agent/paper/paperKey.ts';
import { sampleCertificateFile } from '../../fixtures/paper/sampleCertificateFile.ts';
import { makerWithAgent } from '../../fixtures/paper/signingAgent.ts';

const names = { stationName: 'Bench 1 ławka 工作台', stationId: '5f3a9c1e00000000', virtual: false };
let folder: string;
let key: PaperKey;
let sample: Awaited<ReturnType<typeof sampleCertificateFile>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-paper-'));
  key = await loadPaperKey(folder, names, () => '2026-11-22T13:00:00.000Z');
  sample = await signedSample(key);
});
afterAll(() => rmSync(folder, { recursive: true }));

function signedSample({ certificateSha256 }: PaperKey) {
  const paper = { language: 'pl', shopName: 'Żółw', logo: null, signerSha256: toHex(certificateSha256) };
  return sampleCertificateFile({}, {}, { paper, logoPngBase64: null });
}

async function make(signing: PaperKey, standing: Uint8Array | null = null): Promise<Uint8Array> {
  const made = await makerWithAgent(signing, sample.bytes)('WB-5F3A9C1E-00000042', sample.bytes, standing);
  if (made.outcome === 'refused') throw new Error('not made');
  return made.value;
}

const findings = (pdf: Uint8Array) => pdfSignatureFindings('it', pdf, paperOf(sample.certificate), nodeCrypto);
const codes = async (pdf: Uint8Array) => (await findings(pdf)).map(({ code }) => code);

describe('the signature of a certificate’s PDF', () => {
  test('issuing again gives the same bytes, also with the key read back from disk', async () => {
    const again = await loadPaperKey(folder, names, () => '2031-01-01T00:00:00.000Z');
    expect(Buffer.compare(await make(key), await make(again))).toBe(0);
  });

  test('holds by the key that the certificate names', async () => {
    expect(await codes(await make(key))).toEqual(['pdf-signed']);
  });

  test('a standing PDF of the same drawing is kept, one of another drawing is not', async () => {
    const standing = await make(key);
    expect(await make(key, standing)).toBe(standing);
    const other = Uint8Array.from(standing);
    other[200] = (other[200] ?? 0) ^ 1;
    expect(Buffer.compare(await make(key, other), standing)).toBe(0);
  });

  test('a page that the agent did not draw gets no signature: the desktop names none', async () => {
    const paper = { language: 'pl', shopName: 'Żółw', logo: null, signerSha256: toHex(key.certificateSha256) };
    const other = await sampleCertificateFile({}, { destination: 'Reuse' }, { paper, logoPngBase64: null });
    const made = await makerWithAgent(key, sample.bytes)('WB-5F3A9C1E-00000042', other.bytes, null);
    expect(made).toMatchObject({ outcome: 'refused', refusals: [{ code: 'paper-drawn-otherwise' }] });
    const { in: asked } = agentContract.calls['certificates.signPaper'];
    expect(asked.safeParse({ certificateId: 'WB-5F3A9C1E-00000042' }).success).toBe(true);
    expect(asked.safeParse({ certificateId: 'WB-5F3A9C1E-00000042', pageSha256: 'ab'.repeat(32) }).success).toBe(false);
  });

  test('no call about certificates or their paper takes a digest, a page or a file', () => {
    const calls = Object.entries(agentContract.calls).filter(([name]) => /^(certificates|paper)\./.test(name));
    expect(calls.map(([name]) => name)).toContain('certificates.signPaper');
    const taking = calls.flatMap(([name, { in: asked }]) =>
      Object.keys(z.toJSONSchema(asked, { io: 'input', unrepresentable: 'any' }).properties ?? {})
        .filter((field) => /sha|digest|hash|page|pdf|path|file|bytes/i.test(field))
        .map((field) => `${name} ${field}`),
    );
    expect(taking).toEqual([]);
  });

  test('openssl finds the same: a CMS signature over everything but the hole', async () => {
    const pdf = await make(key);
    const hole = signatureHole(pdf);
    if (hole === null) throw new Error('no hole');
    const { signer } = readSignatureContainer(roomOf(pdf, hole) ?? new Uint8Array());
    writeFileSync(join(folder, 'part'), signedPart(pdf, hole));
    writeFileSync(join(folder, 'signer.der'), signer);
    const parts = readSignatureContainer(roomOf(pdf, hole) ?? new Uint8Array());
    const page = createHash('sha256').update(signedPart(pdf, hole)).digest();
    writeFileSync(join(folder, 'cms.der'), signatureContainer(parts, page, key.certificateSha256));
    const argv = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'cms.der', '-content', 'part'];
    execFileSync('/usr/bin/openssl', ['x509', '-inform', 'DER', '-in', 'signer.der', '-out', 'signer.pem'], {
      cwd: folder,
    });
    const trust = ['-CAfile', 'signer.pem', '-purpose', 'any', '-out', 'told'];
    expect(() => execFileSync('/usr/bin/openssl', [...argv, ...trust], { cwd: folder, stdio: 'pipe' })).not.toThrow();
  });

  test('no byte of the PDF is free: each changed one is named by the signature or by the drawing', async () => {
    const pdf = await make(key);
    const drawn = await renderCertificatePdf(sample.bytes);
    const hole = signatureHole(pdf);
    if (hole === null) throw new Error('no hole');
    const places = [
      0,
      9,
      hole.start - 60,
      hole.start,
      hole.start + 1,
      hole.start + 2,
      hole.start + 700,
      hole.start + 2000,
    ];
    for (const at of [...places, hole.start + 3200, hole.end - 2, hole.end - 1, hole.end, pdf.length - 3]) {
      const bent = Uint8Array.from(pdf);
      bent[at] = bent[at] === 0x30 ? 0x31 : 0x30;
      if (bent[at] === pdf[at]) continue;
      const told = await codes(bent);
      const refuted = told.some((code) => code !== 'pdf-signed') || differenceFromDrawing(bent, drawn) !== null;
      expect(refuted, `byte ${at}`).toBe(true);
      expect(told, `byte ${at}`).not.toContain('pdf-signed');
    }
  });

  test('a signature of somebody else’s key is named, however well it is made', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'wipebench-paper-'));
    const forger = await loadPaperKey(elsewhere, names, () => '2026-11-22T13:00:00.000Z');
    rmSync(elsewhere, { recursive: true });
    expect(await codes(await make(forger))).toEqual(['pdf-other-signer']);
  });

  test('an unsigned drawing is not taken for a signed one', async () => {
    expect(await codes(await renderCertificatePdf(sample.bytes))).toEqual(['pdf-signature-false']);
  });

  test('a time-stamp of another signature is named', async () => {
    const pdf = await make(key);
    const hole = signatureHole(pdf);
    if (hole === null) throw new Error('no hole');
    const parts = readSignatureContainer(roomOf(pdf, hole) ?? new Uint8Array());
    const page = createHash('sha256').update(signedPart(pdf, hole)).digest();
    const timeStamp = tokenOver(createHash('sha256').update('another').digest());
    const stamped = filledPdf(pdf, hole, signatureContainer({ ...parts, timeStamp }, page, key.certificateSha256));
    expect(await codes(stamped)).toEqual(['pdf-time-stamp-of-other']);
  });
});

/** The frame of a token, as far as the imprint is read; nobody signed it. */
function tokenOver(imprint: Uint8Array): Uint8Array {
  const one = der(DER.integer, Uint8Array.of(1));
  const empty = der(DER.sequence);
  const time = der(DER.generalizedTime, new TextEncoder().encode('20261122130502Z'));
  const info = der(DER.sequence, one, empty, der(DER.sequence, empty, der(DER.octets, imprint)), one, time);
  const encapsulated = der(DER.sequence, empty, der(DER.context(0), der(DER.octets, info)));
  return der(DER.sequence, empty, der(DER.context(0), der(DER.sequence, one, empty, encapsulated)));
}
