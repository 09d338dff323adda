import SqliteDatabase, { type Database } from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { because } from '../../../../core/domain/reason.ts';
import { canonicalBytes } from '../../../../core/record/canonicalJson.ts';
import { verifyCertificateFile } from '../../../../core/record/verifyCertificateFile.ts';
import { nodeCrypto } from '../../../../electron/cli/verify/nodeCrypto.ts';
import { certificateRowsOf } from '../../../../electron/station/certificateStore/certificateRows.ts';
import { mirrorTableOf } from '../../../../electron/station/ledgerMirror/mirrorTable.ts';
import { migrate } from '../../../../electron/station/store/migrate.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';
import { itemSourceOf } from '../../../../electron/station/uploads/itemSource.ts';
import { outboxOf } from '../../../../electron/station/uploads/outbox.ts';
import { createSinkWorker } from '../../../../electron/station/uploads/sinkWorker.ts';
import type { UploadItem } from '../../../../electron/station/uploads/uploadItem.ts';
import type { Delivery, UploadSink } from '../../../../electron/station/uploads/uploadSink.ts';
import { provenEntries } from '../../../fixtures/record/provenEntries.ts';
import type { TestLedger } from '../../../fixtures/record/testLedger.ts';
import { addCertificates, ledgerWith } from '../../../fixtures/uploads/stationWithLedger.ts';

describe('the way from the ledger copy to a sink', () => {
  let database: Database;
  let ledger: TestLedger;
  let nowMs: number;
  /** Everything that arrived, in the order of arrival. */
  let arrived: UploadItem[];
  let batches: number[];
  /** Answers of the sink, one a delivery; afterwards it takes all. */
  let answers: ((items: readonly UploadItem[]) => Delivery)[];
  let faults: string[];
  let held: number | null;
  const clock = () => new Date(nowMs);

  beforeEach(async () => {
    database = new SqliteDatabase(':memory:');
    migrate(database, migrations, () => '');
    ledger = await ledgerWith(60);
    nowMs = Date.parse('2026-05-01T10:00:00.000Z');
    arrived = [];
    batches = [];
    answers = [];
    faults = [];
    held = null;
  });

  async function mirror(until = ledger.entries.length): Promise<void> {
    const table = mirrorTableOf(database);
    table.append((await provenEntries(ledger)).slice(table.end().entries, until), 0);
  }

  function worker(name = 'sink', target = 'there') {
    const table = mirrorTableOf(database);
    const { keyId, publicKeyBase64 } = ledger;
    const owner = () => ({ stationId: 'station-1', keyId, publicKeyBase64, historyEntries: 0 });
    const certificates = certificateRowsOf(database, table, nodeCrypto, () => publicKeyBase64);
    const source = itemSourceOf(table, certificates, owner, nodeCrypto);
    const outbox = outboxOf(database, clock);
    outbox.begin(name, target);
    const sink: UploadSink = {
      async deliver(items) {
        batches.push(items.length);
        const delivery = answers.shift()?.(items) ?? { taken: items.length, outcome: 'all' as const };
        arrived.push(...items.slice(0, delivery.taken));
        return delivery;
      },
      heldEntries: async () => held,
      close: async () => undefined,
    };
    const fault = (code: string, cause: unknown) => void faults.push(`${code}: ${String(cause)}`);
    const onChange = () => undefined;
    return {
      worker: createSinkWorker({ name, sink, outbox, source, clock, random: () => 0, onChange, fault }),
      outbox,
    };
  }
  const seqs = () => arrived.map(({ message }) => message.entry.seq);
  const first = (count: number) => Array.from({ length: count }, (_none, seq) => seq);
  const again = (taken: number, retryAfterMs: number | null = null): Delivery => ({
    taken,
    outcome: 'again',
    why: because('upload-no-answer'),
    retryAfterMs,
  });

  it('sends every entry once, in the order of the ledger, in batches', async () => {
    await mirror();
    expect(await worker().worker.turn()).toEqual({ kind: 'empty' });
    expect(seqs()).toEqual(first(121));
    expect(batches).toEqual([50, 50, 21]);
    expect(faults).toEqual([]);
  });

  it('sends what was mirrored before there were uploads, and what comes later, without a gap', async () => {
    await mirror(40);
    const { worker: one } = worker();
    await one.turn();
    await addCertificates(ledger, 61, 62);
    await mirror();
    await one.turn();
    expect(seqs()).toEqual(first(125));
  });

  it('holds all that a stranger needs: each certificate file verifies by itself', async () => {
    await mirror(5);
    await worker().worker.turn();
    const files = arrived.flatMap(({ certificate }) => (certificate === null ? [] : [certificate.file]));
    expect(files).toHaveLength(2);
    const report = await verifyCertificateFile(
      canonicalBytes(files[0]),
      { subject: 'file', pinnedKeyId: ledger.keyId },
      nodeCrypto,
    );
    expect(report.outcome).toBe('genuine');
    expect(arrived[0]?.message).toMatchObject({ ledgerId: ledger.keyId, stationId: 'station-1' });
    expect(arrived[4]?.message.checkpoint).toBe(await ledger.checkpoint(5));
  });

  it('goes on after a restart where the last durable batch ended', async () => {
    await mirror();
    answers = [(items) => ({ taken: items.length, outcome: 'all' }), () => again(7)];
    await worker().worker.turn();
    expect(seqs()).toEqual(first(57));
    nowMs += 500;
    await worker().worker.turn();
    expect(seqs()).toEqual(first(121));
  });

  it('waits longer with each failure, also over a restart, and from the start again after a success', async () => {
    await mirror();
    answers = [() => again(0), () => again(0), () => again(0), () => again(1), () => again(0)];
    const pauses: unknown[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const { worker: one } = worker();
      const ended = await one.turn();
      pauses.push(ended);
      expect(await worker().worker.turn(), 'not before its time').toEqual(ended);
      nowMs += ended.kind === 'pause' ? ended.ms : 0;
    }
    expect(pauses).toEqual([500, 1000, 2000, 500, 1000].map((ms) => ({ kind: 'pause', ms })));
    expect(batches).toHaveLength(5);
  });

  it('does not come back before the server wants it', async () => {
    await mirror();
    answers = [() => again(0, 90_000)];
    const { worker: one, outbox } = worker();
    expect(await one.turn()).toEqual({ kind: 'pause', ms: 90_000 });
    nowMs += 89_999;
    expect(await one.turn()).toEqual({ kind: 'pause', ms: 1 });
    outbox.tryNow('sink');
    expect(await one.turn()).toEqual({ kind: 'empty' });
  });

  it('parks with the reason, sends nothing past it, and goes on when a person un-parks', async () => {
    await mirror();
    answers = [
      () => ({ taken: 3, outcome: 'parked', why: because('upload-refused', { seq: 3, status: 422, said: 'no' }) }),
    ];
    const { worker: one, outbox } = worker();
    expect(await one.turn()).toEqual({ kind: 'parked' });
    nowMs += 86_400_000;
    expect(await worker().worker.turn()).toEqual({ kind: 'parked' });
    expect(seqs()).toEqual(first(3));
    expect(outbox.place('sink')).toMatchObject({ parked: true, nextSeq: 3, trouble: { code: 'upload-refused' } });
    outbox.unpark('sink', 'jana-kowalska');
    expect(await one.turn()).toEqual({ kind: 'empty' });
    expect(seqs()).toEqual(first(121));
    expect(database.prepare('SELECT event, seq, why FROM upload_events ORDER BY event_id').all()).toMatchObject([
      { event: 'begun', why: 'there' },
      { event: 'parked', seq: 3 },
      { event: 'unparked', seq: 3, why: 'jana-kowalska' },
    ]);
  });

  it('keeps one sink going while another is parked', async () => {
    await mirror();
    answers = [() => ({ taken: 0, outcome: 'parked', why: because('upload-redirected', { seq: 0, status: 301 }) })];
    await worker('parked').worker.turn();
    await worker('other').worker.turn();
    expect(seqs()).toEqual(first(121));
  });

  it('fills a place again that holds less than it said before', async () => {
    await mirror();
    await worker().worker.turn();
    held = 100;
    arrived = [];
    await addCertificates(ledger, 61, 61);
    await mirror();
    await worker().worker.turn();
    expect(seqs()).toEqual(first(123).slice(50));
  });

  it('begins with the first entry when the sink leads elsewhere now', async () => {
    await mirror();
    await worker().worker.turn();
    arrived = [];
    await worker('sink', 'elsewhere').worker.turn();
    expect(seqs()).toEqual(first(121));
  });

  it('never passes a damaged entry on: what is sound before it goes, the rest is parked', async () => {
    await mirror();
    database.exec('DROP TRIGGER ledger_mirror_keeps');
    database.exec(`UPDATE ledger_mirror SET envelope = replace(envelope, '"sig":"', '"sig":"AA') WHERE seq = 4`);
    expect(await worker().worker.turn()).toEqual({ kind: 'parked' });
    expect(seqs()).toEqual(first(4));
  });

  it('survives a sink that fails in an unforeseen way, and says so', async () => {
    await mirror();
    answers = [
      () => {
        throw new TypeError('unforeseen');
      },
    ];
    const { worker: one } = worker();
    expect(await one.turn()).toEqual({ kind: 'pause', ms: 500 });
    expect(faults).toEqual(['upload: TypeError: unforeseen']);
    nowMs += 500;
    expect(await one.turn()).toEqual({ kind: 'empty' });
    expect(seqs()).toEqual(first(121));
  });

  it('never changes what happened', async () => {
    await mirror(1);
    await worker().worker.turn();
    expect(() => database.exec("UPDATE upload_events SET why = ''")).toThrow(/never changed/);
    expect(() => database.exec('DELETE FROM upload_events')).toThrow(/never deleted/);
  });
});
