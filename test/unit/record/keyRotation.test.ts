import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64, toBase64, toHex } from '../../../core/record/bytes.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import { signedCheckpoint } from '../../../core/record/checkpoint.ts';
import { certificateJsonPath, certificatePdfPath, csvBytes, EXPORT_PATHS } from '../../../core/record/exportLayout.ts';
import { linkFor } from '../../../core/record/ledgerEntry.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { verifyExportFiles } from '../../../core/record/verifyExport.ts';
import { verifyLabel } from '../../../core/record/verifyLabel.ts';
import { verifyLedger } from '../../../core/record/verifyLedger.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import {
  fileBytes,
  ledgerBytes,
  type RotatedEvidence,
  rotatedEvidence,
  SECOND_KEY,
  THIRD_KEY,
} from '../../fixtures/record/rotatedEvidence.ts';
import { issue, sampleCertificate, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { type Bytes, drawStandIn, sampleExport, sealInto } from '../../fixtures/record/sampleExport.ts';
import { type RotationLie, TestLedger, testKey } from '../../fixtures/record/testLedger.ts';

const FIRST_KEY = 'WIPEBENCH TEST KEY, NOT SECRET. ';
let made: RotatedEvidence;
beforeAll(async () => {
  made = await rotatedEvidence();
});

const codesOf = (findings: readonly { outcome: string; code: string }[]) =>
  findings.filter(({ outcome }) => outcome === 'not-genuine').map(({ code }) => code);

async function ofCertificate(file: object, pinnedKeyId: string | null = made.ledger.keyId) {
  const report = await verifyCertificateFile(fileBytes(file), { subject: 'it', pinnedKeyId }, nodeCrypto);
  expect(report.outcome === 'genuine').toBe(codesOf(report.findings).length === 0);
  return { ...report, codes: codesOf(report.findings) };
}
async function ofExport(files: ReadonlyMap<string, Bytes>) {
  const options = { subject: 'it', pinnedKeyId: made.ledger.keyId, comparePdf: null };
  const report = await verifyExportFiles(files, options, nodeCrypto);
  expect(report.outcome === 'genuine').toBe(codesOf(report.findings).length === 0);
  return { ...report, codes: codesOf(report.findings) };
}
async function ofLedger(ledger: TestLedger, note?: string) {
  const names = { subject: 'it', checkpointSubject: 'note', pinnedKeyId: made.ledger.keyId };
  const report = await verifyLedger(ledgerBytes(ledger), note ?? (await ledger.checkpoint()), names, nodeCrypto);
  expect(report.outcome === 'genuine').toBe(codesOf(report.findings).length === 0);
  return { ...report, codes: codesOf(report.findings) };
}

/** A ledger that begins as a station's does. */
async function begun(): Promise<TestLedger> {
  const ledger = await TestLedger.create();
  await appendAct(ledger, 'station-created', { keyId: ledger.keyId, publicKeyBase64: ledger.publicKeyBase64 });
  return ledger;
}
const appendAct = (ledger: TestLedger, name = 'wipe-refused', details: object = {}) =>
  ledger.append('application/vnd.wipebench.act.v1+json', actOf(name, details));
const actOf = (act: string, details: object = {}) => ({
  format: 'wipebench-act/1',
  act,
  at: '2026-05-01T09:00:00.000Z',
  stationId: 'station-1',
  virtual: true,
  person: null,
  details,
});

describe('a station that changed its key twice', () => {
  it('is known by its first key alone: ledger, certificate, label and export are genuine under it, and under no later one', async () => {
    const { ledger, certificate, files, label } = made;
    expect((await ofLedger(ledger)).findings.map(({ code }) => code)).toContain('keys-followed');
    const opened = await ofCertificate(certificate);
    expect(opened.codes).toEqual([]);
    expect(opened.findings.map(({ code }) => code)).toContain('keys-followed');
    expect((await ofExport(files)).codes).toEqual([]);
    expect((await ofCertificate(certificate, ledger.signingKeyId)).codes).toEqual(['key-not-pinned']);
    if (opened.opened === null) throw new Error('not genuine');
    expect((await verifyLabel(label, [opened.opened], [], nodeCrypto)).outcome).toBe('genuine');
    expect((await verifyLabel(label, [], [], nodeCrypto)).outcome).toBe('unusable');
  });

  it('cannot relabel an earlier record with a later key', async () => {
    const { opened } = await ofCertificate(made.certificate);
    if (opened === null) throw new Error('not genuine');
    const later = { ...opened, recordKey: { ...opened.recordKey, keyId: made.ledger.signingKeyId } };
    const report = await verifyLabel(made.label, [later], [], nodeCrypto);
    expect([report.outcome, codesOf(report.findings)]).toEqual(['not-genuine', ['label-other-key']]);
  });

  it('keeps the evidence from before its change genuine as it is', async () => {
    const ledger = await begun();
    const { bytes } = await issue(ledger, sampleRecord(1), undefined, 1);
    await ledger.rotate(SECOND_KEY);
    const report = await verifyCertificateFile(bytes, { subject: 'it', pinnedKeyId: ledger.keyId }, nodeCrypto);
    expect(report.outcome).toBe('genuine');
  });
});

describe('a key change is refused, by name, that', () => {
  it.each<[string, RotationLie, string]>([
    ['the old key did not sign', { byOld: 'A STRANGER WITH A KEY OF HIS OWN' }, 'entry-rotation-not-by-old-key'],
    ['only the new key signed', { byOld: SECOND_KEY }, 'entry-rotation-not-by-old-key'],
    ['the new key did not sign', { byNew: 'A STRANGER WITH A KEY OF HIS OWN' }, 'entry-rotation-not-by-new-key'],
    ['only the old key signed', { byNew: FIRST_KEY }, 'entry-rotation-not-by-new-key'],
    ['names another old key', { content: { oldKeyId: 'ab'.repeat(32) } }, 'entry-rotation-other-keys'],
    ['names another new key', { content: { newKeyId: 'ab'.repeat(32) } }, 'entry-rotation-other-keys'],
    ['carries no key', { content: { newPublicKeyBase64: 'AAAA' } }, 'entry-malformed'],
    ['has a field more', { content: { more: 1 } }, 'entry-malformed'],
    ['is of another station', { content: { stationId: 'station-2' } }, 'other-station'],
    ['is of a real bench in a virtual one', { content: { virtual: false } }, 'other-station'],
  ])('%s', async (_what, lie, code) => {
    const ledger = await begun();
    await ledger.rotate(SECOND_KEY, lie);
    await appendAct(ledger);
    expect((await ofLedger(ledger)).codes).toEqual([code]);
  });

  it('goes back to a key that was given up, or to the same key', async () => {
    const back = await begun();
    await back.rotate(SECOND_KEY);
    await back.rotate(FIRST_KEY);
    expect((await ofLedger(back)).codes).toEqual(['entry-rotation-other-keys']);
    const same = await begun();
    await same.rotate(FIRST_KEY);
    expect((await ofLedger(same)).codes).toEqual(['entry-rotation-other-keys']);
  });

  it('has one signature, three, or the two of another statement', async () => {
    for (const count of [1, 3]) {
      const ledger = await begun();
      const envelope = made.ledger.rotations[0]?.envelope;
      if (envelope === undefined) throw new Error('no key change');
      const [first, second] = envelope.signatures;
      const signatures = [first, second, first].slice(0, count) as typeof envelope.signatures;
      await ledger.add({ ...envelope, signatures });
      expect((await ofLedger(ledger)).codes).toEqual(['wrong-shape']);
    }
    const ledger = await begun();
    const sealed = ledger.seal('application/vnd.wipebench.act.v1+json', actOf('wipe-refused'));
    await ledger.add({ ...sealed, signatures: [...sealed.signatures, ...sealed.signatures] });
    expect((await ofLedger(ledger)).codes).toEqual(['wrong-shape']);
  });
});

describe('after a key change is refused, by name,', () => {
  it('an entry of the old key, in a ledger', async () => {
    const ledger = await begun();
    const old = ledger.seal('application/vnd.wipebench.act.v1+json', actOf('wipe-refused'));
    await ledger.rotate(SECOND_KEY);
    await ledger.add(old);
    expect((await ofLedger(ledger)).codes).toEqual(['entry-retired-key']);
  });

  it('an entry of the new key before the change, in a ledger', async () => {
    const ledger = await begun();
    const other = await TestLedger.create(SECOND_KEY);
    await ledger.add(other.seal('application/vnd.wipebench.act.v1+json', actOf('wipe-refused')));
    await ledger.rotate(SECOND_KEY);
    expect((await ofLedger(ledger)).codes).toEqual(['entry-other-key']);
  });

  it('a checkpoint of the old key; and of the new key before the change', async () => {
    const ledger = await begun();
    const twin = await begun();
    await ledger.rotate(SECOND_KEY);
    const facts = { entries: 2, root: (await ledger.checkpoint()).split('\n')[2] ?? '' };
    const root = Buffer.from(facts.root, 'base64').toString('hex');
    await appendAct(twin);
    expect((await ofLedger(ledger, await twin.checkpoint(2, { root }))).codes).toEqual(['checkpoint-retired-key']);
    const stranger = await TestLedger.create(SECOND_KEY);
    await appendAct(stranger);
    const before = await stranger.checkpoint(1);
    const one = await begun();
    expect((await ofLedger(one, before)).codes).toEqual(['checkpoint-other-key']);
  });

  it('a record of the old key, and one of a later key, in a certificate', async () => {
    const { certificate, ledger } = made;
    const resealed = async (word: string) => {
      const { record } = certificate;
      const other = await TestLedger.create(word);
      const envelope = other.seal(
        record.envelope.payloadType,
        JSON.parse(new TextDecoder().decode(fromBase64(record.envelope.payload))),
      );
      const { hash } = await linkFor(record.seq, record.prev, envelope, nodeCrypto);
      return { ...certificate, record: { ...record, envelope, hash } };
    };
    expect(ledger.rotations).toHaveLength(2);
    expect((await ofCertificate(await resealed(FIRST_KEY))).codes).toEqual(['entry-retired-key']);
    expect((await ofCertificate(await resealed(THIRD_KEY))).codes).toEqual(['entry-later-key']);
    expect((await ofCertificate(await resealed('A STRANGER WITH A KEY OF HIS OWN'))).codes).toEqual([
      'entry-other-key',
    ]);
  });

  it('a certificate without its key changes, with one of them, with them in disorder, or with one from after it', async () => {
    const { certificate } = made;
    const [first, second] = certificate.rotations;
    const { rotations: _, ...plain } = certificate;
    const without = await ofCertificate({ ...plain, format: 'wipebench-certificate-file/2' });
    expect(without.codes).toEqual(['entry-other-key', 'entry-other-key']);
    expect((await ofCertificate({ ...certificate, rotations: [] })).codes).toEqual(['wrong-shape']);
    expect((await ofCertificate({ ...certificate, rotations: [first] })).codes).toEqual(['entry-other-key']);
    expect((await ofCertificate({ ...certificate, rotations: [second] })).codes).toEqual([
      'entry-rotation-not-by-old-key',
    ]);
    expect((await ofCertificate({ ...certificate, rotations: [second, first] })).codes).not.toEqual([]);
    expect((await ofCertificate({ ...certificate, rotations: [first, first, second] })).codes).toEqual([
      'rotations-out-of-order',
    ]);
    const late = { ...second, entry: { ...second?.entry, seq: certificate.certificate.seq } };
    expect((await ofCertificate({ ...certificate, rotations: [first, late] })).codes).toEqual([
      'rotations-out-of-order',
    ]);
  });

  it('an export without its key changes, with one of them, or with a place that is not in its tree', async () => {
    const { files } = made;
    const rotations = JSON.parse(new TextDecoder().decode(files.get(EXPORT_PATHS.rotations) ?? new Uint8Array()));
    const changed = async (list: unknown[] | null) => {
      const other = new Map(files);
      if (list === null) other.delete(EXPORT_PATHS.rotations);
      else other.set(EXPORT_PATHS.rotations, canonicalBytes({ ...rotations, rotations: list }));
      return (await ofExport(other)).codes;
    };
    const [first, second] = rotations.rotations;
    expect(await changed([first, second])).toEqual([]);
    expect(await changed(null)).toContain('entry-other-key');
    expect(await changed([first])).toContain('entry-other-key');
    expect(await changed([second])).toEqual(['entry-rotation-not-by-old-key']);
    expect(await changed([])).toEqual(['wrong-shape']);
    expect(await changed([first, { ...second, inclusion: first.inclusion }])).toContain('entry-not-in-tree');
  });

  it('a certificate of the old key after the change, in an export that knows of the change', async () => {
    const { files, ledger, certificateIds } = await sampleExport(1);
    await ledger.rotate(SECOND_KEY);
    const old = await TestLedger.create();
    const record = await ledger.add(old.seal('application/vnd.wipebench.record.v1+json', sampleRecord(2)));
    const content = sampleCertificate(sampleRecord(2), record, 2);
    const certificate = await ledger.add(old.seal('application/vnd.wipebench.certificate.v1+json', content));
    const entries = certificate.seq + 1;
    const path = async (seq: number) => (await ledger.tree.inclusion(seq, entries)).map(toHex);
    const root = toHex(await ledger.tree.root(entries));
    const facts = { stationId: 'station-1', entries, root, certificates: 2, virtual: true };
    const { publicKey, sign } = testKey(FIRST_KEY);
    const bytes = canonicalBytes({
      format: 'wipebench-certificate-file/1',
      publicKeyBase64: ledger.publicKeyBase64,
      record,
      certificate,
      checkpoint: await signedCheckpoint(facts, publicKey, (text) => new Uint8Array(sign(text)), nodeCrypto),
      inclusion: { record: await path(record.seq), certificate: await path(certificate.seq) },
    });
    // Alone it cannot be told from the station's own: nothing in it knows of the change.
    expect((await ofCertificate(JSON.parse(new TextDecoder().decode(bytes)))).codes).toEqual([]);
    const ids = [...certificateIds, content.certificateId];
    files.set(certificateJsonPath(content.certificateId), bytes);
    files.set(certificatePdfPath(content.certificateId), await drawStandIn(bytes));
    const first = JSON.parse(new TextDecoder().decode(files.get(certificateJsonPath(certificateIds[0] ?? ''))));
    const contentOf = (entry: { envelope: { payload: string } }) =>
      JSON.parse(new TextDecoder().decode(fromBase64(entry.envelope.payload)));
    const rows = [first, { certificate }].map(({ certificate: entry }) => ({
      certificate: contentOf(entry),
      ...entry,
    }));
    files.set(EXPORT_PATHS.certificatesCsv, csvBytes(rows));
    for (const name of [...files.keys()]) if (/^manifest|^ledger/.test(name)) files.delete(name);
    await sealInto(files, ledger, ids);
    expect((await ofExport(files)).codes).toEqual(['entry-retired-key', 'entry-retired-key']);
  });

  it('every changed letter of a key change, wherever it is carried', async () => {
    const { certificate } = made;
    const leaves = leafPaths(certificate.rotations[1]);
    expect(leaves.length).toBeGreaterThan(8);
    for (const path of leaves) {
      const rotations = structuredClone(certificate.rotations);
      bend(rotations[1], path);
      expect((await ofCertificate({ ...certificate, rotations })).codes, path.join('.')).not.toEqual([]);
    }
    const entry = made.ledger.rotations[1];
    const payload = new TextDecoder().decode(fromBase64(entry?.envelope.payload ?? ''));
    for (const name of Object.keys(JSON.parse(payload))) {
      const content = JSON.parse(payload);
      bend(content, [name]);
      const rotations = structuredClone(certificate.rotations);
      const bent = rotations[1]?.entry;
      if (bent === undefined) throw new Error('no second key change');
      bent.envelope.payload = toBase64(canonicalBytes(content));
      bent.hash = (await linkFor(bent.seq, bent.prev, bent.envelope, nodeCrypto)).hash;
      expect((await ofCertificate({ ...certificate, rotations })).codes, name).toEqual([
        'entry-rotation-not-by-old-key',
      ]);
    }
  });
});

type Path = readonly (string | number)[];

/** Where texts and numbers stand in a value. */
function leafPaths(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return Object.entries(value).flatMap(([name, inner]) => leafPaths(inner).map((path) => [name, ...path]));
}

/** Changes one text, number or truth value, within its alphabet. */
function bend(value: unknown, [name, ...rest]: Path): void {
  const object = value as Record<string | number, unknown>;
  if (name === undefined) throw new Error('nothing to bend');
  if (rest.length > 0) return bend(object[name], rest);
  const old = object[name];
  if (typeof old === 'number') object[name] = old + 1;
  else if (typeof old === 'boolean') object[name] = !old;
  else {
    const text = String(old);
    const at = text.length >> 1;
    object[name] = text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1);
  }
}
