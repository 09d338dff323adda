import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { verifyExportArchive } from '../../../core/record/verifyExport.ts';
import { compareLabel, verifyLabelCode } from '../../../core/record/verifyLabelCode.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { goldenV1 } from '../../fixtures/record/goldenV1.ts';

/** Fingerprint of the committed test key. */
const KEY_ID = 'f6f1aa7ce11d17ca372db71c454fb64e37df8e1364b96aa0cc8e8f1bfa8d9044';
const golden = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/record/v1/${name}`, import.meta.url)));

describe('what was sealed under version 1', () => {
  it('verifies for ever: the certificate, and the label of the same wipe', async () => {
    const bytes = golden('certificate.json');
    const report = await verifyCertificateFile(bytes, { subject: 'certificate.json', pinnedKeyId: KEY_ID }, nodeCrypto);
    expect(report.outcome).toBe('genuine');
    const { opened } = report;
    if (opened === null) throw new Error('a genuine certificate was not opened');

    const publicKey = fromBase64(opened.file.publicKeyBase64);
    const text = new TextDecoder().decode(golden('label.txt'));
    const label = await verifyLabelCode(text, { subject: 'label', publicKey }, nodeCrypto);
    expect(label.outcome).toBe('genuine');
    if (label.facts === null) throw new Error('a genuine label told nothing');
    const compared = compareLabel('label', label.facts, opened.record, opened.keyId);
    expect(compared.map(({ code }) => code)).toEqual(['label-agrees']);
  });

  it('verifies for ever: the export', async () => {
    const options = { subject: 'export.zip', pinnedKeyId: KEY_ID, comparePdf: null };
    const report = await verifyExportArchive(golden('export.zip'), options, nodeCrypto);
    expect(report.outcome).toBe('genuine');
    expect(report.opened?.certificates.length).toBe(2);
  });

  it("is written by today's code to the last byte, so that no format changes in silence", async () => {
    for (const [name, bytes] of await goldenV1()) expect(Buffer.from(bytes).equals(golden(name)), name).toBe(true);
  });
});
