import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelContent } from '../../../core/domain/label.ts';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import { because } from '../../../core/domain/reason.ts';
import type { LabelDesk, LabelledThing } from '../../../electron/station/bench/labelDesk.ts';
import { labelDeskWith } from '../../../electron/station/labels/labelDesk.ts';
import type { LabelPrinter, PrintOutcome } from '../../../electron/station/labels/labelPrinter.ts';
import { bytesFor, FACTORY_FORMAT, pictureFor } from '../../../electron/station/labels/renderLabel.ts';
import { migrate } from '../../../electron/station/store/migrate.ts';
import { migrations } from '../../../electron/station/store/migrations.ts';
import { settingsOf } from '../../../electron/station/store/settings.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

const clock = () => new Date('2026-11-23T09:00:00.000Z');
const thingOf = (of: number): LabelledThing => ({
  thingId: `thing-${of}`,
  assetTag: null,
  serialNumber: `SERIAL-${of}`,
  model: null,
  lotName: 'Dock 3',
  virtual: false,
  personName: 'Maria Kowalska',
});

const acts = ['asset', 'tagged', 'shred', 'keep', 'sealed', 'reprint', 'found', 'not-found', 'restart'] as const;
type Step = { readonly act: (typeof acts)[number]; readonly of: number; readonly printer: PrintOutcome['kind'] };
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...acts),
  of: fc.nat({ max: 1 }),
  printer: fc.constantFrom('printed' as const, 'printed' as const, 'not-sent' as const, 'uncertain' as const),
});

/** Paper comes out of it whenever bytes were sent, also when it does not say so. */
function printerThat(outcome: () => PrintOutcome['kind'], paper: Uint8Array[]): LabelPrinter {
  return {
    path: '/dev/ttyUSB0',
    format: FACTORY_FORMAT,
    readiness: async () => ({ kind: 'ready' }),
    async print(bytes, onSending) {
      const kind = outcome();
      if (kind === 'not-sent') return { kind, why: because('paper-out') };
      onSending();
      paper.push(bytes);
      return kind === 'printed' ? { kind } : { kind, why: because('print-not-confirmed') };
    },
  };
}

type Row = {
  label_id: string;
  series: string;
  copy: number;
  reprint_reason: string | null;
  state_kind: string;
  content: string;
};

/** Plays all steps on a label desk and judges what lies on the table; answers how many sheets do. */
async function play(databasePath: string, steps: readonly Step[]): Promise<number> {
  const paper: Uint8Array[] = [];
  let outcome: PrintOutcome['kind'] = 'printed';
  const database = new SqliteDatabase(databasePath);
  // Nobody pulls a plug here, and hundreds of stores are made.
  database.pragma('synchronous = OFF');
  database.pragma('foreign_keys = ON');
  migrate(database, migrations, () => '');
  const openDesk = (): LabelDesk =>
    labelDeskWith({
      printerFor: () => printerThat(() => outcome, paper),
      listPorts: async () => [],
      retryMs: { waiting: 60_000, idle: 60_000 },
    })({ database, settings: settingsOf(database), clock, onLabel: () => undefined, onPrinter: () => undefined });
  let desk = openDesk();
  for (const { act, of, printer } of steps) {
    outcome = printer;
    const thing = thingOf(of);
    const labels = desk.labels();
    const label = labels[of];
    const doubted = labels.find(({ state }) => state.kind === 'uncertain');
    if (act === 'asset') desk.asset(thing);
    if (act === 'tagged') desk.asset({ ...thing, assetTag: `TAG-${of}` });
    if (act === 'shred' || act === 'keep') desk.unwiped(thing, act === 'shred');
    if (act === 'sealed') desk.enqueue({ record: sampleRecord(), labelCode: 'WB1:ABC', bayNumber: 7, doubt: null });
    if (act === 'reprint' && label !== undefined) desk.reprint(label.labelId, 'torn');
    if ((act === 'found' || act === 'not-found') && doubted !== undefined)
      desk.resolve(doubted.labelId, act === 'found');
    if (act === 'restart') {
      await desk.stop();
      desk = openDesk();
    }
    // The queue runs until nothing waits or the printer cannot.
    await desk.configure({ ...FACTORY_PRINTER, path: '/dev/ttyUSB0' });
  }
  await desk.stop();
  judge(database, paper);
  database.close();
  return paper.length;
}

function judge(database: Database, paper: readonly Uint8Array[]): void {
  const notFound = database
    .prepare<[string], number>("SELECT count(*) FROM label_events WHERE label_id = ? AND event = 'not-found'")
    .pluck();
  const rows = database.prepare<[], Row>('SELECT * FROM labels ORDER BY position').all();
  const copies = new Map<string, number>();
  let known = 0;
  for (const { label_id, series, copy, reprint_reason, state_kind, content } of rows) {
    const expected = bytesFor(
      pictureFor(labelContent.parse(JSON.parse(content)), copy, FACTORY_FORMAT),
      FACTORY_FORMAT,
    );
    const onPaper = paper.filter((sheet) => Buffer.compare(sheet, expected) === 0).length;
    known += onPaper;
    // Only a person who looked and did not find it lets the same copy be printed again.
    expect(onPaper).toBeLessThanOrEqual(1 + (notFound.get(label_id) ?? 0));
    if (state_kind === 'printed') expect(onPaper).toBeGreaterThanOrEqual(1);
    expect(reprint_reason === null).toBe(copy === 1);
    expect(copy).toBe((copies.get(series) ?? 0) + 1);
    copies.set(series, copy);
  }
  // No two labels look alike, and nothing else came out.
  expect(known).toBe(paper.length);
}

test('whatever is asked for in whatever order, no label comes out twice without a counted reason', async () => {
  let sheets = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'wipebench-twice-'));
      try {
        sheets += await play(join(folder, 'station.sqlite'), steps);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 40 },
  );
  expect(sheets).toBeGreaterThan(40);
});
