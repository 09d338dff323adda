import type { ActV1 } from './actV1.ts';
import { fromBase64, fromHex, toHex } from './bytes.ts';
import { certificateFindings } from './certificateFindings.ts';
import type { Certificate } from './certificateV2.ts';
import { createDrawCheck, type DrawReport } from './checkDraws.ts';
import { checkerStopped } from './checkerStopped.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { destructionFlaws } from './destructionFindings.ts';
import type { DestructionV1 } from './destructionV1.ts';
import { confirmed, type Finding, refuted, unchecked } from './finding.ts';
import { beginChain, type KeyChain } from './keyChain.ts';
import { LEDGER_ROOT, type LedgerEntry, ledgerEntry } from './ledgerEntry.ts';
import { EMPTY_FRONTIER, type Frontier, leafHash, rootOf, withLeaf } from './merkleTree.ts';
import { type LedgerRefusals, type QualityRefusal, refusalIn, refusedCertificates } from './qualityRefusal.ts';
import { readCanonical } from './readCanonical.ts';
import type { RecordV1 } from './recordV1.ts';
import { STATEMENTS } from './statementOf.ts';
import { readStationKey } from './stationKey.ts';
import { openEntry } from './verifyEntry.ts';
import { checkpointOf } from './verifyPlace.ts';

export type LedgerReport = {
  /** `unusable`: every entry holds, but without a checkpoint nobody can tell whether the end is missing. */
  readonly outcome: 'genuine' | 'not-genuine' | 'unusable';
  readonly findings: readonly Finding[];
  /** Of a genuine ledger only. */
  readonly opened: {
    readonly checkpoint: Checkpoint;
    readonly keyId: string;
    /** The tree after each certificate (of sanitization or destruction) and export and at the end, by the number of entries: where checkpoints leave the station. */
    readonly rootAt: ReadonlyMap<number, string>;
  } | null;
  /** Drives that quality refused; also of a ledger whose end is not known, for each refusal is signed. `null` of one that is not genuine. */
  readonly refusals: LedgerRefusals | null;
};

type LedgerCheck = {
  /** The next line, without its line feed. Answers the refutation at which the walk must end, or `null`. */
  next(line: Uint8Array): Promise<Finding | null>;
  /** After the last line: the checkpoint that stands beside the ledger, or `null` where there is none. */
  end(note: string | null): Promise<LedgerReport>;
};

type Started = {
  readonly chain: KeyChain;
  readonly keyId: string;
  readonly stationId: string;
  readonly virtual: boolean;
};

/**
 * Checks a whole ledger entry by entry, from the first, as a station keeps it (`ledger.jsonl`, docs/record-format.md): form, place, chain, signature,
 * contents, every certificate against its record, and at the end the signed tree. The key is the one the first entry names, and after each key rotation
 * the one that it brings in.
 */
export function createLedgerCheck(
  names: { readonly subject: string; readonly checkpointSubject: string; readonly pinnedKeyId: string | null },
  crypto: VerifyingCrypto,
): LedgerCheck {
  const { subject, checkpointSubject, pinnedKeyId } = names;
  const findings: Finding[] = [];
  /** Records that no certificate stands on yet, by place. */
  const records = new Map<number, { readonly record: RecordV1; readonly entry: LedgerEntry }>();
  const draws = createDrawCheck(crypto);
  /** What a certificate of destruction may name: every record with its entry's hash, by place. */
  const wipes = new Map<number, string>();
  /** Certificates of destruction by what they are of. */
  const destroyed = new Map<string, string>();
  const refusals = new Map<string, QualityRefusal>();
  /** Places of refusals of drives that had their certificate. */
  const refusedLate: number[] = [];
  let started: Started | null = null;
  let frontier: Frontier = EMPTY_FRONTIER;
  let head = LEDGER_ROOT;
  let certificates = 0;
  const rootAt = new Map<number, string>();

  const stop = (refutation: Finding): Finding => {
    findings.push(refutation);
    return refutation;
  };

  async function start(entry: LedgerEntry, about: string): Promise<Started | Finding> {
    const type = 'application/vnd.wipebench.act.v1+json' as const;
    const key = publicKeyIn(entry);
    if (entry.envelope.payloadType !== type || key === null) return refuted(about, 'ledger-not-begun');
    const read = await readStationKey(subject, key, pinnedKeyId, crypto);
    if ('refutation' in read) return read.refutation;
    const { schema, part } = STATEMENTS[type];
    const chain = await beginChain(read.publicKey, crypto);
    const opened = await openEntry(entry, { subject: about, part, type, schema, chain }, crypto);
    if ('refutation' in opened) return opened.refutation;
    if (opened.content.act !== 'station-created') return refuted(about, 'ledger-not-begun');
    findings.push(...read.findings);
    const { stationId, virtual } = opened.content;
    return { chain, keyId: read.keyId, stationId, virtual };
  }

  function certificateFlaw(about: string, entry: LedgerEntry, certificate: Certificate): Finding | null {
    certificates += 1;
    const found = records.get(certificate.record.seq);
    records.delete(certificate.record.seq);
    if (found === undefined) return refuted(about, 'record-not-there', { seq: certificate.record.seq });
    const given = { certificate, certificateEntry: entry, record: found.record, recordEntry: found.entry };
    return certificateFindings(about, given).find(({ outcome }) => outcome === 'not-genuine') ?? null;
  }

  function takeRefusal(act: ActV1, seq: number): void {
    const refusal = refusalIn(act);
    if (refusal === null || refusals.has(refusal.recordId)) return;
    refusals.set(refusal.recordId, { seq, at: act.at });
    const { recordSeq } = act.details;
    if (typeof recordSeq === 'number' && !records.has(recordSeq)) refusedLate.push(seq);
  }

  function destructionFlaw(about: string, seq: number, content: DestructionV1): Finding | null {
    const [flaw] = destructionFlaws(about, content, seq);
    if (flaw !== undefined) return flaw;
    const stranger = content.wipes.find((wipe) => wipes.get(wipe.seq) !== `${wipe.recordId} ${wipe.hash}`);
    if (stranger !== undefined) return refuted(about, 'record-not-there', { seq: stranger.seq });
    const { thingId } = content.thing;
    const before = destroyed.get(thingId);
    if (before !== undefined) return refuted(about, 'destruction-twice', { destructionId: before });
    destroyed.set(thingId, content.destructionId);
    return null;
  }

  return {
    async next(line) {
      const seq = frontier.size;
      const about = `${subject} entry ${seq}`;
      const read = readCanonical(line, ledgerEntry);
      if (!('value' in read)) {
        if (read.problem === 'not-canonical') return stop(refuted(about, 'not-canonical-json'));
        return stop(refuted(about, 'wrong-shape', { where: read.where }));
      }
      const entry = read.value;
      if (entry.seq !== seq || entry.prev !== head) return stop(refuted(about, 'entry-out-of-place', { seq }));
      if (started === null) {
        const begun = await start(entry, about);
        if ('code' in begun) return stop(begun);
        started = begun;
      }
      const type = entry.envelope.payloadType;
      const { part, schema } = STATEMENTS[type];
      const { chain, stationId, virtual } = started;
      const opened = await openEntry(entry, { subject: about, part, type, schema, chain }, crypto);
      if ('refutation' in opened) return stop(opened.refutation);
      const { content } = opened;
      const owner = content.format === 'wipebench-record/1' ? content.station.stationId : content.stationId;
      if (owner !== stationId || content.virtual !== virtual) return stop(refuted(about, 'other-station'));
      if (content.format === 'wipebench-record/1') {
        records.set(seq, { record: content, entry });
        draws.record(entry.hash, content);
        wipes.set(seq, `${content.recordId} ${entry.hash}`);
      }
      if (content.format === 'wipebench-act/1') {
        await draws.act(content);
        takeRefusal(content, seq);
      }
      if (content.format === 'wipebench-certificate/1' || content.format === 'wipebench-certificate/2') {
        const flaw = certificateFlaw(about, entry, content);
        if (flaw !== null) return stop(flaw);
        draws.certificate(content.record.recordId);
      }
      if (content.format === 'wipebench-destruction/1') {
        const flaw = destructionFlaw(about, seq, content);
        if (flaw !== null) return stop(flaw);
      }
      frontier = (await withLeaf(frontier, await leafHash(fromHex(entry.hash), crypto), crypto)).frontier;
      head = entry.hash;
      started = { ...started, chain: opened.chain };
      if (part === 'certificate' || part === 'export' || part === 'certificate of destruction') {
        rootAt.set(frontier.size, toHex(await rootOf(frontier, crypto)));
      }
      return null;
    },
    async end(note) {
      const notGenuine = (): LedgerReport => ({ outcome: 'not-genuine', findings, opened: null, refusals: null });
      if (findings.some(({ outcome }) => outcome === 'not-genuine')) {
        findings.push(unchecked(subject, 'not-reached'));
        return notGenuine();
      }
      if (started === null) {
        findings.push(refuted(subject, 'ledger-not-begun'));
        return notGenuine();
      }
      const { keyId } = started;
      const known = { keyId, byRecord: refusals };
      const entries = frontier.size;
      const whole = confirmed(subject, 'ledger-unbroken', { entries, certificates });
      if (note === null) {
        findings.push(whole, ...refusedCertificates(subject, refusedLate));
        findings.push(unchecked(checkpointSubject, 'ledger-end-unknown'));
        return { outcome: 'unusable', findings, opened: null, refusals: known };
      }
      const { chain, stationId, virtual } = started;
      const expected = { subject: checkpointSubject, chain, stationId, virtual, entries };
      const opened = await checkpointOf(note, expected, crypto);
      if ('refutation' in opened) {
        const { code, details } = opened.refutation;
        const otherEnd = { signed: details.entries ?? 0, entries };
        findings.push(
          code === 'checkpoint-other-place' ? refuted(subject, 'ledger-other-end', otherEnd) : opened.refutation,
        );
        return notGenuine();
      }
      const { checkpoint } = opened;
      const root = toHex(await rootOf(frontier, crypto));
      if (root !== checkpoint.root) findings.push(refuted(subject, 'ledger-other-root'));
      if (certificates !== checkpoint.certificates) {
        const counts = { signed: checkpoint.certificates, certificates };
        findings.push(refuted(checkpointSubject, 'ledger-other-count', counts));
      }
      if (findings.some(({ outcome }) => outcome === 'not-genuine')) return notGenuine();
      if (chain.length > 1) findings.push(confirmed(subject, 'keys-followed', { changes: chain.length - 1 }));
      findings.push(
        whole,
        confirmed(checkpointSubject, 'ledger-end-signed', { entries, root }),
        ...refusedCertificates(subject, refusedLate),
        ...drawFindings(subject, draws.end()),
      );
      const destructions = destroyed.size;
      if (destructions > 0) findings.push(unchecked(subject, 'destructions-attested', { destructions }));
      rootAt.set(entries, root);
      return { outcome: 'genuine', findings, opened: { checkpoint, keyId, rootAt }, refusals: known };
    },
  };
}

/** What drawing the quality samples again shows; nothing where none were drawn. It says nothing of the certificates, which stand on their own. */
function drawFindings(subject: string, { draws, problems, lost }: DrawReport): Finding[] {
  const [why] = problems;
  const closed = draws.filter(({ state }) => state === 'closed').length - lost.length;
  const found: Finding[] = [];
  if (why !== undefined) found.push(unchecked(subject, 'draws-differ', { why }));
  else if (closed > 0)
    found.push(confirmed(subject, 'draws-hold', { closed, open: draws.length - closed - lost.length }));
  if (lost.length > 0) found.push(unchecked(subject, 'draw-seed-lost', { lost: lost.length }));
  return found;
}

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Verifies the bytes of a whole ledger at once. Never throws. */
export function verifyLedger(
  bytes: Uint8Array,
  note: string | null,
  names: Parameters<typeof createLedgerCheck>[0],
  crypto: VerifyingCrypto,
): Promise<LedgerReport> {
  return verifyLedgerPieces([bytes], note, names, crypto);
}

/** The same of a ledger that comes in pieces, however long it is: kept are records without a certificate, and of all others the number and digest. Never throws, unless the pieces do. */
export async function verifyLedgerPieces(
  pieces: Pieces,
  note: string | null,
  names: Parameters<typeof createLedgerCheck>[0],
  crypto: VerifyingCrypto,
): Promise<LedgerReport> {
  const check = createLedgerCheck(names, crypto);
  try {
    let rest: Uint8Array = new Uint8Array();
    for await (const piece of pieces) {
      rest = rest.length === 0 ? piece : joined(rest, piece);
      for (let end = rest.indexOf(0x0a); end !== -1; end = rest.indexOf(0x0a)) {
        if ((await check.next(rest.subarray(0, end))) !== null) return await check.end(note);
        rest = rest.subarray(end + 1);
      }
    }
    if (rest.length === 0) return await check.end(note);
    const findings = [refuted(names.subject, 'ledger-cut-inside'), unchecked(names.subject, 'not-reached')];
    return { outcome: 'not-genuine', findings, opened: null, refusals: null };
  } catch (error) {
    const findings = [checkerStopped(names.subject, error)];
    return { outcome: 'not-genuine', findings, opened: null, refusals: null };
  }
}

/** The key that a ledger's first entry says it begins with; not believed before its own signature was checked with it. */
function publicKeyIn(entry: LedgerEntry): string | null {
  try {
    const read = readCanonical(
      fromBase64(entry.envelope.payload),
      STATEMENTS['application/vnd.wipebench.act.v1+json'].schema,
    );
    const key = 'value' in read ? read.value.details.publicKeyBase64 : null;
    return typeof key === 'string' ? key : null;
  } catch {
    // Strict base64 throws on other spellings: such an entry names no key.
    return null;
  }
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const all = new Uint8Array(left.length + right.length);
  all.set(left);
  all.set(right, left.length);
  return all;
}
