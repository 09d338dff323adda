import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_FRAME_LENGTH } from '../../../core/contract/rpc.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { ActV1 } from '../../../core/record/actV1.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import type { Envelope } from '../../../core/record/envelope.ts';
import { encodeLabelCode, labelCodeFacts, labelCodeMessage, labelCodePayload } from '../../../core/record/labelCode.ts';
import { type LedgerEntry, ledgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';
import type { Clock } from '../tools/clock.ts';
import { isStorageTrouble } from './durableFile.ts';
import { readHeadMark, writeHeadMark } from './headMark.ts';
import { BrokenLedgerError, openLedgerFile } from './ledgerFile.ts';
import { createLedgerIndex } from './ledgerIndex.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { readChain } from './readChain.ts';
import { type Statement, sealCheckpoint, sealStatement } from './statement.ts';
import { loadStationKey, type StationKey } from './stationKey.ts';

/** The station's append-only chain and the only user of its key. */
export type Ledger = {
  readonly stationId: string;
  readonly keyId: string;
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
  /** Seals a record exactly once: a record that stands already is answered with its entry. */
  sealRecord(record: RecordV1): Promise<Answer<LedgerEntry>>;
  record(recordId: string): { readonly record: RecordV1; readonly entry: LedgerEntry } | null;
  certificateOf(recordId: string): string | null;
  hasCertificate(certificateId: string): boolean;
  checkpoint(): Envelope;
  /** The signed text of a sealed record's label. */
  labelCode(record: RecordV1): string;
  onAppend(listener: (entry: LedgerEntry) => void): void;
  close(): void;
};

type Options = {
  readonly stateDirectory: string;
  readonly virtual: boolean;
  readonly clock: Clock;
  /** Tells of damage that comes up while the agent runs; damage found at the opening is in `damage()`. */
  readonly onDamage: (reason: Reason) => void;
};

/** Half of what a frame may hold. */
const MOST_READ_BYTES = MAX_FRAME_LENGTH / 2;

/** Opens key and ledger, checks the whole chain, mends a torn tail. Throws only where going on would make a second station of this one. */
export async function openLedger({ stateDirectory, virtual, clock, onDamage }: Options): Promise<Ledger> {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const path = join(stateDirectory, 'ledger.jsonl');
  const key = loadStationKey(stateDirectory, !existsSync(path) || openedEmpty(path));
  const { file, bytes } = openLedgerFile(path);
  const chain = await readChain(bytes, key.publicKey);
  const index = createLedgerIndex();
  const places = chain.entries.map(({ offsetBytes, lengthBytes }) => ({ offsetBytes, lengthBytes }));
  for (const { entry, statement } of chain.entries) index.add(entry.seq, statement);
  const listeners: ((entry: LedgerEntry) => void)[] = [];
  const findings: Reason[] = [];
  let head = chain.head;
  let damage = chain.damage ?? shortened(stateDirectory, chain.entries.length);
  let tail: Promise<unknown> = Promise.resolve();

  const place = (seq: number): LedgerEntry => {
    const at = places[seq];
    if (at === undefined) throw new Error(`no ledger entry ${seq}`);
    return ledgerEntry.parse(JSON.parse(file.readLine(at.offsetBytes, at.lengthBytes)));
  };

  async function appendNow(build: (seq: number) => Answer<Statement>): Promise<Answer<LedgerEntry>> {
    if (damage !== null) return { outcome: 'refused', refusals: [refuse('ledger-damaged', damage.details)] };
    const seq = places.length;
    const built = build(seq);
    if (built.outcome === 'refused') return built;
    const sealed = sealStatement(built.value, key);
    const { prev, hash } = await linkFor(seq, head, sealed, nodeCrypto);
    const entry: LedgerEntry = { seq, prev, hash, envelope: sealed };
    try {
      places.push(file.append(canonicalText(entry)));
    } catch (cause) {
      if (cause instanceof BrokenLedgerError) {
        damage = because('ledger-damaged', { entry: seq, why: cause.message });
        onDamage(damage);
      } else if (!isStorageTrouble(cause)) throw cause;
      return { outcome: 'refused', refusals: [refuse('storage-full')] };
    }
    head = hash;
    index.add(seq, built.value);
    writeHeadMark(stateDirectory, { entries: places.length, head });
    for (const listener of listeners) listener(entry);
    return { outcome: 'done', value: entry };
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
      stationId: key.stationId,
      virtual,
      person,
      details,
    },
  });

  const ledger: Ledger = {
    stationId: key.stationId,
    keyId: key.keyId,
    publicKeyBase64: key.publicKeyBase64,
    entries: () => places.length,
    head: () => head,
    damage: () => damage,
    findings,
    read(fromSeq, limit) {
      const entries: LedgerEntry[] = [];
      let bytes = 0;
      for (const { lengthBytes } of places.slice(fromSeq, fromSeq + limit)) {
        bytes += lengthBytes;
        if (entries.length > 0 && bytes > MOST_READ_BYTES) break;
        entries.push(place(fromSeq + entries.length));
      }
      return entries;
    },
    append,
    act: (act, person, details) => append(() => ({ outcome: 'done', value: actStatement(act, person, details) })),
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
      const payload = new TextDecoder().decode(fromBase64(entry.envelope.payload));
      return { entry, record: recordV1.parse(JSON.parse(payload)) };
    },
    certificateOf: index.certificateOf,
    hasCertificate: index.hasCertificate,
    checkpoint() {
      if (damage !== null) throw new Error('the ledger is damaged; this station makes no statement on it');
      return sealCheckpoint(
        {
          format: 'wipebench-checkpoint/1',
          at: clock.nowIso(),
          stationId: key.stationId,
          virtual,
          entries: places.length,
          certificates: index.certificates(),
          head,
        },
        key,
      );
    },
    labelCode: (record) => signLabelCode(record, key),
    onAppend: (listener) => listeners.push(listener),
    close: () => file.close(),
  };

  await mendAndBegin();
  return ledger;

  async function mendAndBegin(): Promise<void> {
    if (damage === null && chain.tornTail !== null) {
      const copy = file.cutTornTail(chain.tornTail, new Date(clock.nowIso()));
      findings.push(because('ledger-repaired', { bytes: chain.tornTail.length, copy }));
      await ledger.act('ledger-repaired', null, { bytes: chain.tornTail.length, copy });
    }
    if (damage === null && places.length === 0) {
      await ledger.act('station-created', null, { keyId: key.keyId, publicKeyBase64: key.publicKeyBase64 });
    }
  }
}

function openedEmpty(path: string): boolean {
  const { file, bytes } = openLedgerFile(path);
  file.close();
  return bytes.length === 0;
}

/** A chain that was cut at the end of a line is sound in itself; only the mark beside it knows that it was longer. */
function shortened(stateDirectory: string, entries: number): Reason | null {
  const mark = readHeadMark(stateDirectory);
  return mark === null || mark.entries <= entries
    ? null
    : because('ledger-damaged', { entry: entries, why: `${mark.entries - entries} entries are missing at the end` });
}

function signLabelCode(record: RecordV1, key: StationKey): string {
  const payload = labelCodePayload(labelCodeFacts(record, key.keyId));
  return encodeLabelCode(payload, key.sign(labelCodeMessage(payload)));
}
