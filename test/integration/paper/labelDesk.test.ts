import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LabelDesk } from '../../../electron/station/bench/labelDesk.ts';
import { labelDeskWith } from '../../../electron/station/labels/labelDesk.ts';
import { serialPrinter } from '../../../electron/station/labels/serialPrinter.ts';
import { settingsOf } from '../../../electron/station/store/settings.ts';
import { eventually, type LabelBench, setUpLabelBench, TEST_PATIENCE } from '../../fixtures/paper/labelBench.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

let bench: LabelBench;
let database: Database;
let desk: LabelDesk;

function openDesk(): LabelDesk {
  return labelDeskWith({
    printerFor: (settings) => serialPrinter(settings, TEST_PATIENCE),
    listPorts: async () => [{ path: '/dev/ttyUSB0', manufacturer: 'Zebra' }, { path: '/dev/ttyS0' }],
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
    expect(await desk.configure(bench.pair.stationEnd, 9600)).toEqual({ outcome: 'done', value: ready });
    await desk.stop();
    desk = openDesk();
    await eventually('found again', () => desk.printer().kind === 'ready');
  });

  test('an absent port is taken and said, so that it may be plugged in later', async () => {
    const answer = await desk.configure(`${bench.folder}/later`, 9600);
    expect(answer).toMatchObject({ value: { kind: 'not-ready', why: { code: 'port-absent' } } });
    expect(await desk.configure('', 9600)).toMatchObject({ value: { kind: 'not-configured' } });
  });

  test('prints the label of a sealed record, and previews its very bytes', async () => {
    await desk.configure(bench.pair.stationEnd, 9600);
    const { labelId } = desk.enqueue({ record: sampleRecord(), labelCode: 'WB1:ABC', bayNumber: 7, doubt: null });
    await eventually('printed', () => desk.labels()[0]?.state.kind === 'printed');
    const preview = await desk.preview(labelId);
    if (preview.outcome === 'refused') throw new Error('no preview');
    expect(preview.value.zpl.trim()).toBe(Buffer.from(bench.model.labels()[0] ?? []).toString());
    const png = Buffer.from(preview.value.pngBase64, 'base64');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([400, 200]);
    expect(await desk.preview('no-such')).toMatchObject({ outcome: 'refused', refusals: [{ code: 'label-unknown' }] });
  });

  test('a label that may have been printed already waits for a person, whatever the printer can do', async () => {
    await desk.configure(bench.pair.stationEnd, 9600);
    const doubt = { code: 'stopped-while-printing', details: {} };
    const { labelId } = desk.enqueue({ record: sampleRecord(), labelCode: 'WB1:ABC', bayNumber: 7, doubt });
    await desk.configure(bench.pair.stationEnd, 9600);
    expect(desk.labels()[0]?.state).toEqual({ kind: 'uncertain', why: doubt });
    expect(bench.model.labels()).toHaveLength(0);
    desk.resolve(labelId, false);
    await eventually('printed', () => desk.labels()[0]?.state.kind === 'printed');
    expect(bench.model.labels()).toHaveLength(1);
  });

  test('lists the ports that the system lists', async () => {
    expect(await desk.candidates()).toEqual([
      { path: '/dev/ttyUSB0', description: 'Zebra' },
      { path: '/dev/ttyS0', description: '' },
    ]);
  });
});
