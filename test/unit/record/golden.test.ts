import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromBase64, toHex } from '../../../core/record/bytes.ts';
import { certificateFile } from '../../../core/record/certificateFile.ts';
import { readCheckpoint } from '../../../core/record/checkpoint.ts';
import { readLabelCode } from '../../../core/record/labelCode.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { verifyExportArchive } from '../../../core/record/verifyExport.ts';
import { compareLabel, verifyLabelCode } from '../../../core/record/verifyLabelCode.ts';
import { verifyLedger } from '../../../core/record/verifyLedger.ts';
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

  it('verifies for ever: the whole ledger', async () => {
    const names = { subject: 'ledger.jsonl', checkpointSubject: 'checkpoint.txt', pinnedKeyId: KEY_ID };
    const note = new TextDecoder().decode(golden('checkpoint.txt'));
    const report = await verifyLedger(golden('ledger.jsonl'), note, names, nodeCrypto);
    expect(report.findings.filter(({ outcome }) => outcome === 'not-genuine')).toEqual([]);
    expect(report.outcome).toBe('genuine');
  });

  it('is what docs/record-format.md shows as its worked example', () => {
    const page = readFileSync(new URL('../../../docs/record-format.md', import.meta.url), 'utf8');
    const text = new TextDecoder().decode(golden('label.txt'));
    const label = readLabelCode(text);
    if (label === null) throw new Error('the golden label is unreadable');
    const dump = /payload \(86 bytes\):\n```\n(.*?)\n```/s.exec(page)?.[1] ?? '';
    const bytesInDump = dump.split('\n').map((line) => line.slice(0, line.indexOf('  ')));
    expect(bytesInDump.join('').replaceAll(' ', '').slice(0, 172)).toBe(toHex(label.payload));
    expect(page).toContain(`= ${new Date(label.facts.epochSeconds * 1000).toISOString().replace('.000', '')}`);
    const file = certificateFile.parse(JSON.parse(new TextDecoder().decode(golden('certificate.json'))));
    const zipStart = / starts `([0-9a-f ]+)`/.exec(page)?.[1]?.replaceAll(' ', '') ?? 'none';
    const shown = [text, toHex(label.signature), file.publicKeyBase64, KEY_ID, file.record.hash, file.certificate.hash];
    const root = readCheckpoint(new TextDecoder().decode(golden('checkpoint.txt')))?.checkpoint.root ?? 'none';
    expect([...shown, root].filter((fact) => !page.includes(fact))).toEqual([]);
    expect(toHex(golden('export.zip')).startsWith(zipStart)).toBe(true);
  });

  it("is written by today's code to the last byte, so that no format changes in silence", async () => {
    for (const [name, bytes] of await goldenV1()) expect(Buffer.from(bytes).equals(golden(name)), name).toBe(true);
  });
});
