import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import { certificateFile } from '../../../core/record/certificateFile.ts';
import type { CertificateV1 } from '../../../core/record/certificateV1.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { type CertificateReport, verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { certificateFileBytes } from '../../fixtures/record/certificateFileBytes.ts';
import { issue, sampleCertificate, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

const verify = (bytes: Uint8Array, pinnedKeyId: string | null = null) =>
  verifyCertificateFile(bytes, { subject: 'certificate.json', pinnedKeyId }, nodeCrypto);

const refutations = (report: CertificateReport) =>
  report.findings.filter(({ outcome }) => outcome === 'not-genuine').map(({ code }) => code);

async function certify(record: RecordV1, change?: (certificate: CertificateV1) => CertificateV1) {
  const ledger = await TestLedger.create();
  return { ledger, ...(await issue(ledger, record, change)) };
}

describe('a certificate file', () => {
  it('is genuine as the station wrote it, and the pinned key is told apart from the one in the file', async () => {
    const { bytes, ledger } = await certify(sampleRecord());
    const report = await verify(bytes);
    expect(report.outcome).toBe('genuine');
    expect(report.opened?.certificate.serialNumber).toBe('VIRT00000001');
    expect(report.findings.map(({ code }) => code)).toContain('key-from-file');
    const pinned = await verify(bytes, ledger.keyId);
    expect(pinned.outcome).toBe('genuine');
    expect(pinned.findings.map(({ code }) => code)).toContain('key-pinned');
  });

  it('is never genuine with any one byte changed, at any position', async () => {
    const { bytes } = await certify(sampleRecord());
    const survived: number[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      if ((await verify(changed)).outcome !== 'not-genuine') survived.push(at);
    }
    expect(survived).toEqual([]);
  }, 120_000);

  it('is never genuine cut short at any length or with anything appended', async () => {
    const { bytes } = await certify(sampleRecord());
    for (let length = 0; length < bytes.length; length += 7) {
      expect((await verify(bytes.subarray(0, length))).outcome).toBe('not-genuine');
    }
    for (const tail of [' ', '\n', '\0', '{}']) {
      expect((await verify(new Uint8Array([...bytes, ...new TextEncoder().encode(tail)]))).outcome).toBe('not-genuine');
    }
  });

  it('says the same in other JSON words and is refused for it', async () => {
    const { bytes } = await certify(sampleRecord());
    const pretty = new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), null, 2));
    expect(refutations(await verify(pretty))).toEqual(['not-canonical-json']);
  });

  it('signed again in full by a stranger is refused under the pinned key', async () => {
    const station = await TestLedger.create();
    const stranger = await TestLedger.create('SOMEBODY ELSE');
    const { bytes } = await issue(stranger, sampleRecord());
    expect((await verify(bytes)).outcome).toBe('genuine');
    expect(refutations(await verify(bytes, station.keyId))).toEqual(['key-not-pinned']);
  });

  it('with a record of one key and a certificate of another is refused', async () => {
    const station = await TestLedger.create();
    const stranger = await TestLedger.create('SOMEBODY ELSE');
    const own = await issue(station, sampleRecord());
    const forged = await stranger.append(
      'application/vnd.wipebench.certificate.v1+json',
      sampleCertificate(sampleRecord(), own.record),
    );
    expect(refutations(await verify(await certificateFileBytes(station, own.record, forged)))).toContain(
      'entry-other-key',
    );
  });

  it('whose two entries are swapped is refused', async () => {
    const { ledger, record, certificate } = await certify(sampleRecord());
    expect(refutations(await verify(await certificateFileBytes(ledger, certificate, record)))).toContain(
      'entry-wrong-type',
    );
  });

  it('whose certificate belongs to another record is refused', async () => {
    const ledger = await TestLedger.create();
    const first = await issue(ledger, sampleRecord(1));
    const second = await issue(ledger, sampleRecord(2), undefined, 2);
    const mixed = await verify(await certificateFileBytes(ledger, first.record, second.certificate));
    expect(refutations(mixed)).toContain('fact-differs');
    expect(mixed.opened).toBeNull();
  });

  it('issued before its record is refused', async () => {
    const ledger = await TestLedger.create();
    const other = await TestLedger.create();
    await other.append('application/vnd.wipebench.act.v1+json', {});
    const record = await other.append('application/vnd.wipebench.record.v1+json', sampleRecord());
    const certificate = await ledger.append(
      'application/vnd.wipebench.certificate.v1+json',
      sampleCertificate(sampleRecord(), record),
    );
    expect(refutations(await verify(await certificateFileBytes(ledger, record, certificate)))).toContain(
      'certificate-before-record',
    );
  });

  it('is refused with a checkpoint of another length, another key, another station or another history, or with another proof', async () => {
    const { ledger, bytes } = await certify(sampleRecord());
    const stranger = await TestLedger.create('SOMEBODY ELSE');
    await issue(stranger, sampleRecord());
    const genuine = certificateFile.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const other = 'ab'.repeat(32);
    const lies: [object, string][] = [
      [{ checkpoint: await ledger.checkpoint(1) }, 'checkpoint-other-place'],
      [{ checkpoint: await stranger.checkpoint() }, 'checkpoint-other-key'],
      [{ checkpoint: await ledger.checkpoint(2, { stationId: 'station-2' }) }, 'other-station'],
      [{ checkpoint: await ledger.checkpoint(2, { virtual: false }) }, 'other-station'],
      [{ checkpoint: genuine.checkpoint.replace('certificates 1', 'certificates 2') }, 'checkpoint-bad-signature'],
      [{ checkpoint: genuine.checkpoint.replace('\n2\n', '\n02\n') }, 'checkpoint-malformed'],
      [{ checkpoint: await ledger.checkpoint(2, { root: other }) }, 'entry-not-in-tree'],
      [{ inclusion: { ...genuine.inclusion, record: [] } }, 'entry-not-in-tree'],
      [{ inclusion: { ...genuine.inclusion, certificate: [other] } }, 'entry-not-in-tree'],
    ];
    for (const [lie, code] of lies) {
      expect(refutations(await verify(canonicalBytes({ ...genuine, ...lie })))).toContain(code);
    }
  });

  it('validated by the operator is refused', async () => {
    const { bytes } = await certify(sampleRecord(), (certificate) => ({
      ...certificate,
      validator: certificate.operator,
    }));
    expect(refutations(await verify(bytes))).toEqual(['people-not-apart']);
  });

  it('never makes the verifier throw, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (soup) => {
        expect((await verify(soup)).outcome).toBe('not-genuine');
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (json) => {
        expect((await verify(new TextEncoder().encode(json))).outcome).toBe('not-genuine');
      }),
    );
    const deep = new TextEncoder().encode('['.repeat(200_000) + ']'.repeat(200_000));
    expect((await verify(deep)).outcome).toBe('not-genuine');
  });

  it('with its own shape but arbitrary values never makes the verifier throw', async () => {
    const { bytes } = await certify(sampleRecord());
    const genuine = certificateFile.parse(JSON.parse(new TextDecoder().decode(bytes)));
    await fc.assert(
      fc.asyncProperty(
        fc.base64String({ maxLength: 200 }),
        fc.base64String({ maxLength: 100 }),
        async (payload, key) => {
          const envelope = { ...genuine.record.envelope, payload: payload || 'AA==' };
          const soup = { ...genuine, publicKeyBase64: key, record: { ...genuine.record, envelope } };
          expect((await verify(canonicalBytes(soup))).outcome).toBe('not-genuine');
        },
      ),
    );
    const orders = ['00'.repeat(32), `01${'00'.repeat(31)}`, 'ff'.repeat(32)];
    for (const order of orders) {
      const soup = { ...genuine, publicKeyBase64: Buffer.from(order, 'hex').toString('base64') };
      expect((await verify(canonicalBytes(soup))).outcome).toBe('not-genuine');
    }
  });
});
