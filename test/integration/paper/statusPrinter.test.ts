import { SerialPort } from 'serialport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PrinterLanguage, printerLanguage } from '../../../core/domain/printer.ts';
import reasons from '../../../core/messages/en/reasons.json' with { type: 'json' };
import type { PrinterCondition } from '../../../electron/cli/demo/virtualPrinter/answers.ts';
import { bytesFor, FACTORY_FORMAT, testPicture } from '../../../electron/station/labels/renderLabel.ts';
import {
  eventually,
  IMPATIENT,
  type LabelBench,
  NO_PATIENCE,
  printerAt,
  setUpLabelBench,
} from '../../fixtures/paper/labelBench.ts';
import { dotsOf } from '../../fixtures/paper/readPicture.ts';

const picture = testPicture(FACTORY_FORMAT);
const untouched = (): void => {
  throw new Error('a byte of the label went out');
};

const XON = Buffer.from([0x11]);
const XOFF = Buffer.from([0x13]);
/** More than a line and its buffers hold. */
const MANY = 20;

/** Says XOFF and lets the computer's end of the line hear it before the next byte is written: nothing else runs here meanwhile. */
function holdLine({ model }: LabelBench): void {
  model.say(XOFF);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

let bench: LabelBench;
afterEach(() => bench.clear());

describe.each(printerLanguage.options)('%s', (language: PrinterLanguage) => {
  const label = bytesFor(picture, { ...FACTORY_FORMAT, language });
  beforeEach(async () => {
    bench = await setUpLabelBench({ language, dotsPerMillimetre: 8 });
  });
  const paper = (): string[][] => bench.model.paper().map(dotsOf);

  describe('a printer that can print', () => {
    test('is ready, burns the very dots once, and says so', async () => {
      expect(await bench.printer.readiness()).toEqual({ kind: 'ready' });
      let sending = 0;
      const outcome = await bench.printer.print(label, () => {
        sending += 1;
        expect(bench.model.labels()).toHaveLength(0);
      });
      expect(outcome).toEqual({ kind: 'printed' });
      expect(sending).toBe(1);
      expect(paper()).toEqual([dotsOf(picture)]);
      expect(bench.model.unknown()).toEqual([]);
    });

    test('and is slow is waited for', async () => {
      bench.model.set({ printMs: 500 });
      expect(await bench.printer.print(label, () => undefined)).toEqual({ kind: 'printed' });
      expect(paper()).toEqual([dotsOf(picture)]);
    });

    test('and says XOFF in the middle is waited for, and takes the rest after XON', async () => {
      bench.model.set({ printMs: 1 });
      const printer = printerAt(bench.pair.stationEnd, { language, flowControl: 'software' });
      const many = Buffer.concat(Array.from({ length: MANY }, () => Buffer.from(label)));
      let done = false;
      const outcome = printer
        .print(many, () => holdLine(bench))
        .finally(() => {
          done = true;
        });
      let before = -1;
      // Until nothing moves any more: then the line is held.
      while (before !== bench.model.received()) {
        before = bench.model.received();
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      expect(done).toBe(false);
      expect(bench.model.received()).toBeLessThan(many.length);
      bench.model.say(XON);
      await outcome;
      await eventually('all came out', () => bench.model.labels().length === MANY);
      expect(paper().every((dots) => dots.join() === dotsOf(picture).join())).toBe(true);
    });

    test('of an older make, which knows only the first status question, is believed by that', async () => {
      bench.model.set({ knowsErrorStatus: false });
      expect(await bench.impatient.print(label, () => undefined)).toEqual({ kind: 'printed' });
    });
  });

  describe('not a byte goes out to a printer that cannot print', () => {
    const hindered: [string, Partial<PrinterCondition>][] = [
      [language === 'epl2' ? 'paper-or-ribbon-out' : 'paper-out', { paperOut: true }],
      ['head-open', { headOpen: true }],
      ['head-open', { headOpen: true, paperOut: true }],
      ['printer-paused', { paused: true }],
      ['printer-silent', { answers: 'silence' }],
      ['printer-garbled', { answers: 'garbage' }],
      ...(language === 'zpl'
        ? ([['paper-out', { paperOut: true, mute: true }]] as [string, Partial<PrinterCondition>][])
        : []),
    ];
    test.each(hindered)('%s', async (code, condition) => {
      bench.model.set(condition);
      const never = condition.answers !== undefined;
      const printer = never ? printerAt(bench.pair.stationEnd, { language }, NO_PATIENCE) : bench.impatient;
      expect(await printer.print(label, untouched)).toMatchObject({ kind: 'not-sent', why: { code } });
      expect(await printer.readiness()).toMatchObject({ kind: 'not-ready', why: { code } });
      expect(bench.model.paper()).toHaveLength(0);
      expect(Object.keys(reasons)).toContain(code);
    });
  });

  describe('a label whose end was not seen is uncertain', () => {
    test('unplugged after the bytes went out', async () => {
      bench.model.set({ printMs: 60_000 });
      const outcome = bench.impatient.print(label, () => {
        void eventually('all came in', () => bench.model.received() >= label.length).then(() => bench.pair.stop());
      });
      expect(await outcome).toMatchObject({ kind: 'uncertain', why: { code: 'port-lost' } });
      expect(await bench.impatient.readiness()).toMatchObject({ kind: 'not-ready', why: { code: 'port-absent' } });
    });

    test('out of paper in the middle, although the printer prints it again from the new roll', async () => {
      bench.model.set({ outInTheMiddle: true });
      let ended = false;
      const printing = bench.printer
        .print(label, () => undefined)
        .finally(() => {
          ended = true;
        });
      await eventually('it stopped in the middle', () => bench.model.paper().length === 1);
      const before = bench.model.received();
      // A new roll is put in once the station has asked and been told; some languages tell without being asked.
      await eventually('the station knows', () => ended || bench.model.received() > before + 24);
      bench.model.set({ paperOut: false });
      expect(await printing).toMatchObject({ kind: 'uncertain' });
      await eventually('the printer printed it again', () => bench.model.labels().length === 1);
      expect(bench.model.paper().map(({ whole }) => whole)).toEqual([false, true]);
    });

    test('out of paper in the middle: the next label waits until the printer is free', async () => {
      const outcome = await bench.impatient.print(label, () => bench.model.set({ paperOut: true }));
      expect(outcome).toMatchObject({ kind: 'uncertain' });
      expect(await bench.impatient.print(label, untouched)).toMatchObject({ kind: 'not-sent' });
      bench.model.set({ paperOut: false });
      await eventually('the held label came out', () => bench.model.labels().length === 1);
      expect(await bench.printer.print(label, () => undefined)).toEqual({ kind: 'printed' });
    });

    test('the head was opened', async () => {
      const outcome = await bench.impatient.print(label, () => bench.model.set({ headOpen: true }));
      expect(outcome.kind).toBe('uncertain');
    });

    test.each(['silence', 'garbage'] as const)('%s after the bytes went out', async (answers) => {
      // So long that no report of its own comes before the questions.
      bench.model.set({ printMs: 60_000 });
      const outcome = await bench.impatient.print(label, () => bench.model.set({ answers }));
      expect(outcome.kind).toBe('uncertain');
    });

    test('held by XOFF for good', async () => {
      const held = { language, flowControl: 'software', baudRate: 921_600 } as const;
      const printer = printerAt(bench.pair.stationEnd, held, IMPATIENT);
      const many = Buffer.concat(Array.from({ length: MANY }, () => Buffer.from(label)));
      const outcome = await printer.print(many, () => holdLine(bench));
      expect(outcome).toMatchObject({ kind: 'uncertain', why: { code: 'send-timed-out' } });
    });
  });
});

describe('the port', () => {
  const label = bytesFor(picture, FACTORY_FORMAT);
  beforeEach(async () => {
    bench = await setUpLabelBench();
  });

  test('port-absent', async () => {
    const absent = printerAt(`${bench.folder}/no-such-port`);
    expect(await absent.print(label, untouched)).toMatchObject({ kind: 'not-sent', why: { code: 'port-absent' } });
  });

  test('port-locked', async () => {
    const other = new SerialPort({ path: bench.pair.stationEnd, baudRate: 9600, autoOpen: false });
    await new Promise<void>((resolve, reject) => other.open((failure) => (failure ? reject(failure) : resolve())));
    const outcome = await bench.printer.print(label, untouched);
    await new Promise<void>((resolve) => other.close(() => resolve()));
    expect(outcome).toMatchObject({ kind: 'not-sent', why: { code: 'port-locked' } });
  });

  test('a file that is no serial port', async () => {
    const file = printerAt(import.meta.filename);
    expect(await file.print(label, untouched)).toMatchObject({ kind: 'not-sent', why: { code: 'port-failed' } });
  });

  test('half a label from an earlier break is thrown away before the next', async () => {
    const broken = new SerialPort({ path: bench.pair.stationEnd, baudRate: 9600, autoOpen: false });
    await new Promise<void>((resolve, reject) => broken.open((failure) => (failure ? reject(failure) : resolve())));
    broken.write(Buffer.from(label.subarray(0, 900)));
    await eventually('the half is inside', () => bench.model.received() === 900);
    await new Promise<void>((resolve) => broken.close(() => resolve()));
    expect(await bench.printer.print(label, () => undefined)).toEqual({ kind: 'printed' });
    expect(bench.model.paper().map(dotsOf)).toEqual([dotsOf(picture)]);
  });

  test('seven data bits are refused in words for the languages of raw bytes', async () => {
    const tspl = printerAt(bench.pair.stationEnd, { language: 'tspl', dataBits: 7 });
    expect(await tspl.print(label, untouched)).toMatchObject({
      kind: 'not-sent',
      why: { code: 'seven-bits-need-zpl' },
    });
    expect(Object.keys(reasons)).toContain('seven-bits-need-zpl');
  });

  test('a USB printer is printed on as the file that it is', async () => {
    const usb = printerAt(bench.pair.stationEnd, { connection: 'usb-printer' });
    expect(await usb.print(label, () => undefined)).toEqual({ kind: 'printed' });
    expect(bench.model.paper().map(dotsOf)).toEqual([dotsOf(picture)]);
    await bench.pair.stop();
    expect(await usb.readiness()).toMatchObject({ kind: 'not-ready', why: { code: 'port-absent' } });
  });
});
