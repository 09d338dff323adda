import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FACTORY_PRINTER, type PrinterIdentity, type PrinterPort } from '../../../core/domain/printer.ts';
import reasons from '../../../core/messages/en/reasons.json' with { type: 'json' };
import { makeTtyPair } from '../../../electron/cli/demo/socatPair.ts';
import { plugVirtualPrinter } from '../../../electron/cli/demo/virtualPrinter/virtualPrinter.ts';
import type { LabelDesk } from '../../../electron/station/bench/labelDesk.ts';
import { labelDeskWith } from '../../../electron/station/labels/labelDesk.ts';
import { statusPrinter } from '../../../electron/station/labels/statusPrinter.ts';
import { settingsOf } from '../../../electron/station/store/settings.ts';
import { eventually, type LabelBench, setUpLabelBench, TEST_PATIENCE } from '../../fixtures/paper/labelBench.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

const OURS: PrinterIdentity = { vendorId: '0a5f', productId: '0180', serialNumber: 'D5J213901447' };
const ANOTHER: PrinterIdentity = { ...OURS, serialNumber: 'D5J213901448' };

let bench: LabelBench;
let database: Database;
let desk: LabelDesk;
/** What the system lists: pseudo-terminals are never in it, so the test says what udev would. */
let plugged: PrinterPort[];

const port = (path: string, identity: PrinterIdentity | null): PrinterPort => ({
  path,
  connection: 'serial',
  description: 'Zebra',
  identity,
});
const state = (): string => JSON.stringify(desk.printer());

beforeEach(async () => {
  bench = await setUpLabelBench();
  database = bench.openDatabase();
  plugged = [port(bench.pair.stationEnd, OURS)];
  desk = labelDeskWith({
    printerFor: (settings, listPorts) => statusPrinter(settings, listPorts, TEST_PATIENCE),
    listPorts: async () => plugged,
    retryMs: { waiting: 60, idle: 60 },
  })({
    database,
    settings: settingsOf(database),
    clock: () => new Date('2026-11-22T13:00:00.000Z'),
    onLabel: () => undefined,
    onPrinter: () => undefined,
  });
  await desk.configure({ ...FACTORY_PRINTER, path: bench.pair.stationEnd });
});
afterEach(async () => {
  await desk.stop();
  database.close();
  await bench.clear();
});

describe('a printer that tells its serial number', () => {
  test('is bound to it when it is chosen by its port', () => {
    expect(desk.settings()?.identity).toEqual(OURS);
  });

  test('vanishes, returns under another name, is found, and prints what waited, once', async () => {
    await bench.pair.stop();
    plugged = [];
    const { labelId } = desk.enqueue({ record: sampleRecord(), labelCode: 'WB1:ABC', bayNumber: 7, doubt: null });
    await eventually('missed', () => state().includes('printer-unplugged'));
    const folder = join(bench.folder, 'renumbered');
    mkdirSync(folder);
    const elsewhere = await makeTtyPair(folder);
    const model = await plugVirtualPrinter(elsewhere.printerEnd);
    plugged = [port(elsewhere.stationEnd, OURS)];
    await eventually('printed', () => desk.labels()[0]?.state.kind === 'printed');
    expect(desk.labels()[0]?.labelId).toBe(labelId);
    expect(model.labels()).toHaveLength(1);
    expect(bench.model.labels()).toHaveLength(0);
    expect(desk.printer()).toEqual({ kind: 'ready', path: elsewhere.stationEnd });
    await model.unplug();
    await elsewhere.stop();
  });

  test('and another one takes its name: nothing is sent to that one, and the sentence names both', async () => {
    plugged = [port(bench.pair.stationEnd, ANOTHER)];
    desk.enqueue({ record: sampleRecord(), labelCode: 'WB1:ABC', bayNumber: 7, doubt: null });
    await eventually('refused', () => state().includes('other-printer-on-port'));
    expect(state()).toContain(OURS.serialNumber);
    expect(state()).toContain(ANOTHER.serialNumber);
    const before = bench.model.received();
    await desk.configure(desk.settings());
    expect(bench.model.received()).toBe(before);
    expect(bench.model.labels()).toHaveLength(0);
    plugged = [port(bench.pair.stationEnd, OURS)];
    await eventually('printed', () => bench.model.labels().length === 1);
  });

  test('and two say that they are it: neither is printed on', async () => {
    plugged = [port(bench.pair.stationEnd, OURS), port('/dev/ttyUSB9', OURS)];
    await eventually('refused', () => state().includes('printer-identity-shared'));
  });

  test('every such refusal has words', () => {
    for (const code of ['printer-unplugged', 'other-printer-on-port', 'printer-identity-shared'])
      expect(Object.keys(reasons)).toContain(code);
  });
});

test('a test label comes out, and the answer is what the printer says of it', async () => {
  expect(await desk.testPrint()).toEqual({ outcome: 'done', value: { kind: 'printed' } });
  expect(bench.model.labels()).toHaveLength(1);
  bench.model.set({ paperOut: true });
  expect(await desk.testPrint()).toMatchObject({ value: { kind: 'not-sent', why: { code: 'paper-out' } } });
  await desk.configure(null);
  expect(await desk.testPrint()).toMatchObject({ outcome: 'refused', refusals: [{ code: 'printer-absent' }] });
});

test('a printer that an earlier version set up is taken over as it was', async () => {
  settingsOf(database).write('printer', {
    path: bench.pair.stationEnd,
    baudRate: 9600,
    parity: 'none',
    flowControl: 'none',
  });
  await desk.stop();
  desk = labelDeskWith({
    printerFor: (settings, listPorts) => statusPrinter(settings, listPorts, TEST_PATIENCE),
    listPorts: async () => plugged,
    retryMs: { waiting: 60, idle: 60 },
  })({
    database,
    settings: settingsOf(database),
    clock: () => new Date('2026-11-22T13:00:00.000Z'),
    onLabel: () => undefined,
    onPrinter: () => undefined,
  });
  await eventually('ready', () => desk.printer().kind === 'ready');
  expect(desk.settings()).toMatchObject({ language: 'zpl', labelSize: '50x25', dataBits: 8 });
});
