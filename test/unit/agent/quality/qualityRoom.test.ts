import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Person, Role } from '../../../../core/domain/person.ts';
import { createDrawCheck } from '../../../../core/record/checkDraws.ts';
import { type RecordV1, recordV1 } from '../../../../core/record/recordV1.ts';
import type { DriveBench } from '../../../../native/agent/drives/driveBench.ts';
import { type Ledger, openLedger } from '../../../../native/agent/ledger/ledger.ts';
import { nodeCrypto } from '../../../../native/agent/ledger/nodeCrypto.ts';
import type { People } from '../../../../native/agent/people/people.ts';
import { openQuality, type QualityRoom } from '../../../../native/agent/quality/qualityRoom.ts';
import { runTool } from '../../../../native/agent/tools/run.ts';
import { sampleRecord } from '../../../fixtures/paper/sampleRecord.ts';

const ALL = 1_000_000;

describe('the quality room on a real ledger', () => {
  let folder: string;
  let ledger: Ledger;
  let room: QualityRoom;
  let now: Date;
  let everybody: Person[];
  const faults: string[] = [];

  const person = (personId: string, roles: Role[]): Person => {
    return { personId, name: personId, title: '', roles, enrolledAt: '2030-01-01T00:00:00.000Z' };
  };
  const path = (name: string) => join(folder, name);

  async function open(sharePpm: number): Promise<void> {
    const clock = { nowIso: () => now.toISOString(), monotonicMs: () => now.getTime() };
    const onDamage = () => faults.push('ledger damaged');
    ledger = await openLedger({ stateDirectory: folder, virtual: true, clock, onDamage });
    room = await openQuality({
      stateDirectory: folder,
      ledger,
      // Only who is enrolled is asked of them here, and of the bench nothing: no drive is read in these tests.
      people: { all: () => everybody } as Partial<People> as People,
      bench: {} as DriveBench,
      run: runTool,
      engine: null,
      clock,
      silenceMs: 1000,
      sharePpm,
      isDriveTaken: () => false,
      fault: (where, cause) => faults.push(`${where}: ${String(cause)}`),
      onChange: () => undefined,
    });
  }
  async function close(): Promise<void> {
    await room.stop();
    ledger.close();
  }
  async function reopen(sharePpm: number, lose: readonly string[] = []): Promise<void> {
    await close();
    for (const name of lose) for (const suffix of ['', '-wal']) rmSync(path(name) + suffix, { force: true });
    await open(sharePpm);
  }

  const recordIn = (lotName: string | null): RecordV1 =>
    recordV1.parse({
      ...sampleRecord(),
      recordId: randomUUID(),
      asset: { assetTag: null, lotName },
      operator: { personId: 'wiper', name: 'Wiper', title: '' },
    });
  async function seal(lotName: string | null): Promise<RecordV1> {
    const record = recordIn(lotName);
    const answer = await room.sealing(record, () => ledger.sealRecord(record));
    expect(answer.outcome).toBe('done');
    return record;
  }
  const payloads = (): Record<string, unknown>[] =>
    ledger.read(0, 500).map(({ envelope }) => JSON.parse(Buffer.from(envelope.payload, 'base64').toString()));
  const acts = (name: string) =>
    payloads().flatMap(({ act, details }) => (act === name ? [details as Record<string, unknown>] : []));
  async function drawnAgain() {
    const check = createDrawCheck(nodeCrypto);
    for (const { hash, envelope } of ledger.read(0, 500)) {
      const content = JSON.parse(Buffer.from(envelope.payload, 'base64').toString());
      if (content.format === 'wipebench-record/1') check.record(hash, content);
      if (content.format === 'wipebench-act/1') await check.act(content);
    }
    return check.end();
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-quality-'));
    now = new Date('2030-05-01T10:00:00.000Z');
    everybody = [person('wiper', ['technician', 'quality']), person('second', ['quality'])];
    faults.length = 0;
    await open(ALL);
  });
  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  it('commits to the seed before the first record, and keeps the seed where only its owner reads', async () => {
    const record = await seal('LOT-1');
    const order = payloads().map(({ act, format }) => act ?? format);
    expect(order).toEqual(['station-created', 'quality-draw-opened', 'wipebench-record/1', 'quality-drawn']);
    expect(room.standing(record)).toMatchObject({ kind: 'refused', code: 'quality-pending' });
    const { seeds } = JSON.parse(readFileSync(path('quality-seeds.json'), 'utf8'));
    expect(JSON.stringify(payloads())).not.toContain(seeds[0].seedHex);
  });

  it('draws nothing while there is nobody but the wiper who could look, and says so truthfully', async () => {
    everybody = [person('wiper', ['technician', 'quality', 'shift-lead'])];
    const record = await seal('LOT-1');
    expect(room.standing(record)).toEqual({ kind: 'not-drawn', drawOpen: false });
    expect(acts('quality-draw-opened')).toEqual([]);
    everybody = [...everybody, { ...person('gone', ['quality']), disabledAt: '2030-01-02T00:00:00.000Z' }];
    await seal('LOT-1');
    expect(acts('quality-draw-opened')).toEqual([]);
  });

  it('tells after a crash what was drawn before it', async () => {
    await seal('LOT-1');
    const record = recordIn('LOT-1');
    await room.stop();
    // The agent died right after the record was durable: nobody told that it was drawn.
    await ledger.sealRecord(record);
    ledger.close();
    expect(faults.splice(0)).toHaveLength(1);
    await open(ALL);
    expect(acts('quality-drawn').map(({ recordId }) => recordId)).toContain(record.recordId);
    expect(room.standing(record)).toMatchObject({ code: 'quality-pending' });
  });

  it('makes its index again from the ledger and the seeds, with the same answers', async () => {
    const drawn = await seal('LOT-1');
    await reopen(0);
    const undrawn = await seal('LOT-2');
    const rejected = await seal('LOT-1');
    const second = person('second', ['quality']);
    const decision = { recordId: rejected.recordId, decision: 'reject' as const, why: 'x', recoveryTool: null };
    expect((await room.decide(second, decision)).outcome).toBe('done');
    await room.closeDraw(second, 'LOT-2');
    const before = [room.view(), ...[drawn, undrawn, rejected].map(room.standing)];
    await reopen(0, ['quality-index.sqlite']);
    expect([room.view(), ...[drawn, undrawn, rejected].map(room.standing)]).toEqual(before);
    expect(room.view().heldLots).toMatchObject([{ lotName: 'LOT-1', why: 'reject' }]);
    expect((await drawnAgain()).problems).toEqual([]);
  });

  it('a lost seed is said, also to who draws again; the lot gets a new draw', async () => {
    await seal('LOT-1');
    await reopen(ALL, ['quality-seeds.json']);
    expect(room.findings).toMatchObject([{ code: 'quality-seed-lost' }]);
    expect(await drawnAgain()).toMatchObject({ problems: [], lost: [expect.any(String)] });
    await seal('LOT-1');
    expect(acts('quality-draw-opened')).toHaveLength(2);
    expect(room.view().rows).toHaveLength(2);
  });

  it('closes the draw of drives of no lot with the day, and tells its seed', async () => {
    await reopen(0);
    await seal(null);
    await seal(null);
    expect(acts('quality-draw-closed')).toEqual([]);
    now = new Date('2030-05-02T00:00:01.000Z');
    await seal(null);
    expect(acts('quality-draw-closed')).toMatchObject([{ lotName: null, records: 2, drawn: 0 }]);
    expect(acts('quality-draw-opened')).toHaveLength(2);
    expect((await drawnAgain()).problems).toEqual([]);
  });

  it('draws at the usual share within its bounds, at least one a lot, and everybody draws the same again', async () => {
    await reopen(50_000);
    const second = person('second', ['quality']);
    let drawn = 0;
    for (let lot = 0; lot < 8; lot += 1) {
      for (let drive = 0; drive < 5; drive += 1) await seal(`LOT-${lot}`);
      const closed = await room.closeDraw(second, `LOT-${lot}`);
      expect(closed.outcome).toBe('done');
    }
    const { draws, problems } = await drawnAgain();
    expect(problems).toEqual([]);
    for (const draw of draws) {
      expect(draw.drawn).toBeGreaterThanOrEqual(1);
      drawn += draw.drawn;
    }
    expect(draws).toHaveLength(8);
    // Forty at five in a hundred: more than 20 would be less likely than one in 10^14.
    expect(drawn).toBeLessThanOrEqual(20);
  });
});
