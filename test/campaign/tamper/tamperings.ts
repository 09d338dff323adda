import { toBase64 } from '../../../core/record/bytes.ts';
import { canonicalBytes, canonicalText } from '../../../core/record/canonicalJson.ts';
import type { PlacedRotation } from '../../../core/record/certificateFile.ts';
import type { CertificateV1 } from '../../../core/record/certificateV1.ts';
import type { CertificateV2 } from '../../../core/record/certificateV2.ts';
import { type Envelope, KEY_ROTATION } from '../../../core/record/envelope.ts';
import { certificateJsonPath, certificatePdfPath, EXPORT_PATHS } from '../../../core/record/exportLayout.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { deviceErased } from '../../fixtures/record/deviceErased.ts';
import { paperCertificate, paperCertificateFile, UNSIGNED_PAPER } from '../../fixtures/record/paperCertificate.ts';
import { issue, sampleCertificate, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { type Bytes, zip } from '../../fixtures/record/sampleExport.ts';
import { sealedTwice, TestLedger, testKey } from '../../fixtures/record/testLedger.ts';
import type { Evidence } from './evidence.ts';
import { fieldEdits } from './fieldEdits.ts';
import { relinked } from './relinked.ts';

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
export async function untouched({ about, exported, certificates }: Evidence): Promise<Tampering[]> {
  const lines = exported.ledger.entries.map((entry) => `${canonicalText(entry)}\n`).join('');
  const ledger = ['ledger.jsonl', encode(lines)] as const;
  const checkpoint = ['checkpoint.txt', encode(await exported.ledger.checkpoint())] as const;
  const archive = ['batch.zip', await zip(exported.files)] as const;
  return [
    { what: `ledger${about}`, files: [ledger, checkpoint] },
    ...certificates.map((each) => ({
      what: `${each.about} and label`,
      files: [['certificate.json', certificateAt(exported, each.place)]] as const,
      labels: [each.label],
    })),
    { what: `export${about}`, files: [archive] },
    { what: `export${about} and ledger`, files: [archive, ledger, checkpoint] },
  ];
}

/** The file of the certificate at a place of an export. */
function certificateAt({ files, certificateIds }: Evidence['exported'], place: number): Uint8Array {
  const bytes = files.get(certificateJsonPath(certificateIds[place] ?? ''));
  if (bytes === undefined) throw new RangeError(`no certificate ${place}`);
  return bytes;
}

/** Every tampering of the campaign, in a fixed order. */
export async function* tamperings(evidence: Evidence): AsyncGenerator<Tampering> {
  yield* ofLedger(evidence);
  for (const each of evidence.certificates) {
    yield* ofCertificate(evidence, each);
    yield* ofLabel(evidence, each);
  }
  yield* ofExport(evidence);
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
  yield* liesOnPaper();
  yield* liesInKeyChanges();
}

const SECOND_KEY = 'WIPEBENCH TEST KEY 2, NOT SECRET';

/** Lies in a certificate of version 2, in files of version 2 and of version 3. */
async function* liesOnPaper(): AsyncGenerator<Tampering> {
  const record = sampleRecord(1);
  for (const rotated of [false, true]) {
    const ledger = async () => {
      const made = await TestLedger.create();
      const entry = await made.append('application/vnd.wipebench.record.v1+json', record);
      if (rotated) await made.rotate(SECOND_KEY);
      return { made, entry };
    };
    const { entry } = await ledger();
    for (const { where, edited } of fieldEdits(paperCertificate(record, entry, 1, UNSIGNED_PAPER))) {
      const { made } = await ledger();
      const sealed = await made.append('application/vnd.wipebench.certificate.v2+json', edited as CertificateV2);
      const bytes = canonicalBytes(await paperCertificateFile(made, entry, sealed));
      const what = `own lie: certificate of version 2${rotated ? ' after a key change' : ''} ${where}`;
      yield { what, files: [['certificate.json', bytes]] };
    }
  }
}

/** Lies in a key change that both keys signed, in a ledger with all that follows from it. */
async function* liesInKeyChanges(): AsyncGenerator<Tampering> {
  const ledger = await TestLedger.create();
  await ledger.append('application/vnd.wipebench.record.v1+json', sampleRecord(1));
  const rotation = await ledger.rotate(SECOND_KEY);
  await ledger.append('application/vnd.wipebench.record.v1+json', sampleRecord(2));
  const keys = [testKey('WIPEBENCH TEST KEY, NOT SECRET. '), testKey(SECOND_KEY)] as const;
  for (const { where, edited } of fieldEdits(statementOf(rotation.envelope))) {
    const envelope = await sealedTwice(canonicalBytes(edited), ...keys);
    const entries = await relinked(ledger.entries.with(rotation.seq, { ...rotation, envelope }));
    const note = (await ledger.notesOver(entries)).at(-1) ?? '';
    const lines = entries.map((entry) => `${canonicalText(entry)}\n`).join('');
    yield {
      what: `own lie: key change ${where}`,
      files: [
        ['ledger.jsonl', encode(lines)],
        ['checkpoint.txt', encode(note)],
      ],
    };
  }
}

/** Everybody else who could sign something: a stranger, and at any place the station's own keys of other times. */
type Forger = { readonly who: string; seal(entry: LedgerEntry, content: unknown): Promise<Envelope> };

type Forgers = { readonly stranger: Forger; readonly own: readonly Forger[] };

async function forgersOf({ keys, strangerExport }: Evidence): Promise<Forgers> {
  const forger = async (who: string, word: string): Promise<Forger> => {
    const ledger = await TestLedger.create(word);
    const key = testKey(word);
    return {
      who,
      seal: async ({ envelope: { payloadType } }, content) =>
        payloadType === KEY_ROTATION
          ? sealedTwice(canonicalBytes(content), key, key)
          : ledger.seal(payloadType, content),
    };
  };
  const stranger: Forger = {
    who: 'another key',
    seal: async ({ envelope: { payloadType } }, content) =>
      payloadType === KEY_ROTATION
        ? sealedTwice(canonicalBytes(content), testKey('A STRANGER'), testKey('ANOTHER STRANGER'))
        : strangerExport.ledger.seal(payloadType, content),
  };
  const own = keys.length === 1 ? [] : keys.map((word, index) => forger(`the station's key ${index + 1}`, word));
  return { stranger, own: await Promise.all(own) };
}

/** The keys of a station that do not sign at an entry's place. */
async function othersAt(entry: LedgerEntry, forgers: readonly Forger[]): Promise<Forger[]> {
  const genuine = entry.envelope.signatures[0]?.keyid;
  const found: Forger[] = [];
  for (const forger of forgers) {
    const { signatures } = await forger.seal(entry, statementOf(entry.envelope));
    if (signatures[0]?.keyid !== genuine) found.push(forger);
  }
  return found;
}

async function* ofLedger(evidence: Evidence): AsyncGenerator<Tampering> {
  const { about: kind, exported, strangerExport } = evidence;
  const theirs = strangerExport.ledger;
  const { stranger, own } = await forgersOf(evidence);
  const { entries } = exported.ledger;
  // Records are alike: of several, each has its fields changed, one of them in every way.
  const records = entries.filter(({ envelope }) => envelope.payloadType.includes('record'));
  const inOneWay = kind === '' ? [] : records.toSpliced(2, 1);
  const note = await exported.ledger.checkpoint();
  const ledger = (what: string, changed: readonly LedgerEntry[], checkpoint = note): Tampering => ({
    what: `ledger${kind}: ${what}`,
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
      yield ledger(`${about}, linked anew`, await relinked(entries.with(seq, { ...entry, envelope })));
      if (inOneWay.includes(entry)) continue;
      yield ledger(about, entries.with(seq, { ...entry, envelope }));
      const forged = await relinked(entries.with(seq, { ...entry, envelope: await stranger.seal(entry, edited) }));
      yield ledger(`${about}, signed with another key, linked anew`, forged);
    }
    for (const { who, seal } of [stranger, ...(await othersAt(entry, own))]) {
      const envelope = await seal(entry, statementOf(entry.envelope));
      const forged = await relinked(entries.with(seq, { ...entry, envelope }));
      yield ledger(`entry ${seq} signed with ${who}, linked anew`, forged);
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
      await theirs.checkpoint(seq),
    );
    const next = entries[seq + 1];
    if (next === undefined) continue;
    const swapped = entries.with(seq, next).with(seq + 1, entry);
    yield ledger(`entries ${seq} and ${seq + 1} swapped`, swapped);
    yield ledger(`entries ${seq} and ${seq + 1} swapped, linked anew`, await relinked(swapped));
  }
  yield ledger('all of it by another key', theirs.entries, await theirs.checkpoint());
  yield ledger('a checkpoint of other entries', entries, await theirs.checkpoint());
  for (let at = 0; at < note.length; at += 1) {
    yield ledger(`checkpoint letter ${at}`, entries, otherLetter(note, at));
  }
  yield ledger('no checkpoint text', entries, '');
}

async function* ofCertificate(
  evidence: Evidence,
  { about, place }: Evidence['certificates'][number],
): AsyncGenerator<Tampering> {
  const { exported, other: otherHistory, strangerExport } = evidence;
  const certificate = certificateAt(exported, place);
  const { stranger, own } = await forgersOf(evidence);
  const file = (what: string, bytes: Uint8Array): Tampering => ({
    what: `${about}: ${what}`,
    files: [['certificate.json', bytes]],
  });
  const genuine: Record<string, unknown> = JSON.parse(new TextDecoder().decode(certificate));
  for (const { where, edited } of fieldEdits(genuine)) yield file(where, canonicalBytes(edited));
  for (const part of ['record', 'certificate'] as const) {
    const entry = genuine[part] as LedgerEntry;
    // Of the two parts, the certificate's fields are also signed with the station's keys of other times.
    const signers = [stranger, ...(part === 'record' ? [] : await othersAt(entry, own))];
    for (const { where, edited } of fieldEdits(statementOf(entry.envelope))) {
      const changed = { ...entry.envelope, payload: toBase64(canonicalBytes(edited)) };
      const [link] = await relinked([{ ...entry, envelope: changed }], entry.seq, entry.prev);
      yield file(`${part} ${where}, linked anew`, canonicalBytes({ ...genuine, [part]: link }));
      for (const { who, seal } of signers) {
        const [forged] = await relinked([{ ...entry, envelope: await seal(entry, edited) }], entry.seq, entry.prev);
        yield file(`${part} ${where}, signed with ${who}`, canonicalBytes({ ...genuine, [part]: forged }));
      }
    }
  }
  yield* ofRotations(genuine, [stranger, ...own], file);
  yield file('all of it by another key', certificateAt(strangerExport, place));
  const others: readonly (readonly [string, Uint8Array])[] = [
    ['another certificate', certificateAt(exported, place + 1)],
    ['the same certificate in another history', certificateAt(otherHistory, place)],
  ];
  for (const [whose, bytes] of others) {
    const other: Record<string, unknown> = JSON.parse(new TextDecoder().decode(bytes));
    for (const part of Object.keys(genuine)) {
      if (canonicalText(other[part] ?? null) === canonicalText(genuine[part])) continue;
      yield file(`${part} of ${whose}`, canonicalBytes({ ...genuine, [part]: other[part] ?? null }));
    }
  }
  for (let at = 0; at < certificate.length; at += 97) {
    yield file(`byte ${at}`, flipped(certificate, at));
    yield file(`cut at byte ${at}`, certificate.slice(0, at));
  }
}

/** The key changes that a certificate file carries: each field, each signature, each left out, doubled or in another place. */
async function* ofRotations(
  genuine: Readonly<Record<string, unknown>>,
  forgers: readonly Forger[],
  file: (what: string, bytes: Uint8Array) => Tampering,
): AsyncGenerator<Tampering> {
  const rotations = (genuine.rotations ?? []) as readonly PlacedRotation[];
  const withRotations = (changed: readonly unknown[]) => canonicalBytes({ ...genuine, rotations: changed });
  for (const [at, rotation] of rotations.entries()) {
    const { entry } = rotation;
    for (const { where, edited } of fieldEdits(statementOf(entry.envelope))) {
      const envelopes: [string, Envelope][] = [
        ['linked anew', { ...entry.envelope, payload: toBase64(canonicalBytes(edited)) }],
      ];
      for (const { who, seal } of forgers) envelopes.push([`signed with ${who}`, await seal(entry, edited)]);
      for (const [how, envelope] of envelopes) {
        const [link] = await relinked([{ ...entry, envelope }], entry.seq, entry.prev);
        yield file(
          `key change ${at} ${where}, ${how}`,
          withRotations(rotations.with(at, { ...rotation, entry: link ?? entry })),
        );
      }
    }
    const [one, two] = entry.envelope.signatures;
    for (const signatures of [[two, one], [one, one], [two, two], [one], [two]]) {
      const envelope = { ...entry.envelope, signatures } as Envelope;
      const [link] = await relinked([{ ...entry, envelope }], entry.seq, entry.prev);
      const which = signatures.map((each) => (each === one ? 'old' : 'new')).join(' and ');
      yield file(
        `key change ${at} signed by ${which}`,
        withRotations(rotations.with(at, { ...rotation, entry: link ?? entry })),
      );
    }
    yield file(`key change ${at} left out`, withRotations(rotations.toSpliced(at, 1)));
    yield file(`key change ${at} doubled`, withRotations(rotations.toSpliced(at, 0, rotation)));
  }
  if (rotations.length === 0) return;
  yield file('key changes in another order', withRotations(rotations.toReversed()));
  const { rotations: _left, ...without } = genuine;
  yield file('as a file without key changes', canonicalBytes({ ...without, format: 'wipebench-certificate-file/2' }));
}

async function* ofExport({ about, exported, other, strangerExport }: Evidence): AsyncGenerator<Tampering> {
  const batch = async (what: string, files: ReadonlyMap<string, Bytes>): Promise<Tampering> => ({
    what: `export${about}: ${what}`,
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
    // The fields of certificates with paper are changed one by one in their files alone.
    if (path.endsWith('.json') && (about === '' || !path.startsWith('certificates/'))) {
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
    yield { what: `export${about}: archive byte ${at}`, files: [['batch.zip', flipped(archive, at)]] };
    yield { what: `export${about}: archive cut at ${at}`, files: [['batch.zip', archive.subarray(0, at)]] };
  }
  yield {
    what: `export${about}: beside another history of the same ledger`,
    files: [
      ['batch.zip', archive],
      ['other.zip', await zip(other.files)],
    ],
  };
}

async function* ofLabel(
  { about, exported }: Evidence,
  { place, label, strangerLabel }: Evidence['certificates'][number],
): AsyncGenerator<Tampering> {
  const certificate = certificateAt(exported, place);
  const given = (what: string, text: string): Tampering => ({
    what: `label${about}: ${what}`,
    files: [['certificate.json', certificate]],
    labels: [text],
  });
  for (let at = 'WB1:'.length; at < label.length; at += 1) yield given(`letter ${at}`, otherLetter(label, at));
  for (let at = 5; at < label.length; at += 17) yield given(`cut at ${at}`, label.slice(0, at));
  yield given('of the same wipe by another key', strangerLabel);
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
