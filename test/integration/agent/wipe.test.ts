import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fromBase64, toHex } from '../../../core/record/bytes.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import { certificateV2 } from '../../../core/record/certificateV2.ts';
import { openCheckpoint } from '../../../core/record/checkpoint.ts';
import { openEnvelope } from '../../../core/record/envelope.ts';
import { labelCodeMessage, readLabelCode } from '../../../core/record/labelCode.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';
import { signatureHole, signedPart } from '../../../core/record/signedPdf.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { verifyLedger } from '../../../core/record/verifyLedger.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { nodeCrypto } from '../../../native/agent/ledger/nodeCrypto.ts';
import { treeOver } from '../../fixtures/record/treeOver.ts';
import {
  type Agent,
  done,
  isEnded,
  jobWhen,
  makeStationDirectory,
  plugDrive,
  refusedCodes,
  removeStationDirectory,
  signInFirstPerson,
  startAgent,
  startWipe,
} from './agentProcess.ts';

const directory = makeStationDirectory();
let agent: Agent;
let session: string;

beforeAll(async () => {
  agent = await startAgent(directory);
  session = await signInFirstPerson(agent.client);
});
afterAll(async () => {
  await agent.stop();
  removeStationDirectory(directory);
});

async function recordOf(recordId: string): Promise<RecordV1> {
  const { entries } = await agent.client.call('ledger.read', { fromSeq: 0, limit: 500 });
  for (const { envelope } of entries) {
    if (!envelope.payloadType.includes('record')) continue;
    const record = recordV1.parse(JSON.parse(Buffer.from(fromBase64(envelope.payload)).toString()));
    if (record.recordId === recordId) return record;
  }
  throw new Error('no such record');
}

/** One canary in each of 64 parts, and one at either end. */
const planted = 66;

it.each([
  ['overwrite-zeros', 'nist-clear', 'full'],
  ['overwrite-stream', 'nist-clear', 'full'],
  ['overwrite-zeros', 'nist-clear-sampled', 'sampled'],
] as const)(
  'a drive wiped by %s under %s is sanitized, sealed, certified, and the certificate verifies',
  async (techniqueId, policyId, design) => {
    const { client } = agent;
    const driveId = await plugDrive(client, { sizeMiB: 16, fileSystem: 'none' });
    const image = join(directory.bench, 'bays/bay-01.img');
    expect(readFileSync(image).some((byte) => byte !== 0)).toBe(true);
    const started = await startWipe(client, session, driveId, '7a3f', { policyId, techniqueId });
    const job = await jobWhen(client, started.jobId, isEnded);
    if (job.state.kind !== 'ended') throw new Error('not ended');
    expect(job.state.verdict).toEqual({
      outcome: 'sanitized',
      reasons: [{ code: 'all-evidence-agrees', details: {} }],
    });

    const bytes = readFileSync(image);
    expect(bytes.every((byte) => byte === 0)).toBe(techniqueId === 'overwrite-zeros');
    const record = await recordOf(job.state.recordId);
    expect(record.virtual).toBe(true);
    expect(record.drive.serialNumber).toBe('WBTEST00017A3F');
    expect(record.technique).toMatchObject({ techniqueId, device: null });
    for (const { pattern: _, ...pass } of record.technique.passes) {
      expect(pass).toMatchObject({ writtenBytes: 16 * 1024 * 1024, reportedComplete: true });
    }
    expect(record.verification).toMatchObject({ design, mismatchBytes: 0, reportedComplete: true });
    expect(record.canaries).toMatchObject({
      layout: 'stratified',
      planted,
      confirmed: planted,
      gone: planted,
      survivors: 0,
    });
    expect(record.commands.map(({ argv }) => argv[1])).toEqual([
      'canary',
      'overwrite',
      'canary',
      design === 'full' ? 'verify' : 'sample',
    ]);

    // How the bytes were moved is part of what the job keeps.
    const journal = done(await client.call('jobs.journal', { jobId: started.jobId }));
    const chosen = journal.filter(({ code }) => code === 'transfers-chosen');
    expect(chosen.map(({ details }) => details.verb)).toEqual(['overwrite', design === 'full' ? 'verify' : 'sample']);
    for (const { details } of chosen) expect(Number(details.blockBytes) * Number(details.depth)).toBeGreaterThan(0);

    const issue = { session, recordId: record.recordId, mediaSource: null, destination: null };
    const entry = done(await client.call('certificates.issue', issue));
    const certificate = certificateV2.parse(JSON.parse(Buffer.from(fromBase64(entry.envelope.payload)).toString()));
    expect(certificate.attestations).toContain('virtual-drive');
    const { station } = await client.call('snapshot', {});
    const { entries, checkpoints } = await client.call('ledger.read', { fromSeq: 0, limit: entry.seq + 1 });
    const tree = await treeOver(entries);
    const path = async (seq: number) => (await tree.inclusion(seq, entry.seq + 1)).map(toHex);
    const file = canonicalBytes({
      format: 'wipebench-certificate-file/2',
      logoPngBase64: null,
      publicKeyBase64: station.publicKeyBase64,
      record: entries[certificate.record.seq],
      certificate: entry,
      checkpoint: checkpoints[entry.seq],
      inclusion: { record: await path(certificate.record.seq), certificate: await path(entry.seq) },
    });
    const report = await verifyCertificateFile(file, { subject: 'it', pinnedKeyId: station.keyId }, nodeCrypto);
    expect(report.findings.filter(({ outcome }) => outcome !== 'genuine')).toEqual([]);
    expect(report.outcome).toBe('genuine');
    expect(refusedCodes(await client.call('certificates.issue', issue))).toEqual(['certificate-exists']);

    // The agent draws what it signs from its own ledger: the page that anybody else draws from this file.
    const { certificateId } = certificate;
    const { pageSha256 } = done(await client.call('certificates.signPaper', { certificateId }));
    const drawn = await renderCertificatePdf(file);
    const hole = signatureHole(drawn);
    if (hole === null) throw new Error('no hole');
    expect(pageSha256).toBe(toHex(await nodeCrypto.sha256(signedPart(drawn, hole))));

    const { labelCode } = done(await client.call('labels.code', { recordId: record.recordId }));
    const label = readLabelCode(labelCode);
    expect(label?.facts).toMatchObject({ serialNumber: 'WBTEST00017A3F', outcome: 'sanitized', virtual: true });
    if (label === null) throw new Error('unreadable label');
    const publicKey = fromBase64(station.publicKeyBase64);
    const signed = labelCodeMessage(label.payload);
    expect(await nodeCrypto.verifyEd25519(publicKey, signed, label.signature)).toBe(true);

    const sealing = { session, certificateIds: [certificate.certificateId], manifestSha256: 'd'.repeat(64) };
    const sealed = done(await client.call('exports.seal', sealing));
    const exported = await openEnvelope(sealed.envelope, publicKey, nodeCrypto);
    if ('problem' in exported) throw new Error(exported.problem);
    expect(JSON.parse(Buffer.from(exported.payload).toString())).toMatchObject({
      person: { name: 'Alma Ruiz' },
      virtual: true,
    });
    const { checkpoint } = await client.call('ledger.checkpoint', { entries: sealed.seq + 1 });
    const stated = await openCheckpoint(checkpoint ?? '', publicKey, nodeCrypto);
    const facts = { stationId: station.stationId, entries: sealed.seq + 1, virtual: true };
    expect(stated).toMatchObject({ checkpoint: facts });
    expect((await client.call('ledger.checkpoint', { entries: sealed.seq + 2 })).checkpoint).toBeNull();
    const ledger = readFileSync(join(directory.state, 'ledger.jsonl'));
    const names = { subject: 'ledger.jsonl', checkpointSubject: 'checkpoint.txt', pinnedKeyId: station.keyId };
    const note = readFileSync(join(directory.state, 'checkpoint.txt'), 'utf8');
    expect(note).toBe(checkpoint);
    expect((await verifyLedger(ledger, note, names, nodeCrypto)).outcome).toBe('genuine');
    done(await client.call('virtual.unplug', { bayId: 'bay-01' }));
  },
);

it('keeps key, ledger and people from everybody else', () => {
  for (const name of [
    'station-key.pem',
    'ledger.jsonl',
    'checkpoint.txt',
    'ledger-index.sqlite',
    'people.json',
    'badge-secret',
  ]) {
    expect(statSync(join(directory.state, name)).mode & 0o077, name).toBe(0);
  }
  expect(statSync(directory.state).mode & 0o777).toBe(0o700);
  expect(statSync(agent.socketPath).mode & 0o777).toBe(0o600);
});
