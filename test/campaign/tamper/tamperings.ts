import { toBase64 } from '../../../core/record/bytes.ts';
import { canonicalBytes, canonicalText } from '../../../core/record/canonicalJson.ts';
import type { CertificateV1 } from '../../../core/record/certificateV1.ts';
import type { Envelope } from '../../../core/record/envelope.ts';
import { certificateJsonPath, certificatePdfPath, EXPORT_PATHS } from '../../../core/record/exportLayout.ts';
import { LEDGER_ROOT, type LedgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { deviceErased } from '../../fixtures/record/deviceErased.ts';
import { issue, sampleCertificate, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { type Bytes, zip } from '../../fixtures/record/sampleExport.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';
import type { Evidence } from './evidence.ts';
import { fieldEdits } from './fieldEdits.ts';

/** Evidence that somebody changed: files by name, as a verifier gets them, and the texts of labels. */
export type Tampering = {
  readonly what: string;
  readonly files: readonly (readonly [name: string, bytes: Uint8Array])[];
  readonly labels?: readonly string[];
};

/** Bytes of the archive that are changed, and as many places where it is cut. */
const ARCHIVE_PLACES = 200;

const encode = (text: string) => new TextEncoder().encode(text);
const statementOf = (envelope: Envelope): unknown =>
  JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'));

/** The same evidence as it is; a verifier that does not call this genuine could name everything else. */
export async function untouched({ exported, certificate, label }: Evidence): Promise<Tampering[]> {
  const lines = exported.ledger.entries.map((entry) => `${canonicalText(entry)}\n`).join('');
  const ledger = ['ledger.jsonl', encode(lines)] as const;
  const checkpoint = ['checkpoint.txt', encode(await exported.ledger.checkpoint())] as const;
  const archive = ['batch.zip', await zip(exported.files)] as const;
  return [
    { what: 'ledger', files: [ledger, checkpoint] },
    { what: 'certificate and label', files: [['certificate.json', certificate]], labels: [label] },
    { what: 'export', files: [archive] },
    { what: 'export and ledger', files: [archive, ledger, checkpoint] },
  ];
}

/** Every tampering of the campaign, in a fixed order. */
export async function* tamperings(evidence: Evidence): AsyncGenerator<Tampering> {
  yield* ofLedger(evidence);
  yield* ofCertificate(evidence);
  yield* ofExport(evidence);
  yield* ofLabel(evidence);
}

/**
 * Certificates in which the station itself, with its genuine key, says something else at one place: not every such lie can be refuted, but all
 * verifiers must say the same of it, which only a complete specification makes them do.
 */
export async function* ownLies(): AsyncGenerator<Tampering> {
  const device = deviceErased(sampleRecord(1), { technique: 'ata-sanitize-crypto', leaves: 'anything' });
  for (const record of [sampleRecord(1), device]) {
    for (const { where, edited } of fieldEdits(record)) {
      const { bytes } = await issue(await TestLedger.create(), record, undefined, 1, edited as RecordV1);
      yield { what: `own lie: record ${where}`, files: [['certificate.json', bytes]] };
    }
  }
  const ledger = await TestLedger.create();
  const entry = await ledger.append('application/vnd.wipebench.record.v1+json', sampleRecord(1));
  for (const { where, edited } of fieldEdits(sampleCertificate(sampleRecord(1), entry))) {
    const change = () => edited as CertificateV1;
    const { bytes } = await issue(await TestLedger.create(), sampleRecord(1), change);
    yield { what: `own lie: certificate ${where}`, files: [['certificate.json', bytes]] };
  }
}

async function* ofLedger({ exported, stranger }: Evidence): AsyncGenerator<Tampering> {
  const { entries } = exported.ledger;
  const note = await exported.ledger.checkpoint();
  const ledger = (what: string, changed: readonly LedgerEntry[], checkpoint = note): Tampering => ({
    what: `ledger: ${what}`,
    files: [
      ['ledger.jsonl', encode(changed.map((entry) => `${canonicalText(entry)}\n`).join(''))],
      ['checkpoint.txt', encode(checkpoint)],
    ],
  });
  for (const [seq, entry] of entries.entries()) {
    for (const { where, edited } of fieldEdits(statementOf(entry.envelope))) {
      const payload = toBase64(canonicalBytes(edited));
      const about = `entry ${seq} ${where}`;
      const envelope = { ...entry.envelope, payload };
      yield ledger(about, entries.with(seq, { ...entry, envelope }));
      yield ledger(`${about}, linked anew`, await relinked(entries.with(seq, { ...entry, envelope })));
      const sealed = stranger.seal(entry.envelope.payloadType, edited);
      const forged = await relinked(entries.with(seq, { ...entry, envelope: sealed }));
      yield ledger(`${about}, signed with another key, linked anew`, forged);
    }
    for (const { where, edited } of fieldEdits(entry)) {
      yield ledger(`entry ${seq} as it stands, ${where}`, entries.with(seq, edited as LedgerEntry));
    }
    const dropped = entries.toSpliced(seq, 1);
    yield ledger(`entry ${seq} dropped`, dropped);
    yield ledger(`entry ${seq} dropped, linked anew`, await relinked(dropped));
    const doubled = entries.toSpliced(seq, 0, entry);
    yield ledger(`entry ${seq} doubled`, doubled);
    yield ledger(`entry ${seq} doubled, linked anew`, await relinked(doubled));
    yield ledger(`cut after entry ${seq - 1}`, entries.slice(0, seq));
    yield ledger(
      `cut after entry ${seq - 1}, checkpoint of ${seq} entries by another key`,
      entries.slice(0, seq),
      await stranger.checkpoint(seq),
    );
    const next = entries[seq + 1];
    if (next === undefined) continue;
    const swapped = entries.with(seq, next).with(seq + 1, entry);
    yield ledger(`entries ${seq} and ${seq + 1} swapped`, swapped);
    yield ledger(`entries ${seq} and ${seq + 1} swapped, linked anew`, await relinked(swapped));
  }
  yield ledger('all of it by another key', stranger.entries, await stranger.checkpoint());
  yield ledger('a checkpoint of other entries', entries, await stranger.checkpoint());
  for (let at = 0; at < note.length; at += 1) {
    yield ledger(`checkpoint letter ${at}`, entries, otherLetter(note, at));
  }
  yield ledger('no checkpoint text', entries, '');
}

async function* ofCertificate({
  exported,
  certificate,
  stranger,
  strangerCertificate,
}: Evidence): AsyncGenerator<Tampering> {
  const file = (what: string, bytes: Uint8Array): Tampering => ({
    what: `certificate: ${what}`,
    files: [['certificate.json', bytes]],
  });
  const genuine: Record<string, unknown> = JSON.parse(new TextDecoder().decode(certificate));
  for (const { where, edited } of fieldEdits(genuine)) yield file(where, canonicalBytes(edited));
  for (const part of ['record', 'certificate'] as const) {
    const entry = genuine[part] as LedgerEntry;
    for (const { where, edited } of fieldEdits(statementOf(entry.envelope))) {
      const changed = { ...entry.envelope, payload: toBase64(canonicalBytes(edited)) };
      const [link] = await relinked([{ ...entry, envelope: changed }], entry.seq, entry.prev);
      yield file(`${part} ${where}, linked anew`, canonicalBytes({ ...genuine, [part]: link }));
      const sealed = stranger.seal(entry.envelope.payloadType, edited);
      const [forged] = await relinked([{ ...entry, envelope: sealed }], entry.seq, entry.prev);
      yield file(`${part} ${where}, signed with another key`, canonicalBytes({ ...genuine, [part]: forged }));
    }
  }
  yield file('all of it by another key', strangerCertificate);
  const two = [...exported.files].filter(([path]) => path.endsWith('.json') && path.startsWith('certificates/'));
  const other: Record<string, unknown> = JSON.parse(new TextDecoder().decode(two[1]?.[1]));
  for (const part of ['record', 'certificate', 'checkpoint', 'inclusion']) {
    yield file(`${part} of another certificate`, canonicalBytes({ ...genuine, [part]: other[part] }));
  }
  for (let at = 0; at < certificate.length; at += 97) {
    yield file(`byte ${at}`, flipped(certificate, at));
    yield file(`cut at byte ${at}`, certificate.slice(0, at));
  }
}

async function* ofExport({ exported, other, strangerExport }: Evidence): AsyncGenerator<Tampering> {
  const batch = async (what: string, files: ReadonlyMap<string, Bytes>): Promise<Tampering> => ({
    what: `export: ${what}`,
    files: [['batch.zip', await zip(files)]],
  });
  const { files, certificateIds } = exported;
  const copy = () => new Map(files);
  for (const [path, bytes] of files) {
    for (const part of [0, 0.3, 0.6, 0.99]) {
      yield batch(`${path} byte at ${part}`, copy().set(path, flipped(bytes, Math.floor(bytes.length * part))));
    }
    const without = copy();
    without.delete(path);
    yield batch(`without ${path}`, without);
    const theirs = other.files.get(path);
    if (theirs !== undefined && Buffer.compare(theirs, bytes) !== 0) {
      yield batch(`${path} of another export`, copy().set(path, theirs));
    }
    if (path.endsWith('.json')) {
      for (const { where, edited } of fieldEdits(JSON.parse(new TextDecoder().decode(bytes)))) {
        yield batch(`${path} ${where}`, copy().set(path, canonicalBytes(edited)));
      }
    }
  }
  yield batch('a file more', copy().set('certificates/more.json', encode('{}')));
  const [first = '', second = ''] = certificateIds;
  for (const pathOf of [certificateJsonPath, certificatePdfPath]) {
    const [one, two] = [files.get(pathOf(first)), files.get(pathOf(second))];
    if (one !== undefined && two !== undefined) {
      yield batch(`${pathOf(first)} and the next swapped`, copy().set(pathOf(first), two).set(pathOf(second), one));
      yield batch(`${pathOf(first)} twice`, copy().set(pathOf(second), one));
    }
  }
  for (const id of certificateIds) {
    const fewer = copy();
    fewer.delete(certificateJsonPath(id));
    fewer.delete(certificatePdfPath(id));
    const manifest = JSON.parse(new TextDecoder().decode(files.get(EXPORT_PATHS.manifest)));
    const honest = {
      ...manifest,
      certificateIds: manifest.certificateIds.filter((each: string) => each !== id),
      files: manifest.files.filter(({ path }: { path: string }) => !path.includes(id)),
    };
    yield batch(`${id} dropped from files and manifest`, fewer.set(EXPORT_PATHS.manifest, canonicalBytes(honest)));
  }
  yield batch('all of it by another key', strangerExport.files);
  const archive = await zip(files);
  for (let at = 0; at < archive.length; at += Math.ceil(archive.length / ARCHIVE_PLACES)) {
    yield { what: `export: archive byte ${at}`, files: [['batch.zip', flipped(archive, at)]] };
    yield { what: `export: archive cut at ${at}`, files: [['batch.zip', archive.subarray(0, at)]] };
  }
  yield {
    what: 'export: beside another history of the same ledger',
    files: [
      ['batch.zip', archive],
      ['other.zip', await zip(other.files)],
    ],
  };
}

async function* ofLabel({ certificate, label, strangerLabel }: Evidence): AsyncGenerator<Tampering> {
  const given = (what: string, text: string): Tampering => ({
    what: `label: ${what}`,
    files: [['certificate.json', certificate]],
    labels: [text],
  });
  for (let at = 'WB1:'.length; at < label.length; at += 1) yield given(`letter ${at}`, otherLetter(label, at));
  for (let at = 5; at < label.length; at += 17) yield given(`cut at ${at}`, label.slice(0, at));
  yield given('of the same wipe by another key', strangerLabel);
}

/** The entries with places and hashes that follow from what they now hold, as somebody with the format in hand would make them. */
async function relinked(entries: readonly LedgerEntry[], from = 0, before = LEDGER_ROOT): Promise<LedgerEntry[]> {
  const linked: LedgerEntry[] = [];
  let prev = before;
  for (const { envelope } of entries) {
    const { seq, hash } = await linkFor(from + linked.length, prev, envelope, nodeCrypto);
    linked.push({ seq, prev, hash, envelope });
    prev = hash;
  }
  return linked;
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

function otherLetter(text: string, at: number): string {
  const letter = text.charAt(at);
  return text.slice(0, at) + (letter === 'A' ? 'B' : 'A') + text.slice(at + 1);
}
