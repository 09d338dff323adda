import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportProgress, LotRow } from '../../../core/contract/lots.ts';
import { connectContract } from '../../../core/contract/rpcClient.ts';
import { stationContract } from '../../../core/contract/station.ts';
import type { Person, Role } from '../../../core/domain/person.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import { createSessions } from '../../../electron/station/bench/sessions.ts';
import { signedActs } from '../../../electron/station/bench/signedActs.ts';
import { type LotRoom, lotRoom } from '../../../electron/station/lots/lotRoom.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { startStation } from '../../../electron/station/stationService.ts';
import { openStore, type Store } from '../../../electron/station/store/openStore.ts';
import { handMadePolish, snipeIt } from '../../fixtures/lists/exports.ts';
import { longList, longListCounts } from '../../fixtures/lists/longList.ts';
import { workbook } from '../../fixtures/lists/workbook.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';
import { standInPin, startAgentStandIn } from '../../fixtures/station/agentStandIn.ts';
import { memoryPair } from '../../fixtures/station/channelPairs.ts';
import { until } from '../../fixtures/station/until.ts';

const readerScript = resolve(import.meta.dirname, '../../../electron/station/lots/import/readerThread.ts');
const LEAD = 'session-of-the-shift-lead';
const TECHNICIAN = 'session-of-a-technician';
const OTHER_LEAD = 'session-of-another-lead';

function value<T>(answer: Answer<T>): T {
  if (answer.outcome === 'refused') throw new Error(JSON.stringify(answer.refusals));
  return answer.value;
}
const refusal = (answer: Answer<unknown>) => (answer.outcome === 'refused' ? answer.refusals[0]?.code : 'done');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-lots-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the lots of a station', () => {
  let store: Store;
  let room: LotRoom;
  let progress: ImportProgress[] = [];
  let hear: (progress: ImportProgress) => void = () => undefined;
  const faults: string[] = [];

  function up(): void {
    store = openStore(join(folder, 'station.sqlite'), () => new Date());
    const sessions = createSessions(() => new Date('2026-11-20T10:00:00.000Z'));
    const signIn = (token: string, personId: string, roles: Role[]) => {
      const person: Person = { personId, name: personId, title: '', roles, enrolledAt: '2026-05-01T08:00:00.000Z' };
      sessions.opened({ token, person, expiresAt: '2026-11-20T18:00:00.000Z' });
    };
    signIn(LEAD, 'li-wei', ['shift-lead']);
    signIn(OTHER_LEAD, 'jana-kowalska', ['shift-lead']);
    signIn(TECHNICIAN, 'tom-brandt', ['technician', 'quality']);
    progress = [];
    room = lotRoom({
      database: store.database,
      signed: signedActs(sessions, async () => undefined),
      changing: async (_, apply) => apply(),
      clock: () => new Date('2026-11-20T10:00:00.000Z'),
      folder: join(folder, 'incoming'),
      readerScript,
      progress: (now) => {
        progress.push(now);
        hear(now);
      },
      lotChanged: () => undefined,
      fault: (code, cause) => faults.push(`${code}: ${String(cause)}`),
    });
  }
  async function down(): Promise<void> {
    await room.stop();
    store.close();
  }
  beforeEach(up);
  afterEach(async () => {
    hear = () => undefined;
    await down();
    expect(faults.splice(0)).toEqual([]);
  });

  const call = <N extends keyof LotRoom['handlers']>(name: N, input: Parameters<LotRoom['handlers'][N]>[0]) =>
    Promise.resolve(room.handlers[name](input as never, 'window')) as Promise<
      Awaited<ReturnType<LotRoom['handlers'][N]>>
    >;

  const newLot = async (name = 'Berlin 2026'): Promise<LotRow> =>
    value(
      await call('lots.create', { session: LEAD, customer: { name: 'Nordwind GmbH' }, name, deadline: '2026-12-24' }),
    );

  async function send(bytes: Buffer, fileName = 'list.csv', session = LEAD): Promise<string> {
    const { fileId } = value(await call('lots.offerFile', { session, fileName, sizeBytes: bytes.length }));
    for (let at = 0; at < bytes.length; at += 1024 * 1024) {
      const bytesBase64 = bytes.subarray(at, at + 1024 * 1024).toString('base64');
      value(await call('lots.sendFile', { session, fileId, offsetBytes: at, bytesBase64 }));
    }
    return fileId;
  }
  async function proposed(lotId: string, fileId: string) {
    return value(await call('lots.propose', { session: LEAD, lotId, fileId, corrected: null }));
  }
  const long = (rows: number) => Buffer.from([...longList(rows)].join(''));
  const counted = (table: string) => store.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

  it('take 20,000 rows in: each is an asset or rejected, progress is told, and the file is forgotten', async () => {
    const { lotId } = await newLot();
    const bytes = long(20_000);
    const fileId = await send(bytes);
    const { plan } = await proposed(lotId, fileId);
    const list = value(await call('lots.import', { session: LEAD, lotId, fileId, plan }));
    const { accepted, rejected } = longListCounts(20_000);
    expect(list).toMatchObject({ rows: 20_000, accepted, rejected, importedBy: 'li-wei', sizeBytes: bytes.length });
    expect(list.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(value(await call('lots.lists', { lotId })).lists).toEqual([list]);
    expect(counted('assets')).toBe(accepted);
    expect(counted('rejected_rows')).toBe(rejected);
    expect(progress.at(-1)).toMatchObject({ state: 'done', rows: 20_000, accepted, rejected });
    expect(progress.filter(({ state }) => state === 'reading').length).toBeGreaterThan(0);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
    expect(await call('lots.list', { limit: 10, before: null })).toMatchObject({
      rows: [{ assets: accepted, rejected }],
    });
    const page = value(await call('lots.assets', { lotId, search: 'PF0000', limit: 5, after: null }));
    expect(page.rows[0]).toMatchObject({
      rowNumber: 2,
      serialNumber: 'PF000000',
      location: 'Berlin HQ',
      securityRequirement: 'confidential',
    });
  });

  it('keep nothing of an import that is cancelled in the middle, and take the same file afterwards', async () => {
    const { lotId } = await newLot();
    const fileId = await send(long(20_000));
    const { plan } = await proposed(lotId, fileId);
    hear = ({ rows, state }) => {
      if (state === 'reading' && rows > 0) void call('lots.cancelImport', { session: LEAD });
    };
    expect(refusal(await call('lots.import', { session: LEAD, lotId, fileId, plan }))).toBe('import-cancelled');
    hear = () => undefined;
    expect(progress.at(-1)).toMatchObject({ state: 'ended' });
    expect([counted('assets'), counted('rejected_rows'), counted('asset_lists')]).toEqual([0, 0, 0]);
    expect(refusal(await call('lots.cancelImport', { session: LEAD }))).toBe('import-not-running');
    expect(value(await call('lots.import', { session: LEAD, lotId, fileId, plan }))).toMatchObject({ rows: 20_000 });
  });

  it('keep nothing of an import that the end of the station cut off, and are as before at its next start', async () => {
    const { lotId } = await newLot();
    const fileId = await send(long(20_000));
    const { plan } = await proposed(lotId, fileId);
    const begun = Promise.withResolvers<void>();
    hear = ({ rows }) => {
      if (rows > 1000) begun.resolve();
    };
    const importing = call('lots.import', { session: LEAD, lotId, fileId, plan });
    await begun.promise;
    await down();
    expect(refusal(await importing)).toBe('import-cancelled');
    expect(existsSync(join(folder, 'incoming'))).toBe(false);
    up();
    await room.settled();
    expect([counted('assets'), counted('asset_lists'), counted('lots')]).toEqual([0, 0, 1]);
  });

  it('take away what a station that was killed left staged', async () => {
    const { lotId } = await newLot();
    store.database.exec(`
      INSERT INTO asset_lists (list_id, lot_seq, file_name, sha256, size_bytes, plan, columns, row_count, accepted, rejected, state, imported_at, imported_by)
        VALUES ('killed', 1, 'a.csv', '', 0, '{}', '[]', 0, 0, 0, 'staged', '', '');
      INSERT INTO assets (lot_seq, list_seq, row_number, cells, remarks, serial_key) WITH RECURSIVE numbers(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers LIMIT 2500)
          SELECT 1, 1, value, '[]', '[]', value FROM numbers;`);
    expect(value(await call('lots.assets', { lotId, search: '', limit: 5, after: null })).rows).toEqual([]);
    await down();
    up();
    await room.settled();
    expect([counted('assets'), counted('asset_lists')]).toEqual([0, 0]);
  });

  it('are changed by shift leads only; everybody reads', async () => {
    const { lotId } = await newLot();
    const fileId = await send(snipeIt.bytes);
    const { plan } = await proposed(lotId, fileId);
    const forbidden = [
      ['lots.create', { customer: { name: 'X' }, name: 'X', deadline: null }],
      ['lots.offerFile', { fileName: 'a.csv', sizeBytes: 1 }],
      ['lots.sendFile', { fileId, offsetBytes: 0, bytesBase64: '' }],
      ['lots.dropFile', { fileId }],
      ['lots.propose', { lotId, fileId, corrected: null }],
      ['lots.import', { lotId, fileId, plan }],
      ['lots.cancelImport', {}],
    ] as const;
    for (const [name, input] of forbidden) {
      expect([
        name,
        refusal((await call(name, { ...input, session: TECHNICIAN } as never)) as Answer<unknown>),
      ]).toEqual([name, 'role-missing']);
      expect([
        name,
        refusal((await call(name, { ...input, session: 'nobody-is-signed-in' } as never)) as Answer<unknown>),
      ]).toEqual([name, 'not-signed-in']);
    }
    expect(counted('lots')).toBe(1);
    value(await call('lots.import', { session: LEAD, lotId, fileId, plan }));
    expect(value(await call('lots.assets', { lotId, search: '', limit: 10, after: null })).rows).toHaveLength(
      snipeIt.accepted,
    );
    expect(value(await call('lots.rejected', { lotId, limit: 10, after: null })).rows).toHaveLength(snipeIt.rejected);
  });

  it('do not show one person the file that another one handed over', async () => {
    const { lotId } = await newLot();
    const fileId = await send(snipeIt.bytes);
    const asked = await call('lots.propose', { session: OTHER_LEAD, lotId, fileId, corrected: null });
    expect(refusal(asked)).toBe('file-unknown');
  });

  it('read the next list of a customer as a person corrected the first', async () => {
    const { lotId } = await newLot();
    const first = await send(snipeIt.bytes);
    const { plan, columns } = await proposed(lotId, first);
    const notes = columns.findIndex(({ name }) => name === 'Notes');
    const fields = plan.fields.map((field, column) =>
      column === notes ? 'securityRequirement' : field === 'location' ? null : field,
    );
    value(await call('lots.import', { session: LEAD, lotId, fileId: first, plan: { ...plan, fields } }));
    const second = await send(
      Buffer.from(snipeIt.bytes.toString().replaceAll('5CG0213', '5CG0999').replaceAll('NW-', 'NX-')),
    );
    const again = await proposed(lotId, second);
    expect(again.plan.fields).toEqual(fields);
    expect(again.columns[notes]).toMatchObject({ field: 'securityRequirement', confidence: 'kept' });
  });

  it('refuse a list that is in the lot already, a plan that does not fit, a lot that is closed', async () => {
    const { lotId } = await newLot();
    const fileId = await send(handMadePolish.bytes);
    const { plan } = await proposed(lotId, fileId);
    const tried = async (change: object) =>
      refusal(await call('lots.import', { session: LEAD, lotId, fileId, plan: { ...plan, ...change } }));
    expect(await tried({ fields: plan.fields.map(() => null) })).toBe('list-without-identity');
    expect(await tried({ fields: [...plan.fields, null] })).toBe('list-plan-unsuitable');
    expect(await tried({ fields: plan.fields.map((field) => field ?? 'serialNumber') })).toBe('list-plan-unsuitable');
    expect(await tried({ headerRow: 100 })).toBe('list-plan-unsuitable');
    expect(await tried({})).toBe('done');
    const again = await send(handMadePolish.bytes);
    expect(refusal(await call('lots.import', { session: LEAD, lotId, fileId: again, plan }))).toBe('list-known');
    store.database.exec(`UPDATE lots SET state = 'closed'`);
    expect(refusal(await call('lots.import', { session: LEAD, lotId, fileId: again, plan }))).toBe('lot-closed');
  });

  it('take no file that is too large, comes in the wrong order or not whole', async () => {
    const { lotId } = await newLot();
    const offer = (sizeBytes: number) => call('lots.offerFile', { session: LEAD, fileName: 'a.csv', sizeBytes });
    expect(refusal(await offer(10 ** 10))).toBe('file-too-large');
    const half = value(await offer(100)).fileId;
    expect(refusal(await call('lots.propose', { session: LEAD, lotId, fileId: half, corrected: null }))).toBe(
      'file-incomplete',
    );
    const bytesBase64 = Buffer.alloc(60).toString('base64');
    value(await call('lots.sendFile', { session: LEAD, fileId: half, offsetBytes: 0, bytesBase64 }));
    expect(refusal(await call('lots.sendFile', { session: LEAD, fileId: half, offsetBytes: 60, bytesBase64 }))).toBe(
      'file-incomplete',
    );
    expect(refusal(await call('lots.propose', { session: LEAD, lotId, fileId: half, corrected: null }))).toBe(
      'file-unknown',
    );
    expect(statSync(join(folder, 'incoming')).mode & 0o777).toBe(0o700);
  });

  it('read a workbook, and end a file that is none with its reason', async () => {
    const { lotId } = await newLot();
    const cells = (...texts: readonly string[]) => texts.map((text) => ({ text }));
    const rows = [
      cells('Serial number', 'Model'),
      ...Array.from({ length: 3000 }, (_, row) => cells(`PF${100_000 + row}`, 'T490')),
    ];
    const fileId = await send(await workbook([{ name: 'List', rows }]), 'list.xlsx');
    const { plan } = await proposed(lotId, fileId);
    expect(value(await call('lots.import', { session: LEAD, lotId, fileId, plan }))).toMatchObject({
      rows: 3000,
      accepted: 3000,
    });
    const picture = await send(Buffer.from('89504e470d0a1a0a0000000d4948445200000100', 'hex'), 'list.png');
    expect(refusal(await call('lots.propose', { session: LEAD, lotId, fileId: picture, corrected: null }))).toBe(
      'list-kind-unknown',
    );
    const empty = await send(Buffer.from('Serial number\r\n\r\n'), 'empty.csv');
    const nothing = await proposed(lotId, empty);
    expect(refusal(await call('lots.import', { session: LEAD, lotId, fileId: empty, plan: nothing.plan }))).toBe(
      'list-empty',
    );
    expect(counted('asset_lists')).toBe(1);
  });
});

describe('a window', () => {
  it('imports a list over the contract, and every window hears of it', async () => {
    const socket = join(folder, 'agent.sock');
    const agent = await startAgentStandIn(socket, await TestLedger.create());
    const logged: string[] = [];
    const station = startStation({
      agentSocket: socket,
      paths: pathsUnder(join(folder, 'home')),
      log: (code, cause) => logged.push(`${code}: ${String(cause)}`),
    });
    const { near, far } = await memoryPair();
    station.accept(near);
    const heard: string[] = [];
    const window = connectContract(stationContract, far, { build: 'test' });
    await window.ready;
    for (const name of ['lot.changed', 'lots.importProgress'] as const) window.on(name, () => heard.push(name));
    await until('the agent', () => station.snapshot().agent.state === 'connected');
    const { token: session } = value(await window.call('people.signIn', { personId: 'li-wei', pin: standInPin }));
    const lot = value(
      await window.call('lots.create', { session, customer: { name: 'Nordwind' }, name: 'Berlin', deadline: null }),
    );
    const offered = { session, fileName: snipeIt.fileName, sizeBytes: snipeIt.bytes.length };
    const { fileId } = value(await window.call('lots.offerFile', offered));
    value(
      await window.call('lots.sendFile', {
        session,
        fileId,
        offsetBytes: 0,
        bytesBase64: snipeIt.bytes.toString('base64'),
      }),
    );
    const proposal = value(await window.call('lots.propose', { session, lotId: lot.lotId, fileId, corrected: null }));
    expect(proposal).toMatchObject({ system: 'snipe-it', plan: { headerRow: 1 } });
    const list = value(await window.call('lots.import', { session, lotId: lot.lotId, fileId, plan: proposal.plan }));
    expect(list).toMatchObject({ rows: 4, accepted: snipeIt.accepted, rejected: snipeIt.rejected });
    expect(heard).toContain('lots.importProgress');
    expect(heard.filter((name) => name === 'lot.changed')).toHaveLength(2);
    await station.stop();
    await agent.die();
    expect(logged.filter((line) => !line.startsWith('agent'))).toEqual([]);
  });
});
