import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import reasons from '../../../core/messages/en/reasons.json' with { type: 'json' };
import { readEplReport, readEplStatus } from '../../../electron/station/labels/epl2Status.ts';
import { readErrorStatus } from '../../../electron/station/labels/errorStatus.ts';
import type { PrinterCondition } from '../../../electron/station/labels/printerCondition.ts';
import { readTsplByte, readTsplFrame } from '../../../electron/station/labels/tsplStatus.ts';

type Read = PrinterCondition | 'more' | 'garbled';

/** The code of what hinders, `busy`, or `free`; or that it was no answer. */
function said(read: Read): string {
  if (typeof read === 'string') return read;
  return read.hindrance?.code ?? (read.busy ? 'busy' : 'free');
}

/** Every beginning of an answer wants more; only the whole one says anything. */
function wantsMoreUntilWhole(read: (answer: string) => Read, whole: string): void {
  for (let length = 0; length < whole.length; length += 1)
    expect(said(read(whole.slice(0, length))), `${length}`).toBe('more');
}

function neverFreeOnNoise(read: (answer: string) => Read): void {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 2 }), (noise) => {
      expect(['more', 'garbled']).toContain(said(read(noise)));
    }),
  );
}

describe('~HQES', () => {
  const answer = (errors: string): string =>
    `\u0002\r\n\r\n  PRINTER STATUS                             \r\n   ERRORS:         ${errors}\r\n   WARNINGS:       0 00000000 00000000\r\n\u0003`;
  test.each([
    ['0 00000000 00000000', 'free'],
    ['1 00000000 00000001', 'paper-out'],
    ['1 00000000 00000005', 'head-open'],
    ['1 00000000 00000002', 'ribbon-out'],
    ['1 00000000 00000008', 'cutter-jammed'],
    ['1 00000000 00000010', 'printer-too-hot'],
    ['1 00000000 00010000', 'printer-paused'],
    ['1 00000000 00000200', 'printer-fault'],
    ['1 00000001 00000000', 'printer-fault'],
  ])('%s says %s', (errors, code) => {
    expect(said(readErrorStatus(answer(errors)))).toBe(code);
    if (code !== 'free') expect(Object.keys(reasons)).toContain(code);
  });
  test('cut anywhere wants more; noise says nothing', () => {
    wantsMoreUntilWhole(readErrorStatus, answer('0 00000000 00000000'));
    neverFreeOnNoise(readErrorStatus);
  });
});

describe('^ee', () => {
  test.each([
    ['00\r\n', 'free'],
    ['\u000600\r\n', 'free'],
    ['\u001307\r\n', 'paper-or-ribbon-out'],
    ['11\r\n', 'head-open'],
    ['12\r\n', 'printer-paused'],
    ['03\r\n', 'printer-fault'],
    ['00,07\r\n', 'paper-or-ribbon-out'],
    ['READY\r\n', 'garbled'],
    ['0\r\n', 'garbled'],
  ])('%j says %s', (answer, code) => {
    expect(said(readEplStatus(answer))).toBe(code);
  });
  test('cut anywhere wants more; noise says nothing', () => {
    wantsMoreUntilWhole(readEplStatus, '00\r\n');
    neverFreeOnNoise(readEplStatus);
  });
});

describe('what an EPL2 printer reports of a print', () => {
  test.each([
    ['\u0006', 'printed'],
    ['', 'more'],
    ['\u0015', 'more'],
    ['\u00150', 'more'],
    ['x', 'garbled'],
    ['00\r\n', 'garbled'],
  ])('%j is %s', (answer, told) => {
    expect(readEplReport(answer)).toBe(told);
  });
  test('a refusal has its code', () => {
    expect(readEplReport('\u001507P001L00001\r\n')).toMatchObject({ code: 'paper-or-ribbon-out' });
    expect(readEplReport('\u001504')).toMatchObject({ code: 'printer-fault', details: { flags: '04' } });
  });
});

describe('<ESC>!?', () => {
  test.each([
    [0x00, 'free'],
    [0x01, 'head-open'],
    [0x02, 'paper-jam'],
    [0x04, 'paper-out'],
    [0x05, 'head-open'],
    [0x08, 'ribbon-out'],
    [0x0d, 'head-open'],
    [0x10, 'printer-paused'],
    [0x14, 'paper-out'],
    [0x20, 'busy'],
    [0x40, 'head-open'],
    [0x80, 'printer-fault'],
    [0x06, 'garbled'],
    [0xff, 'garbled'],
    [0xe6, 'garbled'],
  ])('%i says %s', (byte, code) => {
    expect(said(readTsplByte(String.fromCharCode(byte)))).toBe(code);
  });
  test('silence wants more; more than one byte is no answer', () => {
    expect(readTsplByte('')).toBe('more');
    expect(readTsplByte('\u0000\u0000')).toBe('garbled');
    neverFreeOnNoise(readTsplByte);
  });
});

describe('<ESC>!S', () => {
  const frame = (bytes: string): string => `\u0002${bytes}\u0003\r\n`;
  test.each([
    ['@@@@', 'free'],
    ['P@@@', 'busy'],
    ['W@@@', 'busy'],
    ['L@@@', 'busy'],
    ['`@@@', 'printer-paused'],
    ['E@@A', 'paper-out'],
    ['E@@B', 'paper-jam'],
    ['E@@D', 'ribbon-out'],
    ['E@@`', 'head-open'],
    ['E@A@', 'printer-too-hot'],
    ['E@H@', 'cutter-jammed'],
    ['E@P@', 'printer-fault'],
    ['E@@@', 'printer-fault'],
    ['@H@@', 'printer-buffer-full'],
    ['Z@@@', 'garbled'],
  ])('%s says %s', (bytes, code) => {
    expect(said(readTsplFrame(frame(bytes)))).toBe(code);
    if (!['free', 'busy', 'garbled'].includes(code)) expect(Object.keys(reasons)).toContain(code);
  });
  test('cut anywhere wants more; noise says nothing', () => {
    wantsMoreUntilWhole(readTsplFrame, frame('@@@@'));
    neverFreeOnNoise(readTsplFrame);
  });
});
