import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivingView, ScanOutcome } from '../../../../core/contract/receivingViews.ts';
import { receivingView, scanOutcome } from '../../../../core/contract/receivingViews.ts';
import type { Policy } from '../../../../core/domain/policy.ts';
import type { CustodyAct } from '../../../../core/reconciliation/custody.ts';
import type { Disposition } from '../../../../core/reconciliation/disposition.ts';
import { type NumberedAct, type ThingAct, thingAct } from '../../../../core/reconciliation/receivingActs.ts';
import { reconcile } from '../../../../core/reconciliation/reconcile.ts';
import { driveOwnersOf } from '../../../../electron/station/lots/receiving/driveOwner.ts';
import { anna, ben, type LotBench, lotBench, NO_QUALITY } from '../../../fixtures/lots/lotBench.ts';

const scan = (bench: LotBench, text: string, insideOf: string | null = null): ScanOutcome => {
  const answer = bench.desk.scan({ lotId: bench.lotId, text, deviceKind: null, insideOf }, anna);
  if (answer.outcome === 'refused') throw new Error(JSON.stringify(answer.refusals));
  return scanOutcome.parse(answer.value.outcome);
};
const refusedWith = (answer: { outcome: string; refusals?: { code: string; details: Record<string, unknown> }[] }) =>
  answer.outcome === 'refused'
    ? (answer.refusals ?? []).map(({ code, details }) => [code, details.why ?? null])
    : 'done';
const arrived = (outcome: ScanOutcome): string => {
  if (outcome.kind !== 'matched') throw new Error(`it was ${outcome.kind}`);
  return outcome.thing.thingId;
};
const openCodes = (bench: LotBench) => {
  const answer = bench.desk.exceptions({ lotId: bench.lotId, openOnly: true, limit: 500, after: '' });
  return answer.outcome === 'refused' ? [] : answer.value.exceptions.map(({ code }) => code).sort();
};
const openIds = (bench: LotBench, wanted: string) => {
  const answer = bench.desk.exceptions({ lotId: bench.lotId, openOnly: true, limit: 500, after: '' });
  return answer.outcome === 'refused'
    ? []
    : answer.value.exceptions.filter(({ code }) => code === wanted).map(({ exceptionId }) => exceptionId);
};
const plain: Disposition = {
  grade: 'B',
  gradeReasons: ['scratches'],
  repairs: [],
  notes: '',
  estimated: null,
  realized: null,
  route: 'remarket',
};

const clearPolicy: Policy = {
  policyId: 'clear',
  title: 'Clear',
  method: 'clear',
  techniques: ['overwrite-zeros'],
  verification: { design: 'full' },
  canaryCount: 64,
  badBlockLimit: 0,
};
const purgePolicy: Policy = { ...clearPolicy, policyId: 'purge', method: 'purge' };

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

describe('the lot answers for its drives only', () => {
  const owners = (bench: LotBench) => driveOwnersOf(bench.store);
  const drive = (serialNumber: string, assetTag: string | null = null) => ({
    serialNumber,
    assetTag,
    lotName: 'lot  1',
  });

  it('a drive of no known asset is not certified to the lot until it is resolved', () => {
    const bench = lotBench([{ serial: 'AAA111', tag: 'IT 1', type: 'Notebook' }, { serial: 'WCC4E1234567' }]);
    const { desk, lotId } = bench;
    const why = (serial: string, tag: string | null = null) =>
      owners(bench).certifyProblem(drive(serial, tag))?.code ?? null;
    expect(why('STRANGE')).toBe('drive-of-no-asset');
    expect(why('WD-WCC4E1234567')).toBeNull();
    expect(why('STRANGE', 'it 1')).toBeNull();
    const computer = desk.arrive(
      { lotId, serialNumber: 'NOBODY', assetTag: null, deviceKind: 'laptop', assetId: null, insideOf: null },
      anna,
    );
    if (computer.outcome === 'refused') throw new Error('refused');
    const insideOf = computer.value.thing?.thingId ?? '';
    desk.arrive({ lotId, serialNumber: 'STRANGE', assetTag: null, deviceKind: null, assetId: null, insideOf }, anna);
    expect(why('STRANGE')).toBe('drive-of-unexpected-computer');
    desk.act({ act: 'linked', thingId: insideOf, assetId: 1 }, anna);
    expect(why('STRANGE')).toBeNull();
  });

  it('says nothing of lots that it does not know', () => {
    const bench = lotBench([{ serial: 'AAA111' }]);
    expect(owners(bench).certifyProblem({ serialNumber: 'X', assetTag: null, lotName: 'another' })).toBeNull();
    expect(owners(bench).certifyProblem({ serialNumber: 'X', assetTag: null, lotName: null })).toBeNull();
    expect(owners(bench).rules({ serialNumber: 'X', assetTag: null, lotName: 'another' }, [])).toBeNull();
    expect(owners(bench).rules({ serialNumber: null, assetTag: null, lotName: null }, [])).toBeNull();
  });

  it('the requirement of its asset forces the policies of a drive', () => {
    const bench = lotBench([
      { serial: 'AAA111', requirement: 'confidential' },
      { serial: 'BBB222', requirement: 'level Q7' },
      { serial: 'CCC333' },
    ]);
    const allowed = (serial: string) => owners(bench).rules(drive(serial), [clearPolicy, purgePolicy])?.allowed;
    expect(allowed('AAA111')).toEqual(['purge']);
    expect(allowed('BBB222')).toEqual([]);
    expect(allowed('CCC333')).toEqual(['clear', 'purge']);
  });

  it('a requirement is not got rid of by naming no lot, or another one', () => {
    const bench = lotBench([{ serial: 'AAA111', requirement: 'confidential' }]);
    for (const lotName of [null, 'another']) {
      const rules = owners(bench).rules({ serialNumber: 'AAA111', assetTag: null, lotName }, [
        clearPolicy,
        purgePolicy,
      ]);
      expect(rules).toMatchObject({ lotName: 'Lot 1', allowed: ['purge'] });
    }
    bench.desk.finish(bench.lotId, anna);
    expect(owners(bench).anyOpen()).toBe(true);
  });
});

describe('custody', () => {
  it('a seal that differs is an exception of the lot, and taking the event back puts it right', () => {
    const bench = lotBench([{ serial: 'AAA111' }]);
    const received = bench.custody.add(
      {
        lotId: bench.lotId,
        subject: { kind: 'lot' },
        at: '2026-05-04T07:00:00.000Z',
        act: {
          act: 'received',
          carrier: 'Blue Van',
          sealFound: 'X1',
          sealOnPapers: 'X2',
          to: { name: 'Dock', secured: false },
        },
      },
      anna,
    );
    if (received.outcome === 'refused') throw new Error('refused');
    expect(openCodes(bench)).toEqual(['custody-seal-differs']);
    bench.custody.takeBack(received.value.eventSeq, ben);
    expect(bench.view().openExceptions).toBe(0);
    expect(bench.custody.list({ lotId: bench.lotId, subject: null })).toMatchObject({
      outcome: 'done',
      value: { events: [{ takenBack: true }] },
    });
  });

  it('a thing follows its lot until it is moved by itself', () => {
    const bench = lotBench([{ serial: 'AAA111' }]);
    const thingId = arrived(scan(bench, 'AAA111'));
    const at = '2026-05-04T07:30:00.000Z';
    bench.custody.add(
      {
        lotId: bench.lotId,
        subject: { kind: 'lot' },
        at: '2026-05-04T07:00:00.000Z',
        act: {
          act: 'received',
          carrier: 'Blue Van',
          sealFound: null,
          sealOnPapers: null,
          to: { name: 'Cage A', secured: true },
        },
      },
      anna,
    );
    const move = (from: string) =>
      bench.custody.add(
        {
          lotId: bench.lotId,
          subject: { kind: 'thing', thingId },
          at,
          act: { act: 'moved', from, to: { name: 'Bench 3', secured: true } },
        },
        anna,
      );
    move('cage a');
    expect(openCodes(bench)).toEqual([]);
    move('Cage A');
    expect(openCodes(bench)).toEqual(['custody-moved-from-elsewhere']);
  });
});

describe('what stands where nobody keeps it', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 4, 3, hour)).toISOString();
  const add = (bench: LotBench, hour: number, act: CustodyAct) => {
    const added = bench.custody.add({ lotId: bench.lotId, subject: { kind: 'lot' }, at: at(hour), act }, anna);
    if (added.outcome === 'refused') throw new Error('refused');
    return added.value.eventSeq;
  };
  const received: CustodyAct = {
    act: 'received',
    carrier: 'Blue Van',
    sealFound: null,
    sealOnPapers: null,
    to: { name: 'Dock', secured: false },
  };
  const toCage: CustodyAct = { act: 'moved', from: 'Dock', to: { name: 'Cage', secured: true } };

  it('becomes an exception while it still stands there, once, and the event that ends it makes no second one', () => {
    const bench = lotBench([{ serial: 'AAA111' }]);
    // The station's clock says 8 o'clock of the next day.
    add(bench, 8, received);
    expect(bench.view().openExceptions).toBe(0);
    bench.custody.lookForGaps();
    bench.custody.lookForGaps();
    expect(openCodes(bench)).toEqual(['custody-without-holder']);
    expect(bench.told.at(-1)?.openExceptions).toBe(1);
    add(bench, 31, toCage);
    expect(openCodes(bench)).toEqual(['custody-without-holder']);
  });

  it('is put right when it turns out that it was moved in time', () => {
    const bench = lotBench([{ serial: 'AAA111' }]);
    add(bench, 8, received);
    bench.custody.lookForGaps();
    expect(openCodes(bench)).toEqual(['custody-without-holder']);
    const moved = add(bench, 9, toCage);
    expect(openCodes(bench)).toEqual([]);
    bench.custody.takeBack(moved, ben);
    bench.custody.lookForGaps();
    expect(openCodes(bench)).toEqual(['custody-without-holder']);
  });

  it('is no gap behind a lock, and none of a lot that is closed', () => {
    const bench = lotBench([{ serial: 'AAA111' }]);
    add(bench, 8, received);
    add(bench, 9, toCage);
    bench.custody.lookForGaps();
    expect(openCodes(bench)).toEqual([]);
  });

  it('nobody is the witness of a destruction that they write down themselves', () => {
    const bench = lotBench([{ serial: 'AAA111', type: 'HDD' }]);
    const thingId = arrived(scan(bench, 'AAA111'));
    const destroy = (witness: string) =>
      bench.custody.add(
        {
          lotId: bench.lotId,
          subject: { kind: 'thing', thingId },
          at: at(8),
          act: { act: 'destroyed', how: 'shredder, 6 mm', witness },
        },
        anna,
      );
    expect(destroy(' anna nowak')).toMatchObject({ outcome: 'refused', refusals: [{ code: 'receiving-impossible' }] });
    expect(destroy('Ben Ott')).toMatchObject({ outcome: 'done', value: { state: { how: 'destroyed' } } });
  });
});

describe('what the customer wants destroyed', () => {
  it('is neither sold nor recycled, however well it was wiped', async () => {
    const bench = lotBench([{ serial: 'AAA111', type: 'HDD', requirement: 'shred' }]);
    const thingId = arrived(scan(bench, 'AAA111'));
    await bench.wiped('AAA111');
    const to = (route: 'remarket' | 'recycle' | 'destroy') =>
      bench.desk.dispose(
        {
          lotId: bench.lotId,
          thingIds: [thingId],
          disposition: { ...plain, grade: 'A', gradeReasons: [], route },
        },
        anna,
      );
    for (const route of ['remarket', 'recycle'] as const)
      expect(to(route)).toMatchObject({ outcome: 'refused', refusals: [{ details: { why: 'must-be-destroyed' } }] });
    expect(to('destroy').outcome).toBe('done');
  });
});

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
