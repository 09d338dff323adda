import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FACTORY_PRINTER, type PrinterPort } from '../../../core/domain/printer.ts';
import type { LabelDesk } from '../../../electron/station/bench/labelDesk.ts';
import { labelDeskWith } from '../../../electron/station/labels/labelDesk.ts';
import { picturePng } from '../../../electron/station/labels/picturePng.ts';
import { statusPrinter } from '../../../electron/station/labels/statusPrinter.ts';
import { settingsOf } from '../../../electron/station/store/settings.ts';
import { eventually, type LabelBench, setUpLabelBench, TEST_PATIENCE } from '../../fixtures/paper/labelBench.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

const PORT: PrinterPort = { path: '/dev/ttyUSB0', connection: 'serial', description: 'Zebra', identity: null };

let bench: LabelBench;
let database: Database;
let desk: LabelDesk;

function openDesk(): LabelDesk {
  return labelDeskWith({
    printerFor: (settings, listPorts) => statusPrinter(settings, listPorts, TEST_PATIENCE),
    listPorts: async () => [PORT],
    retryMs: { waiting: 60, idle: 60 },
  })({
    database,
    settings: settingsOf(database),
    clock: () => new Date('2026-11-22T13:00:00.000Z'),
    onLabel: () => undefined,
    onPrinter: () => undefined,
  });
}

beforeEach(async () => {
  bench = await setUpLabelBench();
  database = bench.openDatabase();
  desk = openDesk();
});
afterEach(async () => {
  await desk.stop();
  database.close();
  await bench.clear();
});

describe('the label desk', () => {
  test('takes the printer a person chose, and remembers it', async () => {
    expect(desk.printer()).toEqual({ kind: 'not-configured' });
    const ready = { kind: 'ready', path: bench.pair.stationEnd };
    expect(await desk.configure({ ...FACTORY_PRINTER, path: bench.pair.stationEnd })).toEqual({
      outcome: 'done',
      value: ready,
    });
    await desk.stop();
    desk = openDesk();
    await eventually('found again', () => desk.printer().kind === 'ready');
  });

  test('an absent port is taken and said, so that it may be plugged in later', async () => {
    const answer = await desk.configure({ ...FACTORY_PRINTER, path: `${bench.folder}/later` });
    expect(answer).toMatchObject({ value: { kind: 'not-ready', why: { code: 'port-absent' } } });
    expect(await desk.configure(null)).toMatchObject({ value: { kind: 'not-configured' } });
  });

  test('prints the label of a sealed record, and previews its very dots', async () => {
    await desk.configure({ ...FACTORY_PRINTER, path: bench.pair.stationEnd });
    const { labelId } = desk.enqueue({ record: sampleRecord(), labelCode: 'WB1:ABC', bayNumber: 7, doubt: null });
    await eventually('printed', () => desk.labels()[0]?.state.kind === 'printed');
    const preview = await desk.preview(labelId);
    if (preview.outcome === 'refused') throw new Error('no preview');
    const [paper] = bench.model.paper();
    if (paper === undefined) throw new Error('no paper');
    expect(preview.value.pngBase64).toBe(Buffer.from(picturePng(paper)).toString('base64'));
    const png = Buffer.from(preview.value.pngBase64, 'base64');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([400, 200]);
    expect(await desk.preview('no-such')).toMatchObject({ outcome: 'refused', refusals: [{ code: 'label-unknown' }] });
  });

  test('a label that may have been printed already waits for a person, whatever the printer can do', async () => {
    await desk.configure({ ...FACTORY_PRINTER, path: bench.pair.stationEnd });
    const doubt = { code: 'stopped-while-printing', details: {} };
    const { labelId } = desk.enqueue({ record: sampleRecord(), labelCode: 'WB1:ABC', bayNumber: 7, doubt });
    await desk.configure({ ...FACTORY_PRINTER, path: bench.pair.stationEnd });
    expect(desk.labels()[0]?.state).toEqual({ kind: 'uncertain', why: doubt });
    expect(bench.model.labels()).toHaveLength(0);
    desk.resolve(labelId, false);
    await eventually('printed', () => desk.labels()[0]?.state.kind === 'printed');
    expect(bench.model.labels()).toHaveLength(1);
  });

  test('lists the ports that the system lists', async () => {
    expect(await desk.candidates()).toEqual([PORT]);
  });
});
