import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FACTORY_PRINTER, type PrinterPort } from '../../../core/domain/printer.ts';
import type { LabelDesk, LabelledThing } from '../../../electron/station/bench/labelDesk.ts';
import { labelDeskWith } from '../../../electron/station/labels/labelDesk.ts';
import { picturePng } from '../../../electron/station/labels/picturePng.ts';
import { statusPrinter } from '../../../electron/station/labels/statusPrinter.ts';
import { settingsOf } from '../../../electron/station/store/settings.ts';
import { eventually, type LabelBench, setUpLabelBench, TEST_PATIENCE } from '../../fixtures/paper/labelBench.ts';
import { codesOn } from '../../fixtures/paper/readPicture.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

const PORT: PrinterPort = { path: '/dev/ttyUSB0', connection: 'serial', description: 'Zebra', identity: null };

const thing: LabelledThing = {
  thingId: 'thing-1',
  assetTag: 'NW-004417',
  serialNumber: 'WCC4E1234567',
  model: 'WD Blue 1 TB',
  lotName: 'Dock 3',
  virtual: false,
  personName: 'Maria Kowalska',
};

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

/** The preview is the very dots that were burnt. */
async function previewed(labelId: string, place: number): Promise<void> {
  const preview = await desk.preview(labelId);
  const paper = bench.model.paper()[place];
  if (preview.outcome === 'refused' || paper === undefined) throw new Error('no preview or no paper');
  expect(preview.value.pngBase64).toBe(Buffer.from(picturePng(paper)).toString('base64'));
}

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
    await previewed(labelId, 0);
    const [paper] = bench.model.paper();
    expect([paper?.widthDots, paper?.heightDots]).toEqual([400, 200]);
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

  test('what quality did not accept gets one QUARANTINE label without a code, and no reprint of its PASS label passes any more', async () => {
    await desk.configure({ ...FACTORY_PRINTER, path: bench.pair.stationEnd });
    const record = sampleRecord();
    const pass = desk.enqueue({ record, labelCode: 'WB1:ABC', bayNumber: 7, doubt: null });
    const refused = { record, refused: 'reject', toBeDestroyed: null } as const;
    expect(desk.decided(refused)).toMatchObject({ kind: 'QUARANTINE', copy: 2, reprintReason: 'quality-refused' });
    expect(desk.decided(refused)).toBeNull();
    await eventually('both', () => desk.labels().every(({ state }) => state.kind === 'printed'));
    expect(desk.reprint(pass.labelId, 'torn')).toMatchObject({ value: { kind: 'QUARANTINE', copy: 3 } });
    await eventually('the copy', () => bench.model.labels().length === 3);
    await eventually('all said', () => desk.labels().every(({ state }) => state.kind === 'printed'));
    const codes = await Promise.all(bench.model.paper().map((paper) => codesOn(paper)));
    const { serialNumber } = record.drive;
    expect(codes).toEqual([
      { QRCode: 'WB1:ABC', Code128: serialNumber },
      { Code128: serialNumber },
      { Code128: serialNumber },
    ]);
    await previewed(`${record.recordId}.2`, 1);
  });

  test('the way to the shredder gives a SHRED label, once, and leaving it the label that was earned before', async () => {
    await desk.configure({ ...FACTORY_PRINTER, path: bench.pair.stationEnd });
    const record = sampleRecord();
    const routed = (toBeDestroyed: boolean, refused: 'quarantine' | null = null) =>
      desk.decided({ record, refused, toBeDestroyed });
    expect(routed(false)).toBeNull();
    desk.enqueue({ record, labelCode: 'WB1:ABC', bayNumber: 7, doubt: null });
    expect(routed(false)).toBeNull();
    expect(routed(true)).toMatchObject({ kind: 'SHRED', copy: 2, reprintReason: 'route-destroy' });
    expect(routed(true)).toBeNull();
    // Quality says nothing to the contrary: what is refused still goes to the shredder.
    expect(desk.decided({ record, refused: 'quarantine', toBeDestroyed: null })).toBeNull();
    expect(routed(false)).toMatchObject({ kind: 'PASS', copy: 3, reprintReason: 'route-changed' });
    expect(routed(true)).toMatchObject({ kind: 'SHRED', copy: 4 });
    expect(routed(false, 'quarantine')).toMatchObject({
      kind: 'QUARANTINE',
      copy: 5,
      reprintReason: 'quality-refused',
    });
    await eventually('all', () => desk.labels().every(({ state }) => state.kind === 'printed'));
    const codes = await Promise.all(bench.model.paper().map((paper) => codesOn(paper)));
    expect(codes.map(({ QRCode }) => QRCode)).toEqual(['WB1:ABC', undefined, 'WB1:ABC', undefined, undefined]);
    await previewed(`${record.recordId}.2`, 1);
  });

  test('the ASSET label of a thing is printed once, with its very dots; called otherwise, the next copy says so and why', async () => {
    await desk.configure({ ...FACTORY_PRINTER, path: bench.pair.stationEnd });
    const tagless = { ...thing, assetTag: null };
    const { label, queued } = desk.asset(tagless);
    expect(queued).toBe(true);
    expect(label).toMatchObject({ kind: 'ASSET', thingId: 'thing-1', recordId: null, jobId: null, copy: 1 });
    expect(desk.asset(tagless)).toMatchObject({ queued: false, label: { labelId: label.labelId } });
    await eventually('printed', () => desk.labels()[0]?.state.kind === 'printed');
    expect(desk.asset(tagless)).toMatchObject({ queued: false, label: { state: { kind: 'printed' } } });
    await previewed(label.labelId, 0);
    expect(desk.reprint(label.labelId, 'torn')).toMatchObject({ value: { copy: 2, reprintReason: 'torn' } });
    // The list gave it a tag since.
    expect(desk.asset(thing)).toMatchObject({ queued: true, label: { copy: 3, reprintReason: 'called-otherwise' } });
    await eventually('all', () => desk.labels().every(({ state }) => state.kind === 'printed'));
    expect(desk.reprint(label.labelId, 'lost')).toMatchObject({ value: { copy: 4, assetTag: 'NW-004417' } });
    await eventually('the last', () => desk.labels().every(({ state }) => state.kind === 'printed'));
    const codes = await Promise.all(bench.model.paper().map((paper) => codesOn(paper)));
    const { serialNumber: serial, assetTag: tag } = thing;
    expect(codes).toEqual([serial, serial, tag, tag].map((Code128) => ({ Code128 })));
  });

  test('a drive that was never wiped gets its SHRED label once, without a QR code; leaving destruction, QUARANTINE; never PASS', async () => {
    await desk.configure({ ...FACTORY_PRINTER, path: bench.pair.stationEnd });
    expect(desk.unwiped(thing, false)).toBeNull();
    expect(desk.labels()).toEqual([]);
    expect(desk.unwiped(thing, true)).toMatchObject({ kind: 'SHRED', copy: 1, reprintReason: null, recordId: null });
    expect(desk.unwiped(thing, true)).toBeNull();
    expect(desk.unwiped(thing, false)).toMatchObject({ kind: 'QUARANTINE', copy: 2, reprintReason: 'route-changed' });
    expect(desk.unwiped(thing, false)).toBeNull();
    expect(desk.unwiped(thing, true)).toMatchObject({ kind: 'SHRED', copy: 3, reprintReason: 'route-destroy' });
    // Another thing, and the same thing's ASSET label, count by themselves.
    expect(desk.unwiped({ ...thing, thingId: 'thing-2' }, true)).toMatchObject({ copy: 1 });
    expect(desk.asset(thing)).toMatchObject({ label: { kind: 'ASSET', copy: 1 } });
    await eventually('all', () => desk.labels().every(({ state }) => state.kind === 'printed'));
    expect(desk.labels().map(({ kind }) => kind)).toEqual(['SHRED', 'QUARANTINE', 'SHRED', 'SHRED', 'ASSET']);
    const codes = await Promise.all(bench.model.paper().map((paper) => codesOn(paper)));
    expect(codes.map(({ QRCode }) => QRCode)).toEqual(new Array(5).fill(undefined));
    await previewed(`${thing.thingId}.unwiped.1`, 0);
    await previewed(`${thing.thingId}.unwiped.2`, 1);
  });

  test('a drive that failed has its SHRED label already', () => {
    const verdict = { outcome: 'failed' as const, reasons: [] };
    const record = { ...sampleRecord(), verdict };
    desk.enqueue({ record, labelCode: 'WB1:ABC', bayNumber: 7, doubt: null });
    expect(desk.decided({ record, refused: 'reject', toBeDestroyed: true })).toBeNull();
  });

  test('lists the ports that the system lists', async () => {
    expect(await desk.candidates()).toEqual([PORT]);
  });
});
