/**
 * The thread that takes customers' files apart and judges their rows, so that no file, whatever is in it, keeps the station waiting or takes its memory. It sleeps while rows that it sent
 * are not taken yet: the readers below it know no other brake.
 */
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { SourceRow } from '../../../../core/intake/listShape.ts';
import { csvRows } from './csvRows.ts';
import { inspectList } from './inspectList.ts';
import { type JudgeOrder, rowsJudged } from './judgedRow.ts';
import { MOST_WAITING, type ReaderData, type ReaderWord, UnreadableList } from './readerTalk.ts';
import { openWorkbook, workbookRows } from './workbookRows.ts';

/** Rows of one word: few enough that taking them in is short. */
const SENT_ROWS = 500;

const { job, waiting } = workerData as ReaderData;

function say(word: ReaderWord): void {
  parentPort?.postMessage(word);
}

function sender(order: JudgeOrder): (rows: readonly SourceRow[], readBytes: number) => void {
  const judged = rowsJudged(order);
  return (rows, readBytes) => {
    for (let from = 0; from < rows.length; from += SENT_ROWS) {
      const sent = judged(rows.slice(from, from + SENT_ROWS));
      for (let many = Atomics.load(waiting, 0); many >= MOST_WAITING; many = Atomics.load(waiting, 0)) {
        Atomics.wait(waiting, 0, many);
      }
      Atomics.add(waiting, 0, 1);
      say({ kind: 'rows', rows: sent, readBytes });
    }
  };
}

async function work(): Promise<void> {
  if (job.kind === 'inspect') {
    say({ kind: 'inspected', inspected: await inspectList(job.path, job.format, job.rows) });
    return;
  }
  const { format } = job.order.plan;
  const sendRows = sender(job.order);
  if (format.kind === 'csv') {
    for await (const { rows, readBytes } of csvRows(job.path, format)) sendRows(rows, readBytes);
  } else {
    const sizeBytes = statSync(job.path).size;
    const file = await openWorkbook(job.path);
    // How far a packed sheet is cannot be told from outside; the rows tell that it goes on.
    for await (const rows of workbookRows(file, format.sheet)) sendRows(rows, 0);
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
