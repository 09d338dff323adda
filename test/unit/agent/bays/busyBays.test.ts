import { expect, it } from 'vitest';
import { type BayMap, baysOf } from '../../../../core/domain/bayMap.ts';
import type { Job } from '../../../../core/domain/job.ts';
import { busyBays } from '../../../../native/agent/bays/busyBays.ts';

const row = (path: string, number: number, column = number) => ({ path, number, row: 0, column, name: null });
const before: BayMap = [row('pci-1', 1), row('pci-2', 2)];
const layout = (map: BayMap | null, places = [{ path: 'pci-1', driveId: 'one' }]) => ({
  bays: () => baysOf(before),
  places: () => places,
  map: () => map,
});
const running = { kind: 'running' } as Job['state'];
const wipe = { driveId: 'one', bayId: 'bay-01', state: running };

it('a bay that holds a wipe keeps its number; it may stand elsewhere and be called otherwise', () => {
  expect(busyBays(layout(before), [wipe], [row('pci-1', 3)])).toEqual([1]);
  expect(busyBays(layout(before), [wipe], [row('pci-2', 1)])).toEqual([1]);
  expect(busyBays(layout(before), [wipe], null)).toEqual([1]);
  expect(busyBays(layout(before), [wipe], [{ ...row('pci-1', 1, 9), name: 'top' }])).toEqual([]);
});
it('other bays can be changed meanwhile, and any bay when the wipe has ended', () => {
  expect(busyBays(layout(before), [wipe], [row('pci-1', 1), row('pci-9', 9)])).toEqual([]);
  expect(busyBays(layout(before), [{ ...wipe, state: { kind: 'ended' } as Job['state'] }], null)).toEqual([]);
});
it('a wipe whose drive is away holds its bay by the map, and without a map nothing can be laid out until it is back', () => {
  const waiting = { ...wipe, driveId: 'gone', state: { kind: 'waiting-for-drive' } as Job['state'] };
  expect(busyBays(layout(before), [waiting], [row('pci-1', 1)])).toEqual([]);
  expect(busyBays(layout(before), [waiting], [row('pci-1', 2)])).toEqual([1]);
  expect(busyBays(layout(null), [waiting], [row('pci-1', 1)])).toEqual([1]);
});
it('from automatic numbers a bay is laid out under a wipe only by the number that it has', () => {
  expect(busyBays(layout(null), [wipe], [row('pci-1', 1)])).toEqual([]);
  expect(busyBays(layout(null), [wipe], [row('pci-1', 7)])).toEqual([1]);
});
