/**
 * `node importRun.ts parse|import FILE FOLDER`, a process of its own so that its memory and its event loop are those of one job: the bare CSV parser over the file, or
 * the station's whole import of it into a new database. Prints one line of JSON.
 */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parse } from 'csv-parse';
import { streamXlsxRows } from 'hucre/xlsx';
import type { Answer } from '../../../core/domain/refusal.ts';
import { createSessions } from '../../../electron/station/bench/sessions.ts';
import { signedActs } from '../../../electron/station/bench/signedActs.ts';
import { lotRoom } from '../../../electron/station/lots/lotRoom.ts';
import { openStore } from '../../../electron/station/store/openStore.ts';

const [job, path = '', folder = ''] = process.argv.slice(2);
const SESSION = 'session-of-the-shift-lead';

function value<T>(answer: Answer<T>): T {
  if (answer.outcome === 'refused') throw new Error(JSON.stringify(answer.refusals));
  return answer.value;
}

async function bare(): Promise<{ elapsedMs: number; rows: number }> {
  const startedMs = performance.now();
  let rows = 0;
  if (path.endsWith('.xlsx')) for await (const _row of streamXlsxRows(readFileSync(path))) rows += 1;
  else for await (const _row of createReadStream(path).pipe(parse({ relax_column_count: true }))) rows += 1;
  return { elapsedMs: performance.now() - startedMs, rows: rows - 1 };
}

async function whole() {
  const store = openStore(join(folder, 'station.sqlite'), () => new Date());
  const sessions = createSessions(() => new Date());
  sessions.opened({
    token: SESSION,
    person: {
      personId: 'li-wei',
      name: '李伟',
      title: '',
      roles: ['shift-lead'],
      enrolledAt: new Date().toISOString(),
    },
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  let peakRssBytes = 0;
  const room = lotRoom({
    database: store.database,
    signed: signedActs(sessions, async () => undefined),
    changing: async (_, apply) => apply(),
    clock: () => new Date(),
    folder: join(folder, 'incoming'),
    readerScript: join(import.meta.dirname, '../../../electron/station/lots/import/readerThread.ts'),
    progress: () => {
      peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
    },
    lotChanged: () => undefined,
    fault: (_code, cause) => {
      throw cause;
    },
  });
  const { handlers } = room;
  const session = SESSION;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  async function importInto(lotName: string): Promise<{ elapsedMs: number; rows: number }> {
    const wish = { session, customer: { name: 'Bench' }, name: lotName, deadline: null };
    const { lotId } = value(await handlers['lots.create'](wish, 'window'));
    const offer = { session, fileName: basename(path), sizeBytes: statSync(path).size };
    const { fileId } = value(await handlers['lots.offerFile'](offer, 'window'));
    // In pieces, as a window sends it: the whole list never stands in the station's memory.
    let offsetBytes = 0;
    for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      const bytesBase64 = (piece as Buffer).toString('base64');
      value(await handlers['lots.sendFile']({ session, fileId, offsetBytes, bytesBase64 }, 'window'));
      offsetBytes += (piece as Buffer).length;
    }
    const { plan } = value(await handlers['lots.propose']({ session, lotId, fileId, corrected: null }, 'window'));
    delay.enable();
    const startedMs = performance.now();
    const list = value(await handlers['lots.import']({ session, lotId, fileId, plan }, 'window'));
    const elapsedMs = performance.now() - startedMs;
    delay.disable();
    return { elapsedMs, rows: list.rows };
  }
  const { elapsedMs, rows } = await importInto('first');
  const longestStallMs = delay.max / 1e6;
  // What grows with the rows grows with each list; what the database's cache and the engine's heaps keep once does not.
  await importInto('second');
  const secondRssBytes = peakRssBytes;
  peakRssBytes = 0;
  await importInto('third');
  await room.stop();
  store.close();
  return { elapsedMs, rows, longestStallMs, secondRssBytes, thirdRssBytes: peakRssBytes };
}

console.log(JSON.stringify(job === 'import' ? await whole() : await bare()));
