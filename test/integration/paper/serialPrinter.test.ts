import { SerialPort } from 'serialport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type LabelBench, printerAt, setUpLabelBench } from '../../fixtures/paper/labelBench.ts';

const LABEL = Buffer.from('^XA^CI28\n^FO8,8^A0N,20,20^FH_^FDone label^FS\n^XZ\n');
const untouched = (): void => {
  throw new Error('a byte of the label went out');
};

let bench: LabelBench;
beforeEach(async () => {
  bench = await setUpLabelBench();
});
afterEach(() => bench.clear());

describe('a printer that can print', () => {
  test('is ready, prints the very bytes, and says so', async () => {
    expect(await bench.printer.readiness()).toEqual({ kind: 'ready' });
    let sending = 0;
    const outcome = await bench.printer.print(LABEL, () => {
      sending += 1;
      expect(bench.model.labels()).toHaveLength(0);
    });
    expect(outcome).toEqual({ kind: 'printed' });
    expect(sending).toBe(1);
    expect(bench.model.labels().map((label) => Buffer.from(label).toString())).toEqual([LABEL.toString().trim()]);
  });

  test('that is slow is waited for', async () => {
    bench.model.set({ printMs: 500 });
    expect(await bench.printer.print(LABEL, () => undefined)).toEqual({ kind: 'printed' });
    expect(bench.model.labels()).toHaveLength(1);
  });

  test('takes a label of 200 kB whole', async () => {
    const large = Buffer.concat([Buffer.from('^XA'), Buffer.alloc(200_000, 'A'), Buffer.from('^XZ')]);
    expect(await bench.printer.print(large, () => undefined)).toEqual({ kind: 'printed' });
    expect(bench.model.labels()[0]?.length).toBe(large.length);
  });
});

describe('a printer that cannot print gets not one byte of a label', () => {
  test.each([
    ['paper-out', { paperOut: true }],
    ['head-open', { headOpen: true }],
    ['printer-paused', { paused: true }],
    ['printer-silent', { answers: 'silence' as const }],
    ['printer-garbled', { answers: 'garbage' as const }],
  ])('%s', async (code, condition) => {
    bench.model.set(condition);
    expect(await bench.printer.print(LABEL, untouched)).toMatchObject({ kind: 'not-sent', why: { code } });
    expect(await bench.printer.readiness()).toMatchObject({ kind: 'not-ready', why: { code } });
    expect(bench.model.labels()).toHaveLength(0);
  });

  test('port-absent', async () => {
    const absent = printerAt(`${bench.folder}/no-such-port`);
    expect(await absent.print(LABEL, untouched)).toMatchObject({ kind: 'not-sent', why: { code: 'port-absent' } });
  });

  test('port-locked', async () => {
    const other = new SerialPort({ path: bench.pair.stationEnd, baudRate: 9600, autoOpen: false });
    await new Promise<void>((resolve, reject) => other.open((failure) => (failure ? reject(failure) : resolve())));
    expect(await bench.printer.print(LABEL, untouched)).toMatchObject({
      kind: 'not-sent',
      why: { code: 'port-locked' },
    });
    await new Promise<void>((resolve) => other.close(() => resolve()));
  });

  test('a file that is no serial port', async () => {
    const file = printerAt(import.meta.filename);
    expect(await file.print(LABEL, untouched)).toMatchObject({ kind: 'not-sent', why: { code: 'port-failed' } });
  });
});

describe('a label whose end was not seen is uncertain', () => {
  test('unplugged after the bytes went out', async () => {
    bench.model.set({ printMs: 60_000 });
    const outcome = bench.printer.print(LABEL, () => setTimeout(() => void bench.pair.stop(), 150));
    expect(await outcome).toMatchObject({ kind: 'uncertain', why: { code: 'port-lost' } });
    expect(await bench.printer.readiness()).toMatchObject({ kind: 'not-ready', why: { code: 'port-absent' } });
  });

  test('out of paper in the middle', async () => {
    const outcome = await bench.printer.print(LABEL, () => bench.model.set({ paperOut: true }));
    expect(outcome).toMatchObject({ kind: 'uncertain', why: { code: 'paper-out' } });
    // The printer still holds it: nothing else may be sent until it is out.
    bench.model.set({ paperOut: false, printMs: 300 });
    expect(await bench.printer.readiness()).toMatchObject({ kind: 'not-ready', why: { code: 'printer-busy' } });
    await eventually('the held label came out', () => bench.model.labels().length === 1);
  });

  test('silent after the bytes went out', async () => {
    const outcome = await bench.printer.print(LABEL, () => bench.model.set({ answers: 'silence' }));
    expect(outcome).toMatchObject({ kind: 'uncertain', why: { code: 'printer-silent' } });
  });
});
