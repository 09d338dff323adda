import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivingView } from '../../../../core/contract/receivingViews.ts';
import { type NumberedAct, type ThingAct, thingAct } from '../../../../core/reconciliation/receivingActs.ts';
import { reconcile } from '../../../../core/reconciliation/reconcile.ts';
import { scan } from '../../../fixtures/lots/lotActs.ts';
import { anna, ben, type LotBench, lotBench } from '../../../fixtures/lots/lotBench.ts';

describe('the picture that is kept act by act', () => {
  const rows = [
    { serial: 'SER1', type: 'Notebook' },
    { serial: 'SER2', type: 'Desktop PC' },
    { serial: 'SER-3', type: 'HDD' },
    { tag: 'T4' },
  ];
  const wish = fc.oneof(
    fc.record({
      kind: fc.constant('arrive' as const),
      serialNumber: fc.option(fc.constantFrom('SER1', 'SER2', 'ser3', 'STRANGE')),
      assetTag: fc.option(fc.constantFrom('T4', 'X9')),
      deviceKind: fc.option(fc.constantFrom('laptop', 'drive', 'monitor')),
      assetId: fc.option(fc.integer({ min: 1, max: 5 })),
      insideOf: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 1 }),
    }),
    fc.record({
      kind: fc.constant('scan' as const),
      text: fc.constantFrom('SER1', 'SER2', 'SER-3', 'T4', 'SER9', 'T4\nSER1'),
    }),
    fc.record({
      kind: fc.constant('link' as const),
      thing: fc.integer({ min: 1, max: 6 }),
      assetId: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({
      kind: fc.constant('look' as const),
      thing: fc.integer({ min: 1, max: 6 }),
      deviceKind: fc.constantFrom('laptop', 'drive'),
    }),
    fc.record({ kind: fc.constant('empty' as const), thing: fc.integer({ min: 1, max: 6 }) }),
    fc.record({
      kind: fc.constant('pulled' as const),
      thing: fc.integer({ min: 1, max: 6 }),
      insideOf: fc.integer({ min: 1, max: 6 }),
    }),
    fc.record({ kind: fc.constant('back' as const), act: fc.integer({ min: 1, max: 20 }) }),
    fc.constant({ kind: 'finish' as const }),
  );

  it('is the one that the pure rule makes of all acts, after any day of arrivals, links and second thoughts', () => {
    fc.assert(
      fc.property(fc.array(wish, { minLength: 5, maxLength: 30, size: 'max' }), (wishes) => {
        const bench = lotBench(rows);
        const { desk, lotId } = bench;
        const thing = (number: number) => `thing-${number}`;
        for (const one of wishes) {
          if (one.kind === 'arrive') {
            const { kind: _, insideOf, ...arrival } = one;
            desk.arrive({ lotId, ...arrival, insideOf: insideOf === null ? null : thing(insideOf) }, anna);
          } else if (one.kind === 'scan') scan(bench, one.text);
          else if (one.kind === 'link')
            desk.act({ act: 'linked', thingId: thing(one.thing), assetId: one.assetId }, anna);
          else if (one.kind === 'look')
            desk.act({ act: 'looked-at', thingId: thing(one.thing), deviceKind: one.deviceKind }, anna);
          else if (one.kind === 'empty') desk.act({ act: 'found-empty', thingId: thing(one.thing) }, anna);
          else if (one.kind === 'pulled')
            desk.act({ act: 'pulled-from', thingId: thing(one.thing), insideOf: thing(one.insideOf) }, anna);
          else if (one.kind === 'back') desk.takeBack(one.act, ben, true);
          else desk.finish(lotId, anna);
        }
        expectSame(bench);
        bench.database.close();
      }),
      { numRuns: 100 },
    );
  });
});

/** Holds the kept picture against `reconcile` over the acts that were not taken back. */
function expectSame(bench: LotBench): void {
  const { database, lotSeq } = bench;
  type Row = { asset_id: number; serial_number: string | null; asset_tag: string | null; device_type: string | null };
  const rows = (database.prepare('SELECT * FROM assets ORDER BY asset_id').all() as Row[]).map((row) => ({
    assetId: row.asset_id,
    serialNumber: row.serial_number,
    assetTag: row.asset_tag,
    deviceType: row.device_type,
    make: null,
    model: null,
  }));
  const living = database
    .prepare(
      `SELECT act_seq, content FROM receiving_acts AS a WHERE thing_id IS NOT NULL AND act <> 'taken-back'
         AND act_seq NOT IN (SELECT undoes FROM receiving_acts WHERE undoes IS NOT NULL) ORDER BY act_seq`,
    )
    .all() as { act_seq: number; content: string }[];
  const acts: NumberedAct[] = living.map(({ act_seq, content }) => ({
    number: act_seq,
    act: thingAct.parse(JSON.parse(content)) as ThingAct,
  }));
  const view: ReceivingView = bench.view();
  const whole = reconcile(rows, acts, view.finished);
  const kept = new Map(
    database.prepare('SELECT thing_id, state FROM received_things').raw().all() as [string, string][],
  );
  expect(Object.fromEntries(kept)).toEqual(Object.fromEntries([...whole.things].map(([id, { state }]) => [id, state])));
  const keptRows = new Map(
    database.prepare('SELECT asset_id, state FROM row_states').raw().all() as [number, string][],
  );
  const absent = view.finished ? 'missing' : 'awaited';
  for (const [assetId, state] of whole.rows) expect(keptRows.get(assetId) ?? absent).toBe(state);
  const tally = (states: Iterable<string>) => {
    const counts: Record<string, number> = {};
    for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  };
  const nonzero = (counts: Record<string, number>) =>
    Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  expect(nonzero(view.rows)).toEqual(tally(whole.rows.values()));
  expect(nonzero(view.things)).toEqual(tally([...whole.things.values()].map(({ state }) => state)));
  const open = database
    .prepare('SELECT count(*) FROM lot_exceptions WHERE standing = 1 AND closed_by_act IS NULL')
    .pluck()
    .get();
  expect(view.openExceptions).toBe(open);
  const missing = [...whole.rows.values()].filter((state) => state === 'missing').length;
  const standing = database
    .prepare(`SELECT count(*) FROM lot_exceptions WHERE standing = 1 AND code = 'missing' AND lot_seq = ?`)
    .pluck()
    .get(lotSeq);
  expect(standing).toBe(missing);
  expect(
    database.prepare('SELECT sum(unopened), sum(data_open), sum(needs_route) FROM received_things').raw().get(),
  ).toEqual(kept.size === 0 ? [null, null, null] : [view.unopened, view.dataOpen, view.withoutRoute]);
}
