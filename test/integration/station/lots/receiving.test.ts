import { describe, expect, it } from 'vitest';
import { receivingView } from '../../../../core/contract/receivingViews.ts';
import type { Disposition } from '../../../../core/reconciliation/disposition.ts';
import { arrived, openCodes, openIds, plain, refusedWith, scan } from '../../../fixtures/lots/lotActs.ts';
import { anna, ben, lotBench, NO_QUALITY } from '../../../fixtures/lots/lotBench.ts';

describe('receiving a lot', () => {
  const rows = [
    { serial: 'PF-0ABCDE', tag: 'IT 001', type: 'Notebook' },
    { serial: 'WCC4E1234567', tag: 'IT 002', type: 'Festplatte' },
    { tag: 'IT 003', type: 'Laptop', lostSerial: '1.23E+10' },
    { serial: 'MON1', tag: 'IT 004', type: 'Monitor' },
    'rejected' as const,
  ];

  it('a scan of an expected device is an arrival, whatever its writing, and can be taken back', () => {
    const bench = lotBench(rows);
    const outcome = scan(bench, '1S20L5CTO1WWpf0abcde');
    expect(outcome).toMatchObject({
      kind: 'matched',
      by: 'serial',
      row: { assetTag: 'IT 001' },
      thing: { state: 'matched', unopened: true },
    });
    expect(bench.view()).toMatchObject({
      state: 'received',
      expected: 4,
      rows: { awaited: 3, matched: 1 },
      things: { matched: 1 },
      unopened: 1,
    });
    expect(scan(bench, 'IT 001')).toMatchObject({ kind: 'again' });
    if (outcome.kind !== 'matched') throw new Error('it matched');
    expect(bench.desk.takeBack(outcome.actSeq, anna, false)).toMatchObject({ outcome: 'done', value: { thing: null } });
    expect(bench.view()).toMatchObject({ state: 'expected', rows: { awaited: 4, matched: 0 }, unopened: 0 });
    expect(refusedWith(bench.desk.takeBack(outcome.actSeq, anna, false))).toEqual([
      ['receiving-impossible', 'taken-back-already'],
    ]);
  });

  it('a serial that a spreadsheet spoilt is proposed and never taken by itself', () => {
    const bench = lotBench(rows);
    expect(scan(bench, '12345678901')).toMatchObject({
      kind: 'unexpected',
      proposals: [{ row: { assetTag: 'IT 003' }, why: 'spreadsheet-number' }],
    });
    expect(bench.view().things.matched).toBe(0);
  });

  it('a part number changes nothing, and every scan is kept as it was typed', () => {
    const bench = lotBench(rows);
    expect(scan(bench, 'P/N: 1CH162-302')).toMatchObject({ kind: 'no-identity', others: [{ what: 'part-number' }] });
    scan(bench, ']C0WCC4E1234567');
    const kept = bench.database
      .prepare('SELECT text, outcome, person_name FROM receiving_scans ORDER BY scan_seq')
      .raw()
      .all();
    expect(kept).toEqual([
      ['P/N: 1CH162-302', 'no-identity', 'Anna Nowak'],
      [']C0WCC4E1234567', 'matched', 'Anna Nowak'],
    ]);
    expect(() => bench.database.exec(`UPDATE receiving_scans SET text = ''`)).toThrow(/never changed/);
    expect(() => bench.database.exec('DELETE FROM receiving_acts')).toThrow(/never deleted/);
  });

  it('a drive that quality refused is not clean, until it is wiped again', async () => {
    const bench = lotBench([{ serial: 'WCC4E1234567', tag: 'IT 002', type: 'Festplatte' }]);
    scan(bench, 'WCC4E1234567');
    const first = await bench.wiped('WD-WCC4E1234567');
    expect(bench.view().dataOpen).toBe(0);
    await bench.decided(first, 'validate', 'WD-WCC4E1234567');
    expect(bench.view().dataOpen).toBe(0);
    await bench.decided(first, 'reject', 'WD-WCC4E1234567');
    expect(bench.view().dataOpen).toBe(1);
    const again = await bench.wiped('WD-WCC4E1234567');
    expect(bench.view().dataOpen).toBe(0);
    await bench.decided(again, 'quarantine', 'WD-WCC4E1234567');
    expect(bench.view().dataOpen).toBe(1);
  });

  it('the lot is not closed while quality has something of it, nor when quality was not heard', () => {
    const bench = lotBench([]);
    const { lotId, desk } = bench;
    desk.finish(lotId, anna);
    expect(bench.view()).toMatchObject({ state: 'ready', closingProblems: [] });
    bench.quality({
      ...NO_QUALITY,
      openDraws: [
        {
          drawId: 'draw',
          lotName: 'LOT 1',
          openedAt: '2026-05-04T08:00:00.000Z',
          sharePpm: 50_000,
          seedSha256: null,
          records: 1,
          drawn: 0,
        },
      ],
    });
    expect(bench.told.at(-1)).toMatchObject({ state: 'quality' });
    expect(refusedWith(desk.closeLot(lotId, ben))).toEqual([['lot-not-closable', 'quality-draw-open']]);
    bench.quality(null);
    expect(bench.told.at(-1)).toMatchObject({ state: 'quality', closingProblems: [{ code: 'quality-unknown' }] });
    expect(refusedWith(desk.closeLot(lotId, ben))).toEqual([['lot-quality-unknown', null]]);
    const told = bench.told.length;
    bench.quality(null);
    expect(bench.told.length, 'nothing is told twice').toBe(told);
    bench.quality(NO_QUALITY);
    expect(refusedWith(desk.closeLot(lotId, ben))).toBe('done');
    bench.quality(null);
    expect(bench.view()).toMatchObject({ state: 'closed' });
  });

  it('the lot cannot be closed while anything is open, and everything that is open is named', async () => {
    const bench = lotBench(rows);
    const { lotId, desk } = bench;
    const close = () => refusedWith(desk.closeLot(lotId, ben));
    const laptop = arrived(scan(bench, 'PF0ABCDE'));
    const drive = arrived(scan(bench, 'WCC4E1234567'));
    const monitor = arrived(scan(bench, 'MON1'));
    expect(close()).toEqual([
      ['lot-not-closable', 'receiving-not-finished'],
      ['lot-not-closable', 'computers-unopened'],
      ['lot-not-closable', 'drives-with-data'],
      ['lot-not-closable', 'things-without-disposition'],
    ]);
    // A drive from the laptop, a stranger, and the same monitor once more.
    const pulled = desk.arrive(
      { lotId, serialNumber: 'S3Z8NB0K1', assetTag: null, deviceKind: null, assetId: null, insideOf: laptop },
      anna,
    );
    const stranger = desk.arrive(
      { lotId, serialNumber: 'NOBODY1', assetTag: null, deviceKind: 'monitor', assetId: null, insideOf: null },
      anna,
    );
    const twin = desk.arrive(
      { lotId, serialNumber: 'mon-1', assetTag: null, deviceKind: 'monitor', assetId: null, insideOf: null },
      anna,
    );
    if (pulled.outcome === 'refused' || stranger.outcome === 'refused' || twin.outcome === 'refused')
      throw new Error('refused');
    expect(pulled.value.thing?.state).toBe('inside');
    expect(twin.value.thing?.state).toBe('duplicate');
    desk.finish(lotId, anna);
    expect(bench.view()).toMatchObject({
      state: 'wiping',
      rows: { awaited: 0, missing: 1, matched: 3 },
      openExceptions: 3,
      dataOpen: 2,
      unopened: 0,
    });
    expect(openCodes(bench)).toEqual(['duplicate', 'missing', 'unexpected']);

    // Nothing with data on it is sold.
    const dispose = (thingIds: string[], wish: Disposition) =>
      desk.dispose({ lotId, thingIds, disposition: wish }, anna);
    expect(refusedWith(dispose([monitor, drive], plain))).toEqual([['disposition-unsuitable', 'data-still-on-it']]);
    await bench.wiped('WD-WCC4E1234567');
    await bench.wiped('S3Z8NB0K1', { outcome: 'failed' });
    expect(bench.view()).toMatchObject({ dataOpen: 1 });
    const pulledId = pulled.value.thing?.thingId ?? '';
    expect(dispose([drive, monitor], plain).outcome).toBe('done');
    const shred = { ...plain, route: 'destroy' } as const;
    expect(dispose([pulledId, laptop, stranger.value.thing?.thingId ?? ''], shred).outcome).toBe('done');
    const shredded = bench.custody.add(
      {
        lotId,
        subject: { kind: 'thing', thingId: pulledId },
        at: '2026-05-04T08:00:00.000Z',
        act: { act: 'destroyed', how: 'shredder 20 mm', witness: 'Carl Weiss' },
      },
      anna,
    );
    expect(shredded).toMatchObject({ outcome: 'done', value: { state: { kind: 'ended', how: 'destroyed' } } });
    expect(bench.view().dataOpen).toBe(0);

    const closeException = (
      id: string,
      reason: 'other' | 'still-with-employee' | 'customer-added-it' | 'same-device-scanned-twice',
      note: string | null = null,
    ) => refusedWith(desk.closeException({ exceptionId: id, reason, note }, ben));
    const only = (code: string) => openIds(bench, code)[0] ?? '';
    expect(closeException(only('missing'), 'customer-added-it')).toEqual([['closure-unsuitable', 'not-for-this']]);
    expect(closeException(only('missing'), 'other')).toEqual([['closure-unsuitable', 'note-missing']]);
    expect(closeException(only('missing'), 'still-with-employee')).toBe('done');
    expect(closeException(only('unexpected'), 'customer-added-it')).toBe('done');
    expect(closeException(only('duplicate'), 'same-device-scanned-twice')).toBe('done');
    // The chain of custody never began with an arrival from a carrier.
    expect(openCodes(bench)).toEqual(['custody-never-received']);
    expect(close()).toEqual([['lot-not-closable', 'exceptions-open']]);
    expect(closeException(only('custody-never-received'), 'other', 'came with the last pallet')).toBe('done');
    expect(bench.view()).toMatchObject({ state: 'ready', openExceptions: 0, closingProblems: [] });
    expect(close()).toBe('done');
    expect(bench.view()).toMatchObject({ state: 'closed', closed: true });
    expect(bench.database.prepare('SELECT state FROM lots').pluck().get()).toBe('closed');
    expect(refusedWith(desk.scan({ lotId, text: 'IT 003', deviceKind: null, insideOf: null }, anna))).toEqual([
      ['lot-closed', null],
    ]);
    for (const view of bench.told) receivingView.parse(view);
  });

  it('a missing device that comes after all puts its exception right; a late list makes new ones', () => {
    const bench = lotBench([{ serial: 'AAA111' }, { serial: 'BBB222' }]);
    bench.desk.finish(bench.lotId, anna);
    expect(bench.view()).toMatchObject({ rows: { missing: 2 }, openExceptions: 2 });
    scan(bench, 'AAA111');
    expect(bench.view()).toMatchObject({ rows: { missing: 1 }, openExceptions: 1 });
    bench.addList([{ serial: 'CCC333' }]);
    expect(bench.view()).toMatchObject({ expected: 3, rows: { missing: 2 }, openExceptions: 2 });
    bench.desk.finish(bench.lotId, anna);
    expect(openCodes(bench)).toEqual(['missing', 'missing']);
  });

  it('an old record of the same drive, made before it came, does not count', async () => {
    const bench = lotBench([{ serial: 'OLD12345', type: 'HDD' }]);
    await bench.wiped('OLD12345', { endedAt: '2024-01-01T00:00:00.000Z', outcome: 'failed' });
    arrived(scan(bench, 'OLD12345'));
    expect(bench.view().dataOpen).toBe(1);
    await bench.wiped('OLD12345');
    expect(bench.view().dataOpen).toBe(0);
  });

  it('only a shift lead takes back that the delivery is complete', () => {
    const bench = lotBench([{ serial: 'AAA111' }]);
    const finished = bench.desk.finish(bench.lotId, anna);
    if (finished.outcome === 'refused') throw new Error('refused');
    expect(refusedWith(bench.desk.takeBack(finished.value.actSeq, anna, false))).toEqual([['role-missing', null]]);
    expect(refusedWith(bench.desk.takeBack(finished.value.actSeq, ben, true))).toBe('done');
    expect(bench.view()).toMatchObject({
      state: 'expected',
      finished: false,
      rows: { awaited: 1, missing: 0 },
      openExceptions: 0,
    });
  });
});
