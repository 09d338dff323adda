import { describe, expect, test } from 'vitest';
import { viewBays } from '../../../renderer/features/bench/bayView.ts';
import { routeScan } from '../../../renderer/features/scan/routeScan.ts';
import { scanKeys } from '../../../renderer/features/scan/scanKeys.ts';
import { scriptedSerial, scriptedSnapshot } from '../../fixtures/window/scriptedBench.ts';

function type(text: string, gapMs: number): string | null {
  const keys = scanKeys();
  let atMs = 1000;
  for (const key of text) {
    atMs += gapMs;
    expect(keys.press(key, atMs, () => undefined)).toBeNull();
  }
  return keys.press('Enter', atMs + gapMs, () => undefined);
}

describe('a scan', () => {
  const views = viewBays(scriptedSnapshot('shift'));
  const bench = { views, wipeDriveId: null, signingIn: false, asksPsid: false };
  const dialog = { ...bench, wipeDriveId: 'drive-5' };

  test('is told from a hand by its speed', () => {
    expect(type('BAY-07', 12)).toBe('BAY-07');
    expect(type('BAY-07', 130)).toBeNull();
    expect(type('AB', 12), 'too short for a code').toBeNull();
  });

  test('begins after quiet, and what a hand typed before it stays in its field', () => {
    const keys = scanKeys();
    let begun = 0;
    const press = (key: string, atMs: number) =>
      keys.press(key, atMs, () => {
        begun += 1;
      });
    press('x', 0);
    for (const [index, key] of [...'ZC1R'].entries()) press(key, 500 + index * 10);
    expect(press('Enter', 545)).toBe('ZC1R');
    expect(begun).toBe(2);
  });

  test('that is broken in the middle is not taken for a shorter one', () => {
    const keys = scanKeys();
    const press = (key: string, atMs: number) => keys.press(key, atMs, () => undefined);
    for (const [index, key] of [...'AT'].entries()) press(key, index * 10);
    for (const [index, key] of [...'-10482'].entries()) press(key, 160 + index * 10);
    expect(press('Enter', 225)).toBeNull();
  });

  test('of a bay code finds the bay with or without its zero; of an unknown bay finds nothing', () => {
    expect(routeScan('BAY-07', bench)).toMatchObject({ kind: 'bay', view: { key: 'bay-7' } });
    expect(routeScan('bay-7', bench)).toMatchObject({ kind: 'bay', view: { key: 'bay-7' } });
    expect(routeScan('BAY-99', bench)).toEqual({ kind: 'unknown' });
  });

  test('of a badge that says so signs in anywhere; any other text is only a badge while somebody is asked who they are', () => {
    expect(routeScan('BADGE-0417', bench)).toEqual({ kind: 'badge' });
    expect(routeScan('badge:0417', dialog)).toEqual({ kind: 'badge' });
    expect(routeScan('0417-IWONA', bench)).toEqual({ kind: 'unknown' });
    expect(routeScan('0417-IWONA', { ...bench, signingIn: true, asksPsid: false })).toEqual({ kind: 'badge' });
  });

  test('of a serial finds its drive, also with a maker’s prefix, and never by a part of it', () => {
    expect(routeScan(scriptedSerial(7), bench)).toMatchObject({ kind: 'drive', view: { key: 'bay-8' } });
    expect(routeScan(`S/N:${scriptedSerial(7)}`, bench)).toMatchObject({ kind: 'drive', view: { key: 'bay-8' } });
    expect(routeScan(scriptedSerial(7).slice(1), bench)).toEqual({ kind: 'unknown' });
  });

  test('into a wipe dialog confirms only that very drive', () => {
    expect(routeScan(scriptedSerial(4), dialog)).toEqual({ kind: 'confirm' });
    expect(routeScan(scriptedSerial(4).slice(-4), dialog)).toEqual({ kind: 'confirm' });
    expect(routeScan(scriptedSerial(18), dialog)).toMatchObject({ kind: 'wrong-drive', view: { key: 'bay-19' } });
    expect(routeScan('AT-99001', dialog)).toEqual({ kind: 'asset-tag' });
  });

  test('of a PSID goes where it is asked for, and an asset tag stays one', () => {
    const asking = { ...dialog, asksPsid: true };
    expect(routeScan('PSID:ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', asking)).toEqual({ kind: 'psid' });
    expect(routeScan('AT-99001', asking)).toEqual({ kind: 'asset-tag' });
    expect(routeScan(scriptedSerial(4), asking)).toEqual({ kind: 'confirm' });
  });
});
