import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { ImportProgress, LotRow } from '../../../core/contract/lots.ts';
import type { Handlers } from '../../../core/contract/rpcServer.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import type { AssetList } from '../../../core/domain/asset.ts';
import type { Customer } from '../../../core/domain/customer.ts';
import type { Person } from '../../../core/domain/person.ts';
import { type Answer, type Refusal, type RefusalCode, refuse } from '../../../core/domain/refusal.ts';
import { columnsOf } from '../../../core/intake/findHeader.ts';
import type { IntakePlan } from '../../../core/intake/listShape.ts';
import type { SignedActs } from '../bench/signedActs.ts';
import type { MakeChange } from '../settings/settingChanges.ts';
import { assetStoreOf } from './assetStore.ts';
import { columnsChanged } from './columnsChanged.ts';
import { importRows } from './import/importList.ts';
import { listReader } from './import/listReader.ts';
import { type OfferedFile, offeredFilesIn } from './import/offeredFiles.ts';
import { LOOKED_AT_ROWS, proposeList } from './import/proposal.ts';
import { UnreadableList } from './import/readerTalk.ts';
import { listOfFile, removeStaged, stageList } from './import/stagedList.ts';
import { lotStoreOf } from './lotStore.ts';

/** The window's calls about lots. */
export type LotHandlers = Pick<
  Handlers<StationContract, 'window'>,
  Extract<keyof StationContract['calls'], `lots.${string}` | 'customers.list'>
>;

export type LotRoom = {
  readonly handlers: LotHandlers;
  /** Resolves when what an earlier run left behind is taken away. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

/** Windows are told of progress no more often than this. */
const TOLD_EVERY_MS = 100;

/** The lots of a station and their lists: one import at a time, shift leads only. */
export function lotRoom(room: {
  readonly database: Database;
  readonly signed: SignedActs;
  readonly changing: MakeChange;
  readonly clock: () => Date;
  /** For the files that windows hand over. */
  readonly folder: string;
  readonly readerScript: string;
  readonly progress: (progress: ImportProgress) => void;
  readonly lotChanged: (lot: LotRow) => void;
  readonly fault: (code: string, cause: unknown) => void;
}): LotRoom {
  const { database, clock } = room;
  const { forLead } = room.signed;
  const lots = lotStoreOf(database);
  const assets = assetStoreOf(database);
  const files = offeredFilesIn(room.folder);
  const reader = listReader(room.readerScript);
  let running: { readonly controller: AbortController; ended: Promise<unknown>; completing: boolean } | null = null;
  let stopping = false;
  const cleaned = clean().catch((cause: unknown) => room.fault('lots-clean', cause));

  /** Takes away what an import that did not come to its end left behind, in short turns. */
  async function clean(): Promise<void> {
    while (!stopping && removeStaged(database)) await nextTurn();
  }

  /** The lot, if rows may be added to it. */
  function openLot(lotId: string): Answer<LotRow> {
    const lot = lots.lot(lotId);
    if (lot === null) return refused('lot-unknown');
    return lot.state === 'closed' ? refused('lot-closed', { name: lot.name }) : { outcome: 'done', value: lot };
  }

  function customerOf(wish: { customerId: string } | { name: string }): Customer | null {
    if ('customerId' in wish) return lots.customer(wish.customerId);
    return lots.customerNamed(wish.name) ?? { customerId: randomUUID(), name: wish.name };
  }

  async function readable<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof UnreadableList) return refused(cause.code, { what: cause.message });
      throw cause;
    }
  }

  /** The columns of the file as the plan reads it, or why the plan does not fit. */
  async function columnsFor(file: OfferedFile, plan: IntakePlan): Promise<Answer<string[]>> {
    const named = plan.fields.filter((field) => field !== null);
    if (!named.includes('serialNumber') && !named.includes('assetTag')) return refused('list-without-identity');
    const { format, rows } = await reader.inspect(file.path, plan.format, LOOKED_AT_ROWS);
    const columns = columnsOf(rows, plan.headerRow);
    const fits = columns.length === plan.fields.length && new Set(named).size === named.length;
    const same = JSON.stringify(format) === JSON.stringify(plan.format);
    if (!fits || !same) return refused('list-plan-unsuitable', { columns: columns.length });
    return { outcome: 'done', value: columns };
  }

  function progressTold(lotId: string, sizeBytes: number) {
    let toldMs = Number.NEGATIVE_INFINITY;
    return (state: ImportProgress['state'], counts: Omit<ImportProgress, 'lotId' | 'sizeBytes' | 'state'>) => {
      const nowMs = performance.now();
      if (state === 'reading' && nowMs - toldMs < TOLD_EVERY_MS) return;
      toldMs = nowMs;
      room.progress({ lotId, state, sizeBytes, ...counts });
    };
  }

  async function importList(
    lot: LotRow,
    file: OfferedFile,
    plan: IntakePlan,
    person: Person,
    session: string,
  ): Promise<Answer<AssetList>> {
    const known = listOfFile(database, lot.lotId, file.sha256);
    if (known !== null) return refused('list-known', { fileName: known });
    const controller = new AbortController();
    const { signal } = controller;
    const end = Promise.withResolvers<void>();
    const current = { controller, ended: end.promise, completing: false };
    running = current;
    const tell = progressTold(lot.lotId, file.sizeBytes);
    const none = { readBytes: 0, rows: 0, accepted: 0, rejected: 0 };
    let told: ImportProgress['state'] = 'ended';
    let last = none;
    try {
      await cleaned;
      const fitting = await columnsFor(file, plan);
      if (fitting.outcome === 'refused') return fitting;
      const columns = fitting.value;
      signal.throwIfAborted();
      const staged = stageList(database, {
        listId: randomUUID(),
        lotId: lot.lotId,
        fileName: file.fileName,
        sha256: file.sha256,
        sizeBytes: file.sizeBytes,
        plan,
        columns,
        importedAt: clock().toISOString(),
        importedBy: person.personId,
      });
      const counts = await importRows({
        batches: reader.read(file.path, plan.format),
        columns,
        plan,
        staged,
        signal,
        progress: (now) => {
          last = now;
          tell('reading', now);
        },
      });
      if (counts.rows === 0) return refused('list-empty');
      current.completing = true;
      const { customer } = lot;
      const change = columnsChanged(customer, lots.mapping(customer.customerId), columns, plan.fields);
      const made = await room.changing<AssetList>({ session, setting: 'customer-columns', ...change }, () => {
        const keep = () => lots.keepMapping(customer.customerId, columns, plan.fields);
        return { outcome: 'done', value: staged.complete(counts, keep) };
      });
      if (made.outcome === 'done') told = 'done';
      return made;
    } catch (cause) {
      if (signal.aborted && cause === signal.reason) return refused('import-cancelled');
      if (isFull(cause)) return refused('storage-full');
      throw cause;
    } finally {
      await clean().catch((cause: unknown) => room.fault('lots-clean', cause));
      running = null;
      tell(told, last);
      const changed = told === 'done' ? lots.lot(lot.lotId) : null;
      if (changed !== null) room.lotChanged(changed);
      end.resolve();
    }
  }

  const handlers: LotHandlers = {
    'customers.list': () => ({ customers: lots.customers() }),
    'lots.list': ({ limit, before }) => lots.list(limit, before),
    'lots.create': ({ session, customer: wish, name, deadline }) =>
      forLead('lots.create', session, (person) => {
        const customer = customerOf(wish);
        if (customer === null) return refused('customer-unknown');
        const lotId = randomUUID();
        const createdAt = clock().toISOString();
        const before = lots.customer(customer.customerId);
        return room.changing({ session, setting: 'customer', before, after: customer }, () => {
          if (!lots.add({ lotId, customer, name, deadline, createdAt, createdBy: person.personId })) {
            return refused('lot-exists', { name });
          }
          const made = lots.lot(lotId);
          if (made === null) throw new Error(`the lot ${lotId} was not kept`);
          room.lotChanged(made);
          return { outcome: 'done', value: made };
        });
      }),
    'lots.offerFile': ({ session, fileName, sizeBytes }) =>
      forLead('lots.offerFile', session, ({ personId }) => files.offer(personId, fileName, sizeBytes)),
    'lots.sendFile': ({ session, fileId, offsetBytes, bytesBase64 }) =>
      forLead('lots.sendFile', session, ({ personId }) =>
        files.append(personId, fileId, offsetBytes, Buffer.from(bytesBase64, 'base64')),
      ),
    'lots.dropFile': ({ session, fileId }) =>
      forLead('lots.dropFile', session, async ({ personId }) => {
        await files.drop(personId, fileId);
        return { outcome: 'done', value: {} };
      }),
    'lots.propose': ({ session, lotId, fileId, corrected }) =>
      forLead('lots.propose', session, async ({ personId }) => {
        const lot = openLot(lotId);
        if (lot.outcome === 'refused') return lot;
        const file = files.whole(personId, fileId);
        if (file.outcome === 'refused') return file;
        return readable(async () => {
          const inspected = await reader.inspect(file.value.path, corrected?.format ?? null, LOOKED_AT_ROWS);
          if (inspected.rows.length === 0) return refused('list-empty');
          const kept = lots.mapping(lot.value.customer.customerId);
          return { outcome: 'done', value: proposeList(inspected, corrected?.headerRow, kept) };
        });
      }),
    'lots.import': ({ session, lotId, fileId, plan }) =>
      forLead('lots.import', session, async (person) => {
        const lot = openLot(lotId);
        if (lot.outcome === 'refused') return lot;
        const file = files.whole(person.personId, fileId);
        if (file.outcome === 'refused') return file;
        if (running !== null) return refused('import-running');
        const made = await readable(() => importList(lot.value, file.value, plan, person, session));
        if (made.outcome === 'done') await files.drop(person.personId, fileId);
        return made;
      }),
    'lots.cancelImport': ({ session }) =>
      forLead('lots.cancelImport', session, async () => {
        if (running === null || running.completing) return refused('import-not-running');
        running.controller.abort();
        return { outcome: 'done', value: {} };
      }),
    'lots.lists': ({ lotId }) => ofLot(lotId, () => ({ lists: assets.lists(lotId) })),
    'lots.assets': (request) => ofLot(request.lotId, () => assets.assets(request)),
    'lots.rejected': (request) => ofLot(request.lotId, () => assets.rejected(request)),
  };

  function ofLot<T>(lotId: string, read: () => T): Answer<T> {
    return lots.lot(lotId) === null ? refused('lot-unknown') : { outcome: 'done', value: read() };
  }

  return {
    handlers,
    settled: () => cleaned,
    async stop() {
      stopping = true;
      running?.controller.abort();
      await running?.ended;
      await cleaned;
      await files.stop();
    },
  };
}

function refused(code: RefusalCode, facts: Refusal['details'] = {}): Answer<never> {
  return { outcome: 'refused', refusals: [refuse(code, facts)] };
}

function isFull(cause: unknown): boolean {
  const code = (cause as { code?: unknown } | null)?.code;
  return code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT';
}
