import { describe, expect, it } from 'vitest';
import type { CustodyAct } from '../../../../core/reconciliation/custody.ts';
import { arrived, openCodes, scan } from '../../../fixtures/lots/lotActs.ts';
import { anna, ben, type LotBench, lotBench } from '../../../fixtures/lots/lotBench.ts';

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
