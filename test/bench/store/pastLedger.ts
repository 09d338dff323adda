import { createHash } from 'node:crypto';
import { toBase64, toHex } from '../../../core/record/bytes.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { checkpointText, noteKeyHash, noteName } from '../../../core/record/checkpoint.ts';
import { keyIdOf, type PayloadType, preAuthenticationEncoding } from '../../../core/record/envelope.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { Frontier } from '../../../core/record/merkleTree.ts';
import type { ProvenEntry } from '../../../electron/station/ledgerMirror/mirrorTable.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { testKey } from '../../fixtures/record/testLedger.ts';
import { type PastFacts, pastCertificate, pastRecord } from './stationPast.ts';
import { placeNumber, textTemplate } from './textTemplate.ts';

export const PAST_STATION = 'station-1';
const RECORD: PayloadType = 'application/vnd.wipebench.record.v1+json';
const CERTIFICATE: PayloadType = 'application/vnd.wipebench.certificate.v1+json';
export const EXPORT: PayloadType = 'application/vnd.wipebench.export.v1+json';
const UNSIGNED = new Uint8Array(64);

/** Where a ledger stands, to be gone on from. */
export type LedgerEnd = {
  readonly entries: number;
  readonly head: string;
  readonly tree: Frontier;
  readonly certificates: number;
};

export type PastKey = Awaited<ReturnType<typeof pastKey>>;

/** The key of the made-up past: a key for tests, known to everybody. */
export async function pastKey() {
  const key = testKey('WIPEBENCH BENCH KEY, NO SECRET. ');
  const keyId = await keyIdOf(key.publicKey, nodeCrypto);
  const noteHash = await noteKeyHash(noteName(PAST_STATION), key.publicKey, nodeCrypto);
  return {
    keyId,
    publicKeyBase64: toBase64(key.publicKey),
    sign: (bytes: Uint8Array) => new Uint8Array(key.sign(bytes)),
    noteHash,
  };
}

const places: PastFacts = {
  number: 0,
  serialNumber: '@@serialNumber@@',
  model: '@@model@@',
  assetTag: '@@assetTag@@',
  lotName: '@@lotName@@',
  operatorName: '@@operatorName@@',
  mediaSource: '@@mediaSource@@',
  at: '@@at@@',
  recordId: '@@recordId@@',
  certificateId: '@@certificateId@@',
};
const recordText = textTemplate(canonicalText(pastRecord(places)), []);
const certificateText = textTemplate(
  canonicalText(pastCertificate(places, { seq: placeNumber(0), hash: '@@recordHash@@' })),
  ['recordSeq'],
);

/**
 * Goes on with a ledger, entry by entry, as an agent would: chain, tree and checkpoints are genuine. `signed` entries and their checkpoints are signed, too;
 * the others have room for a signature and none in it, because a million of them would take most of the time.
 */
export function pastLedger(key: PastKey, from: LedgerEnd) {
  let { entries, head, certificates } = from;
  let roots = [...from.tree.roots];

  function append(type: PayloadType, payloadText: string, signed: boolean): ProvenEntry {
    const payload = new TextEncoder().encode(payloadText);
    const signature = signed ? key.sign(preAuthenticationEncoding(type, payload)) : UNSIGNED;
    const sig = Buffer.from(signature).toString('base64');
    const envelope = {
      payload: Buffer.from(payload).toString('base64'),
      payloadType: type,
      signatures: [{ keyid: key.keyId, sig }],
    };
    const seq = entries;
    const digest = sha256(JSON.stringify(envelope)).toString('hex');
    const hashBytes = sha256(`{"envelopeSha256":"${digest}","prev":"${head}","seq":${seq}}`);
    const entry = { seq, prev: head, hash: hashBytes.toString('hex'), envelope } as LedgerEntry;
    const completed: Uint8Array[] = [sha256(Uint8Array.of(0), hashBytes)];
    const kept = [...roots];
    for (let rest = seq; rest % 2 === 1; rest = (rest - 1) / 2) {
      completed.push(sha256(Uint8Array.of(1), kept.pop() ?? UNSIGNED, completed.at(-1) ?? UNSIGNED));
    }
    roots = [...kept, completed.at(-1) ?? UNSIGNED];
    let root = roots.at(-1) ?? UNSIGNED;
    for (const left of roots.slice(0, -1).reverse()) root = sha256(Uint8Array.of(1), left, root);
    entries += 1;
    head = entry.hash;
    if (type === CERTIFICATE) certificates += 1;
    return { entry, note: noteOf(toHex(root), signed), completed };
  }

  function noteOf(root: string, signed: boolean): string {
    const text = checkpointText({ stationId: PAST_STATION, entries, root, certificates, virtual: true });
    const signature = signed ? key.sign(new TextEncoder().encode(text)) : UNSIGNED;
    return `${text}\n— ${noteName(PAST_STATION)} ${Buffer.concat([key.noteHash, signature]).toString('base64')}\n`;
  }

  return {
    append,
    /** The record and the certificate of these facts, in this order. */
    issue(facts: PastFacts, signed: boolean): readonly [ProvenEntry, ProvenEntry] {
      const record = append(RECORD, recordText(facts), signed);
      const { seq, hash } = record.entry;
      return [record, append(CERTIFICATE, certificateText({ ...facts, recordSeq: seq, recordHash: hash }), signed)];
    },
  };
}

/** The texts by template and written out must not differ: else the past would be of another shape than what a station seals. Throws when they do. */
export function checkTemplates(facts: PastFacts): void {
  const sealed = { seq: 7, hash: 'ab'.repeat(32) };
  const byTemplate = certificateText({ ...facts, recordSeq: sealed.seq, recordHash: sealed.hash });
  if (recordText(facts) !== canonicalText(pastRecord(facts))) throw new Error('the template of records is not exact');
  if (byTemplate !== canonicalText(pastCertificate(facts, sealed)))
    throw new Error('the template of certificates is not exact');
}

function sha256(...parts: (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
