/**
 * The thread that takes customers' files apart, so that no file, whatever is in it, keeps the station waiting or takes its memory. It sleeps while rows that it sent
 * are not taken yet: the readers below it know no other brake.
 */
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { SourceRow } from '../../../../core/intake/listShape.ts';
import { csvRows } from './csvRows.ts';
import { inspectList } from './inspectList.ts';
import { MOST_WAITING, type ReaderData, type ReaderWord, UnreadableList } from './readerTalk.ts';
import { openWorkbook, workbookRows } from './workbookRows.ts';

/** Rows of one word: few enough that taking them in is short, and enough for a turn of the station's work, which is one write. */
const SENT_ROWS = 800;

const { job, waiting } = workerData as ReaderData;

function say(word: ReaderWord): void {
  parentPort?.postMessage(word);
}

function sendRows(rows: readonly SourceRow[], readBytes: number): void {
  for (let from = 0; from < rows.length; from += SENT_ROWS) {
    for (let many = Atomics.load(waiting, 0); many >= MOST_WAITING; many = Atomics.load(waiting, 0)) {
      Atomics.wait(waiting, 0, many);
    }
    Atomics.add(waiting, 0, 1);
    say({ kind: 'rows', rows: rows.slice(from, from + SENT_ROWS), readBytes });
  }
}

async function work(): Promise<void> {
  if (job.kind === 'inspect') {
    say({ kind: 'inspected', inspected: await inspectList(job.path, job.format, job.rows) });
    return;
  }
  if (job.format.kind === 'csv') {
    for await (const { rows, readBytes } of csvRows(job.path, job.format)) sendRows(rows, readBytes);
  } else {
    const sizeBytes = statSync(job.path).size;
    const file = await openWorkbook(job.path);
    // How far a packed sheet is cannot be told from outside; the rows tell that it goes on.
    for await (const rows of workbookRows(file, job.format.sheet)) sendRows(rows, 0);
    sendRows([], sizeBytes);
  }
  say({ kind: 'end' });
}

try {
  await work();
} catch (cause) {
  if (!(cause instanceof UnreadableList)) throw cause;
  say({ kind: 'trouble', code: cause.code, what: cause.message });
}
