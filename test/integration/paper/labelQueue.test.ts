import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { QueuedLabel } from '../../../core/contract/labelVerbs.ts';
import type { PrinterState } from '../../../core/contract/station.ts';
import reasons from '../../../core/messages/en/reasons.json' with { type: 'json' };
import { labelContentFrom } from '../../../electron/station/labels/labelContentFrom.ts';
import type { LabelPrinter } from '../../../electron/station/labels/labelPrinter.ts';
import { createLabelQueue, type LabelQueue } from '../../../electron/station/labels/labelQueue.ts';
import { ofRecord } from '../../../electron/station/labels/labelSubjects.ts';
import { FACTORY_FORMAT, pictureFor } from '../../../electron/station/labels/renderLabel.ts';
import { eventually, type LabelBench, setUpLabelBench } from '../../fixtures/paper/labelBench.ts';
import { dotsOf } from '../../fixtures/paper/readPicture.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

const content = labelContentFrom(sampleRecord(), 'WB1:ABC', 7);
const { recordId } = sampleRecord();
const order = { subject: ofRecord(sampleRecord()), content };
const another = sampleRecord({ recordId: '0192f3c4-5d6e-7f80-9a1b-2c3d4e5f6072' });
const anotherOrder = { subject: ofRecord(another), content };

let bench: LabelBench;
let database: Database;
let queue: LabelQueue;
let heard: QueuedLabel[];
let printerHeard: PrinterState[];

function openQueue(printer: LabelPrinter | null): LabelQueue {
  heard = [];
  printerHeard = [];
  return createLabelQueue({
    database,
    clock: () => new Date('2026-11-22T13:00:00.000Z'),
    printer,
    onLabel: (label) => heard.push(label),
    onPrinter: (state) => printerHeard.push(state),
    retryMs: { waiting: 60, idle: 60 },
  });
}

const stateOf = (labelId: string): QueuedLabel['state'] | undefined =>
  queue.labels().find((label) => label.labelId === labelId)?.state;
const kindOf = (labelId: string): string | undefined => stateOf(labelId)?.kind;
const outOfPrinter = (): readonly Uint8Array[] => bench.model.labels();
const onPaper = (): string[][] => bench.model.paper().map(dotsOf);

beforeEach(async () => {
  bench = await setUpLabelBench();
  database = bench.openDatabase();
});
afterEach(async () => {
  await queue.stop();
  database.close();
  await bench.clear();
});

describe('a label', () => {
  test('is printed once with its very bytes, however often it is queued', async () => {
    queue = openQueue(bench.printer);
    const { labelId } = queue.enqueue(order);
    expect(queue.enqueue(order).labelId).toBe(labelId);
    await eventually('printed', () => kindOf(labelId) === 'printed');
    expect(queue.enqueue(order).state.kind).toBe('printed');
    await queue.stop();
    expect(onPaper()).toEqual([dotsOf(pictureFor(content, 1, FACTORY_FORMAT))]);
    expect(heard.map(({ state }) => state.kind)).toEqual(['waiting', 'printing', 'printed']);
  });

  test('labels come out in the order in which they were queued', async () => {
    bench.model.set({ paperOut: true });
    queue = openQueue(bench.printer);
    const first = queue.enqueue(order);
    const second = queue.enqueue({ ...anotherOrder, content: { ...content, kind: 'SHRED' } });
    bench.model.set({ paperOut: false });
    await eventually('both', () => kindOf(first.labelId) === 'printed' && kindOf(second.labelId) === 'printed');
    const shred = { ...content, kind: 'SHRED' as const };
    expect(onPaper()).toEqual([content, shred].map((each) => dotsOf(pictureFor(each, 1, FACTORY_FORMAT))));
  });
});

test('a store that takes nothing while a label prints leaves it in doubt once it does, and prints it not again', async () => {
  bench.model.set({ printMs: 500 });
  queue = openQueue(bench.printer);
  const { labelId } = queue.enqueue(order);
  await eventually('printing', () => kindOf(labelId) === 'printing');
  database.exec(
    "CREATE TEMP TRIGGER full BEFORE INSERT ON main.label_events BEGIN SELECT RAISE(ABORT, 'no room'); END",
  );
  const failed = ({ kind, ...state }: PrinterState) =>
    kind === 'not-ready' && JSON.stringify(state).includes('no room');
  await eventually('the failure told', () => printerHeard.some(failed));
  expect(kindOf(labelId)).toBe('printing');
  database.exec('DROP TRIGGER full');
  await eventually('the doubt', () => kindOf(labelId) === 'uncertain');
  expect(outOfPrinter()).toHaveLength(1);
  queue.resolve(labelId, true);
  expect(kindOf(labelId)).toBe('printed');
  const { labelId: next } = queue.enqueue(anotherOrder);
  await eventually('the next one', () => kindOf(next) === 'printed');
  expect(outOfPrinter()).toHaveLength(2);
});

describe('a label waits with its reason and goes on by itself', () => {
  test.each([
    ['paper-out', { paperOut: true }, { paperOut: false }],
    ['head-open', { headOpen: true }, { headOpen: false }],
    ['printer-silent', { answers: 'silence' as const }, { answers: 'status' as const }],
  ])('%s', async (code, hindered, free) => {
    bench.model.set(hindered);
    queue = openQueue(bench.impatient);
    const { labelId } = queue.enqueue(order);
    await eventually('waits for it', () => {
      const state = stateOf(labelId);
      return state?.kind === 'waiting' && state.why.code === code;
    });
    expect(queue.printer()).toMatchObject({ kind: 'not-ready', why: { code } });
    expect(Object.keys(reasons)).toContain(code);
    bench.model.set(free);
    await eventually('printed', () => kindOf(labelId) === 'printed');
    await eventually('ready', () => queue.printer().kind === 'ready');
    expect(outOfPrinter()).toHaveLength(1);
  });

  test('no printer set up, then one is', async () => {
    queue = openQueue(null);
    const { labelId } = queue.enqueue(order);
    await eventually('says so', () => JSON.stringify(stateOf(labelId)).includes('printer-not-configured'));
    expect(queue.printer()).toEqual({ kind: 'not-configured' });
    await queue.takePrinter(bench.printer);
    await eventually('printed', () => kindOf(labelId) === 'printed');
    expect(printerHeard.at(-1)).toEqual({ kind: 'ready', path: bench.pair.stationEnd });
  });

  test('an idle printer is watched too', async () => {
    queue = openQueue(bench.printer);
    await eventually('ready', () => queue.printer().kind === 'ready');
    bench.model.set({ paperOut: true });
    await eventually('seen', () => JSON.stringify(queue.printer()).includes('paper-out'));
  });
});

describe('a label that may have been printed', () => {
  test('is uncertain after a restart, and nothing but a person clears it', async () => {
    bench.model.set({ printMs: 1500 });
    const station = spawn(
      process.execPath,
      [
        join(import.meta.dirname, '../../fixtures/paper/labelQueueProcess.ts'),
        bench.databasePath,
        bench.pair.stationEnd,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    station.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const gone = once(station, 'exit');
    await eventually('the bytes went out', () => said.includes('printing'));
    station.kill('SIGKILL');
    await gone;
    expect(said).not.toContain('printed');

    const labelId = `${recordId}.1`;
    bench.model.set({ printMs: 30 });
    queue = openQueue(bench.printer);
    expect(stateOf(labelId)).toMatchObject({ kind: 'uncertain', why: { code: 'stopped-while-printing' } });
    const other = queue.enqueue(anotherOrder);
    await eventually('others go on', () => kindOf(other.labelId) === 'printed');
    expect(kindOf(labelId)).toBe('uncertain');
    const printedSoFar = outOfPrinter().length;
    expect(queue.reprint(labelId, 'torn')).toMatchObject({ outcome: 'done', value: { labelId, copy: 1 } });

    expect(queue.resolve(labelId, true)).toMatchObject({ outcome: 'done', value: { state: { kind: 'printed' } } });
    await queue.stop();
    expect(outOfPrinter()).toHaveLength(printedSoFar);
  });

  test('and was not there is printed as the same copy', async () => {
    bench.model.set({ printMs: 60_000 });
    queue = openQueue(bench.impatient);
    const { labelId } = queue.enqueue(order);
    await eventually('uncertain', () => kindOf(labelId) === 'uncertain');
    await queue.takePrinter(null);
    expect(queue.resolve(labelId, false)).toMatchObject({
      outcome: 'done',
      value: { copy: 1, state: { kind: 'waiting', why: { code: 'label-not-found' } } },
    });
    const events = database.prepare<[], { event: string }>('SELECT event FROM label_events ORDER BY event_id').all();
    expect(events.map(({ event }) => event)).toEqual(['queued', 'sent', 'uncertain', 'not-found']);
    // Two people answered: the second answer changes nothing.
    expect(queue.resolve(labelId, true)).toMatchObject({ outcome: 'done', value: { state: { kind: 'waiting' } } });
  });
});

describe('a reprint', () => {
  test('is a new copy with a reason, shown on the label', async () => {
    queue = openQueue(bench.printer);
    const { labelId } = queue.enqueue(order);
    await eventually('printed', () => kindOf(labelId) === 'printed');
    const reprint = queue.reprint(labelId, ' smudged ');
    expect(reprint).toMatchObject({ outcome: 'done', value: { copy: 2, reprintReason: 'smudged' } });
    await eventually('both', () => queue.labels().every(({ state }) => state.kind === 'printed'));
    expect(outOfPrinter()).toHaveLength(2);
    expect(onPaper()[1]).toEqual(dotsOf(pictureFor(content, 2, FACTORY_FORMAT)));
    expect(onPaper()[1]).not.toEqual(onPaper()[0]);
    expect(queue.reprint(labelId, 'again')).toMatchObject({ value: { copy: 3 } });
  });

  test('without a reason, or of no label, is refused', async () => {
    queue = openQueue(null);
    const { labelId } = queue.enqueue(order);
    expect(queue.reprint(labelId, '  ')).toMatchObject({ refusals: [{ code: 'reprint-reason-missing' }] });
    expect(queue.reprint('no-such', 'why')).toMatchObject({ refusals: [{ code: 'label-unknown' }] });
    expect(queue.resolve('no-such', true)).toMatchObject({ refusals: [{ code: 'label-unknown' }] });
  });

  test('the store refuses to forget or rewrite a label', () => {
    queue = openQueue(null);
    queue.enqueue(order);
    expect(() => database.exec('DELETE FROM labels')).toThrow('never deleted');
    expect(() => database.exec('UPDATE labels SET copy = 9')).toThrow('never rewritten');
    expect(() => database.exec("UPDATE label_events SET event = 'found'")).toThrow('never changed');
    expect(() => database.exec('DELETE FROM label_events')).toThrow('never deleted');
  });
});

test('the queue looks for its next label by an index, not through all that were ever printed', () => {
  queue = openQueue(null);
  const plan = database
    .prepare<[], { detail: string }>(
      "EXPLAIN QUERY PLAN SELECT label_id FROM labels WHERE state_kind = 'waiting' ORDER BY position LIMIT 1",
    )
    .all();
  expect(plan.map(({ detail }) => detail).join('; ')).toMatch(/USING INDEX labels_to_print/);
});
