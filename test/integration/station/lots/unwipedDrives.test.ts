import { describe, expect, it } from 'vitest';
import type { Route } from '../../../../core/reconciliation/disposition.ts';
import { thingLabelsOf } from '../../../../electron/station/lots/receiving/thingLabels.ts';
import { arrived, plain, scan } from '../../../fixtures/lots/lotActs.ts';
import { anna, type LotBench, lotBench } from '../../../fixtures/lots/lotBench.ts';

const rows = [
  { serial: 'DRIVE001', tag: 'T-1', type: 'HDD', make: 'WD', model: 'Blue' },
  { serial: 'SHRED001', tag: 'T-2', type: 'HDD', requirement: 'shred' },
  { serial: 'LAPTOP01', tag: 'T-3', type: 'Notebook', model: 'ThinkPad', requirement: 'shred' },
];
const goes = (bench: LotBench, thingId: string, route: Route | null) =>
  bench.desk.dispose({ lotId: bench.lotId, thingIds: [thingId], disposition: { ...plain, route } }, anna).outcome;
/** What the label room was told, in its order: whose label, and whether destruction is its way. */
const heard = (bench: LotBench) => bench.unwiped.map(({ thingId, toBeDestroyed }) => [thingId, toBeDestroyed]);

describe('the label room hears of a drive that was never wiped', () => {
  it('its way as it is chosen, in the same act', () => {
    const bench = lotBench(rows);
    const thingId = arrived(scan(bench, 'DRIVE001'));
    expect(goes(bench, thingId, 'destroy')).toBe('done');
    expect(goes(bench, thingId, 'return')).toBe('done');
    expect(heard(bench)).toEqual([
      [thingId, false],
      [thingId, true],
      [thingId, false],
    ]);
    expect(bench.unwiped[1]).toMatchObject({
      serialNumber: 'DRIVE001',
      assetTag: 'T-1',
      model: 'WD Blue',
      lotName: 'Lot 1',
    });
  });

  it('destruction from its arrival where the customer wants nothing else, unless it is given back', () => {
    const bench = lotBench(rows);
    const thingId = arrived(scan(bench, 'SHRED001'));
    expect(goes(bench, thingId, 'return')).toBe('done');
    expect(heard(bench)).toEqual([
      [thingId, true],
      [thingId, false],
    ]);
  });

  it('of the drives of a computer, and not of the computer', () => {
    const bench = lotBench(rows);
    const computer = arrived(scan(bench, 'LAPTOP01'));
    expect(goes(bench, computer, 'destroy')).toBe('done');
    expect(bench.unwiped).toEqual([]);
    const answer = bench.desk.arrive(
      {
        lotId: bench.lotId,
        serialNumber: 'INSIDE01',
        assetTag: null,
        deviceKind: null,
        assetId: null,
        insideOf: computer,
      },
      anna,
    );
    const drive = answer.outcome === 'done' ? (answer.value.thing?.thingId ?? '') : '';
    expect(heard(bench)).toEqual([[drive, true]]);
    // Its own names, not those of the computer.
    expect(bench.unwiped[0]).toMatchObject({ serialNumber: 'INSIDE01', assetTag: null, model: null });
  });

  it('nothing once a record speaks of it, well wiped or not, or it is destroyed', async () => {
    const bench = lotBench(rows);
    const clean = arrived(scan(bench, 'DRIVE001'));
    const failed = arrived(scan(bench, 'SHRED001'));
    await bench.wiped('DRIVE001');
    await bench.wiped('SHRED001', { outcome: 'failed' });
    bench.unwiped.length = 0;
    for (const thingId of [clean, failed]) expect(goes(bench, thingId, 'destroy')).toBe('done');
    expect(bench.unwiped).toEqual([]);
  });

  it('nothing of what is no drive', () => {
    const bench = lotBench([{ serial: 'MON1', type: 'Monitor', requirement: 'shred' }]);
    expect(goes(bench, arrived(scan(bench, 'MON1')), 'destroy')).toBe('done');
    expect(bench.unwiped).toEqual([]);
  });
});

it('destruction is the way of a serial while an open lot says so', () => {
  const bench = lotBench(rows);
  const { toBeDestroyed } = thingLabelsOf(bench.store);
  const thingId = arrived(scan(bench, 'DRIVE001'));
  expect(toBeDestroyed('DRIVE001')).toBe(false);
  expect(goes(bench, thingId, 'destroy')).toBe('done');
  expect(toBeDestroyed('DRIVE001')).toBe(true);
  expect(toBeDestroyed('STRANGER')).toBe(false);
  expect(goes(bench, thingId, 'return')).toBe('done');
  expect(toBeDestroyed('DRIVE001')).toBe(false);
});
