import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_FRAME_LENGTH } from '../../../core/contract/rpc.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { ActV1 } from '../../../core/record/actV1.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import type { Certificate } from '../../../core/record/certificateV2.ts';
import { checkpointText } from '../../../core/record/checkpoint.ts';
import type { DestructionV1 } from '../../../core/record/destructionV1.ts';
import { type KeyChain, openByChain } from '../../../core/record/keyChain.ts';
import { type LedgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';
import type { Hash } from '../../../core/record/merkleTree.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';
import type { Clock } from '../tools/clock.ts';
import { type RunTool, runTool } from '../tools/run.ts';
import { isStorageTrouble } from './durableFile.ts';
import { entryOn } from './entryOn.ts';
import { writeHeadNote } from './headNote.ts';
import { type KeyHolder, openStationKey, putNextKeyInPlace } from './keyHolder.ts';
import { BrokenLedgerError, openLedgerFile } from './ledgerFile.ts';
import { openIndexAfresh } from './ledgerIndex.ts';
import { provenPath } from './ledgerTree.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import type { OldSignatures } from './oldSignatures.ts';
import { addToIndex, openChain } from './openChain.ts';
import { recheckChain } from './recheckChain.ts';
import { settleNextKey } from './settleNextKey.ts';
import { readStatement, type Statement, sealStatement } from './statement.ts';
import type { StationKey } from './stationKey.ts';
import { signLabel, stationKeysOf } from './stationKeys.ts';

/** The station's append-only chain and the only user of its key. */
export type Ledger = {
  readonly stationId: string;
  /** Of the station's first key, by which it is known for ever; `signingKeyId` is that of the key it signs with now. */
  readonly keyId: string;
  signingKeyId(): string;
  /** All keys, from the first. */
  keys(): KeyChain;
  readonly publicKeyBase64: string;
  entries(): number;
  head(): string;
  /** Why nothing may be sealed and nothing destructive may start; `null` when the chain is sound. */
  damage(): Reason | null;
  /** What was found and mended at the opening, for the notices. */
  readonly findings: readonly Reason[];
  /** At most `limit` entries, fewer when they would not fit one frame, and at least one while there is one. */
  read(fromSeq: number, limit: number): LedgerEntry[];
  /** `build` gets the place the statement will have, and may refuse there; no other append comes between. */
  append(build: (seq: number) => Answer<Statement>): Promise<Answer<LedgerEntry>>;
  act(act: ActV1['act'], person: ActV1['person'], details: ActV1['details']): Promise<Answer<LedgerEntry>>;
  /** An act that is decided on where it will stand: `build` may look at the ledger, and refuse; no other append comes between. */
  actBy(build: () => Answer<Pick<ActV1, 'act' | 'person' | 'details'>>): Promise<Answer<LedgerEntry>>;
  /** Seals a record exactly once: a record that stands already is answered with its entry. */
  sealRecord(record: RecordV1): Promise<Answer<LedgerEntry>>;
  record(recordId: string): { readonly record: RecordV1; readonly entry: LedgerEntry } | null;
  certificateOf(recordId: string): string | null;
  hasCertificate(certificateId: string): boolean;
  certificate(certificateId: string): { readonly certificate: Certificate; readonly entry: LedgerEntry } | null;
  /** The entry of the certificate of destruction of a thing, if it has one. */
  destructionOf(thingId: string): LedgerEntry | null;
  destruction(destructionId: string): { readonly destruction: DestructionV1; readonly entry: LedgerEntry } | null;
  /** The key rotations, in order. */
  rotations(): LedgerEntry[];
  /** Audit path of an entry in the tree of the first `entries` ones (`provenPath`). */
  inclusion(seq: number, entries: number): Promise<Hash[]>;
  /**
   * The signed note on the first `entries` entries; of the same ledger it is always the same. Throws a RangeError where there are not so many, and
   * while the ledger is damaged.
   */
  checkpoint(entries: number): Promise<string>;
  /** Checks every entry from the first, slowly and beside all other work; damage is told as it is found. Resolves when it is done or the ledger closed. */
  recheck(): Promise<void>;
  /** The signed text of the label of the record sealed at `seq`, by the key that signed the record. */
  labelCode(record: RecordV1, seq: number): string;
  /**
   * Seals the change to a key that is durable as the next one: signed by both, and from then on only by the new one. When it is refused or throws before the
   * entry is durable, the old key goes on.
   */
  rotateTo(next: StationKey): Promise<Answer<LedgerEntry>>;
  /** For the record at `seq` and the checkpoint after it, what the signing key signs; for keeping before the key goes. */
  signaturesAt(seq: number): OldSignatures;
  onAppend(listener: (entry: LedgerEntry) => void): void;
  close(): void;
};

type Options = {
  readonly stateDirectory: string;
  readonly virtual: boolean;
  readonly clock: Clock;
  /** Tells of damage that comes up while the agent runs; damage found at the opening is in `damage()`. */
  readonly onDamage: (reason: Reason) => void;
  /** The file, unless said otherwise. */
  readonly keyHolder?: KeyHolder;
  readonly run?: RunTool;
};

/** Half of what a frame may hold. */
const MOST_READ_BYTES = MAX_FRAME_LENGTH / 2;
/** How soon a checkpoint that a full disk refused is written again. */
const NOTE_RETRY_MS = 2_000;

/**
 * Opens key and ledger, checks what a start checks (`openChain`), mends a torn tail. Throws only where going on would make a second station of this
 * one.
 */
export async function openLedger({
  stateDirectory,
  virtual,
  clock,
  onDamage,
  keyHolder = { kind: 'file' },
  run = runTool,
}: Options): Promise<Ledger> {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const path = join(stateDirectory, 'ledger.jsonl');
  const mayCreate = !existsSync(path) || statSync(path).size === 0;
  const current = await openStationKey(stateDirectory, keyHolder, mayCreate, run);
  const file = openLedgerFile(path);
  const index = openIndexAfresh(join(stateDirectory, 'ledger-index.sqlite'));
  const chain = await openChain(file, index, { stateDirectory, publicKey: current.publicKey });
  const listeners: ((entry: LedgerEntry) => void)[] = [];
  const findings: Reason[] = [];
  let head = chain.head;
  const settled = await settleNextKey(stateDirectory, { holder: keyHolder, current, chain, run });
  const keys = stationKeysOf(stateDirectory, settled.key, chain.keys);
  let damage = chain.damage ?? settled.damage;
  let tail: Promise<unknown> = Promise.resolve();
  let proving: Promise<unknown> = Promise.resolve();
  let closed = false;
  let owedNote: string | null = null;
  let noteRetry: NodeJS.Timeout | null = null;

  const nameDamage = (entry: number, why: string): void => {
    if (damage !== null || closed) return;
    damage = because('ledger-damaged', { entry, why });
    onDamage(damage);
  };
  /** An entry as the file has it now; one that is not the entry that was sealed there is never handed out. */
  const place = (seq: number): LedgerEntry => {
    const at = index.at(seq);
    if (at === null) throw new Error(`no ledger entry ${seq}`);
    const entry = entryOn(file.readLine(at.offsetBytes, at.lengthBytes), at);
    if (entry === null) {
      nameDamage(seq, 'it is not the entry that stood there');
      throw new Error(`ledger entry ${seq} was changed`);
    }
    return entry;
  };
  const checkpointFacts = (entries: number) => {
    if (damage !== null) throw new Error('the ledger is damaged; this station makes no statement on it');
    const at = index.at(entries - 1);
    if (at === null) throw new RangeError(`the ledger has ${index.size()} entries, not ${entries}`);
    const { root, certificates } = at;
    return { stationId: keys.stationId, entries, root, certificates, virtual };
  };
  const checkpoint: Ledger['checkpoint'] = async (entries) => keys.checkpoint(checkpointFacts(entries));
  const recordAt = (entry: LedgerEntry): RecordV1 =>
    recordV1.parse(JSON.parse(new TextDecoder().decode(fromBase64(entry.envelope.payload))));

  async function appendNow(
    build: (seq: number) => Answer<Statement>,
    next: StationKey | null = null,
  ): Promise<Answer<LedgerEntry>> {
    if (damage !== null) return { outcome: 'refused', refusals: [refuse('ledger-damaged', damage.details)] };
    const seq = index.size();
    const built = build(seq);
    if (built.outcome === 'refused') return built;
    const sealed = sealStatement(built.value, keys.active(), next);
    const { prev, hash } = await linkFor(seq, head, sealed, nodeCrypto);
    const entry: LedgerEntry = { seq, prev, hash, envelope: sealed };
    let written: ReturnType<typeof file.append>;
    try {
      written = file.append(canonicalText(entry));
    } catch (cause) {
      if (cause instanceof BrokenLedgerError) nameDamage(seq, cause.message);
      else if (!isStorageTrouble(cause)) throw cause;
      return { outcome: 'refused', refusals: [refuse('storage-full')] };
    }
    if (next !== null) {
      putNextKeyInPlace(stateDirectory, keyHolder);
      keys.takeUp(next, await chainAfter(entry, keys.chain()));
    }
    head = hash;
    await addToIndex(index, { entry, statement: built.value }, written);
    noteHead(await checkpoint(seq + 1));
    for (const listener of listeners) listener(entry);
    return { outcome: 'done', value: entry };
  }

  /** Where the disk has no room for the newest checkpoint, it is owed until there is some: without it a verifier would miss the last entries in it. */
  function noteHead(note: string): void {
    if (noteRetry !== null) clearTimeout(noteRetry);
    noteRetry = null;
    owedNote = writeHeadNote(stateDirectory, note) ? null : note;
    if (owedNote === null || closed) return;
    noteRetry = setTimeout(() => noteHead(note), NOTE_RETRY_MS);
    noteRetry.unref();
  }

  const append: Ledger['append'] = (build) => {
    const done = tail.then(() => appendNow(build));
    tail = done.catch(() => undefined);
    return done;
  };
  const actStatement = (act: ActV1['act'], person: ActV1['person'], details: ActV1['details']): Statement => ({
    kind: 'act',
    payload: {
      format: 'wipebench-act/1',
      act,
      at: clock.nowIso(),
      stationId: keys.stationId,
      virtual,
      person,
      details,
    },
  });

  const rotationStatement = (next: StationKey): Statement => ({
    kind: 'key-rotation',
    payload: {
      format: 'wipebench-key-rotation/1',
      at: clock.nowIso(),
      stationId: keys.stationId,
      virtual,
      oldKeyId: keys.active().keyId,
      newKeyId: next.keyId,
      newPublicKeyBase64: next.publicKeyBase64,
    },
  });

  const ledger: Ledger = {
    stationId: keys.stationId,
    keyId: keys.keyId,
    signingKeyId: () => keys.active().keyId,
    keys: keys.chain,
    publicKeyBase64: keys.publicKeyBase64,
    entries: index.size,
    head: () => head,
    damage: () => damage,
    findings,
    read(fromSeq, limit) {
      const entries: LedgerEntry[] = [];
      let bytes = 0;
      const until = Math.min(fromSeq + limit, index.size());
      for (let seq = fromSeq; seq < until; seq += 1) {
        bytes += index.at(seq)?.lengthBytes ?? 0;
        if (entries.length > 0 && bytes > MOST_READ_BYTES) break;
        entries.push(place(seq));
      }
      return entries;
    },
    append,
    act: (act, person, details) => append(() => ({ outcome: 'done', value: actStatement(act, person, details) })),
    actBy: (build) =>
      append(() => {
        const built = build();
        if (built.outcome === 'refused') return built;
        const { act, person, details } = built.value;
        return { outcome: 'done', value: actStatement(act, person, details) };
      }),
    async sealRecord(record) {
      const standing = index.recordSeq(record.recordId);
      if (standing !== null) return { outcome: 'done', value: place(standing) };
      const answer = await append(() =>
        index.recordSeq(record.recordId) === null
          ? { outcome: 'done', value: { kind: 'record', payload: record } }
          : { outcome: 'refused', refusals: [] },
      );
      const seq = index.recordSeq(record.recordId);
      return seq === null ? answer : { outcome: 'done', value: place(seq) };
    },
    record(recordId) {
      const seq = index.recordSeq(recordId);
      if (seq === null) return null;
      const entry = place(seq);
      return { entry, record: recordAt(entry) };
    },
    certificateOf: index.certificateOf,
    hasCertificate: (certificateId) => index.certificateSeq(certificateId) !== null,
    certificate(certificateId) {
      const seq = index.certificateSeq(certificateId);
      if (seq === null) return null;
      const entry = place(seq);
      const { payloadType, payload } = entry.envelope;
      const statement = readStatement(payloadType, fromBase64(payload));
      return 'kind' in statement && statement.kind === 'certificate' ? { certificate: statement.payload, entry } : null;
    },
    destructionOf(thingId) {
      const seq = index.destructionOf(thingId);
      return seq === null ? null : place(seq);
    },
    destruction(destructionId) {
      const seq = index.destructionSeq(destructionId);
      if (seq === null) return null;
      const entry = place(seq);
      const { payloadType, payload } = entry.envelope;
      const statement = readStatement(payloadType, fromBase64(payload));
      return 'kind' in statement && statement.kind === 'destruction' ? { destruction: statement.payload, entry } : null;
    },
    rotations: () => index.rotations().map(place),
    inclusion(seq, entries) {
      const done = proving.then(() => provenPath(index, seq, entries));
      proving = done.catch(() => undefined);
      return done;
    },
    checkpoint,
    async recheck() {
      const found = await recheckChain(file, index, [keys.chain()[0]], () => closed || damage !== null);
      if (found !== null) nameDamage(found.entry, found.why);
    },
    labelCode: keys.labelCode,
    rotateTo(next) {
      const done = tail.then(() => appendNow(() => ({ outcome: 'done', value: rotationStatement(next) }), next));
      tail = done.catch(() => undefined);
      return done;
    },
    signaturesAt(seq) {
      const key = keys.active();
      const note = key.sign(new TextEncoder().encode(checkpointText(checkpointFacts(seq + 1))));
      return {
        checkpoint: note,
        label: index.at(seq)?.kind === 'record' ? signLabel(recordAt(place(seq)), key) : null,
      };
    },
    onAppend: (listener) => listeners.push(listener),
    close() {
      closed = true;
      if (owedNote !== null) noteHead(owedNote);
      index.close();
      file.close();
    },
  };

  await mendAndBegin();
  return ledger;

  async function mendAndBegin(): Promise<void> {
    if (settled.finding !== null) findings.push(settled.finding);
    if (damage === null && chain.rebuilt) findings.push(because('ledger-index-rebuilt', { entries: index.size() }));
    if (damage === null && index.size() > (chain.noted ?? 0)) {
      const entries = index.size();
      if (chain.noted !== null) findings.push(because('checkpoint-renewed', { entries }));
      noteHead(await checkpoint(entries));
    }
    if (damage === null && chain.tornTail !== null) {
      const copy = file.cutTornTail(chain.tornTail, new Date(clock.nowIso()));
      findings.push(because('ledger-repaired', { bytes: chain.tornTail.length, copy }));
      await ledger.act('ledger-repaired', null, { bytes: chain.tornTail.length, copy });
    }
    if (damage === null && index.size() === 0) {
      await ledger.act('station-created', null, { keyId: keys.keyId, publicKeyBase64: keys.publicKeyBase64 });
    }
  }
}

async function chainAfter(rotation: LedgerEntry, chain: KeyChain): Promise<KeyChain> {
  const opened = await openByChain(rotation, chain, nodeCrypto);
  if ('problem' in opened) throw new Error(`the key change that was just sealed does not hold: ${opened.problem}`);
  return opened.chain;
}
