import { describe, expect, it } from 'vitest';
import type { Drive } from '../../../core/domain/drive.ts';
import {
  appeared,
  changed,
  doubleNumbers,
  fromNow,
  isComplete,
  learned,
  moved,
  nextNumber,
  sameMap,
  sizeOf,
  unplaced,
  without,
} from '../../../renderer/features/bays/bayDraft.ts';

const bay = (path: string, number: number, row: number, column: number) => ({ path, number, row, column, name: null });
const at = (row: number, column: number) => ({ row, column });
const two = [bay('pci-1', 1, 0, 0), bay('pci-2', 3, 0, 1)];

describe('a bench that is being laid out', () => {
  it('gives a learned bay the next free number, and keeps number and name of one that is learned again', () => {
    expect(nextNumber(two)).toBe(2);
    expect(learned(two, at(1, 0), 'pci-9')).toEqual([...two, bay('pci-9', 2, 1, 0)]);
    expect(learned(two, at(0, 1), 'pci-9')).toEqual([two[0], { ...two[1], path: 'pci-9' }]);
  });
  it('does not make one place of the computer two bays', () => {
    expect(learned(two, at(1, 0), 'pci-2')).toBeNull();
    expect(learned(two, at(0, 1), 'pci-2')).toEqual(two);
  });
  it('moves a bay, and what stood there changes places with it', () => {
    expect(moved(two, at(0, 0), at(0, 1))).toEqual([bay('pci-1', 1, 0, 1), bay('pci-2', 3, 0, 0)]);
    expect(moved(two, at(0, 0), at(4, 9))).toEqual([bay('pci-1', 1, 4, 9), two[1]]);
    expect(sizeOf(moved(two, at(0, 0), at(4, 9)))).toEqual({ rows: 5, columns: 10 });
  });
  it('cannot be saved with a number that is missing or on two bays, or without a bay', () => {
    expect(isComplete(two)).toBe(true);
    expect(isComplete(changed(two, at(0, 0), { number: 3 }))).toBe(false);
    expect(doubleNumbers(changed(two, at(0, 0), { number: 3 }))).toEqual([3]);
    expect(isComplete(changed(two, at(0, 0), { number: 0 }))).toBe(false);
    expect(isComplete(without(without(two, at(0, 0)), at(0, 1)))).toBe(false);
  });
  it('is the same layout in whatever order its bays are listed', () => {
    expect(sameMap(two, [...two].reverse())).toBe(true);
    expect(sameMap(two, changed(two, at(0, 0), { name: 'top' }))).toBe(false);
  });
});

describe('the place that a bay is', () => {
  const before = [{ path: 'pci-1', driveId: 'one' }];
  it('is where a drive came that was not there, also one that was pulled and put back', () => {
    expect(appeared(before, [...before, { path: 'pci-2', driveId: 'two' }])).toBe('pci-2');
    expect(appeared(before, [{ path: 'pci-1', driveId: 'one-again' }])).toBe('pci-1');
  });
  it('is not known while none came, one only went, or several came at once', () => {
    expect(appeared(before, before)).toBeNull();
    expect(appeared(before, [])).toBeNull();
    const several = [
      { path: 'pci-2', driveId: 'two' },
      { path: 'pci-3', driveId: 'three' },
    ];
    expect(appeared(before, [...before, ...several])).toBeNull();
  });
  it('is offered while it holds a drive and is no bay; the bays of the moment are a beginning', () => {
    expect(unplaced(two, [...before, { path: 'pci-7', driveId: 'seven' }])).toEqual([
      { path: 'pci-7', driveId: 'seven' },
    ]);
    const drives = [{ driveId: 'one', bayId: 'bay-03' } as Drive];
    const bays = [{ bayId: 'bay-03', number: 3, row: 0, column: 2 }];
    expect(fromNow(before, drives, bays)).toEqual([bay('pci-1', 3, 0, 2)]);
    expect(fromNow(before, [], bays)).toEqual([]);
  });
});
