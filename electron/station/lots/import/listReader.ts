import { Worker } from 'node:worker_threads';
import type { ListFormat, SourceRow } from '../../../../core/intake/listShape.ts';
import { type Inspected, type ReaderData, type ReaderJob, type ReaderWord, UnreadableList } from './readerTalk.ts';

/** Takes customers' files apart in a thread of its own. Both throw `UnreadableList` for what is no list. */
export type ListReader = {
  /** What the file is, and its first rows. What was found last is kept: a file that is read after somebody looked at it is not looked at again. */
  inspect(path: string, format: ListFormat | null, rows: number): Promise<Inspected>;
  /** All rows that hold anything, in batches; leaving the loop ends the thread. */
  read(path: string, format: ListFormat): AsyncGenerator<{ rows: readonly SourceRow[]; readBytes: number }>;
};

/** What the thread may take for its objects; a file that needs more is no list. */
const MOST_HEAP_MEGABYTES = 768;
/** Rows live for a moment; with more room for the young their garbage would make the process grow with the list. */
const YOUNG_HEAP_MEGABYTES = 32;

/** A reader whose thread runs this script. */
export function listReader(script: string): ListReader {
  async function* words(job: ReaderJob): AsyncGenerator<ReaderWord> {
    const waiting = new Int32Array(new SharedArrayBuffer(4));
    const thread = new Worker(script, {
      workerData: { job, waiting } satisfies ReaderData,
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_HEAP_MEGABYTES },
    });
    const heard: ReaderWord[] = [];
    let failure: unknown = null;
    let ended = false;
    let wake: () => void = () => undefined;
    thread.on('message', (word: ReaderWord) => {
      heard.push(word);
      wake();
    });
    thread.on('error', (cause) => {
      failure = outOfMemory(cause) ? new UnreadableList('list-too-large', 'memory') : cause;
      wake();
    });
    thread.on('exit', () => {
      ended = true;
      wake();
    });
    try {
      for (;;) {
        const word = heard.shift();
        if (word !== undefined) {
          yield word;
          if (word.kind === 'rows') {
            Atomics.sub(waiting, 0, 1);
            Atomics.notify(waiting, 0);
          }
          continue;
        }
        if (failure !== null) throw failure;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      await thread.terminate();
    }
  }

  let seen: { readonly key: string; readonly inspected: Inspected } | null = null;
  const keyOf = (path: string, format: ListFormat, rows: number) => JSON.stringify([path, format, rows]);

  return {
    async inspect(path, format, rows) {
      // The format was asked for by name: nobody is unsure of it any more.
      if (format !== null && seen?.key === keyOf(path, format, rows)) return { ...seen.inspected, encodingSure: true };
      for await (const word of words({ kind: 'inspect', path, format, rows })) {
        if (word.kind === 'inspected') {
          seen = { key: keyOf(path, word.inspected.format, rows), inspected: word.inspected };
          return word.inspected;
        }
        if (word.kind === 'trouble') throw new UnreadableList(word.code, word.what);
      }
      throw new Error('the reading thread ended without an answer');
    },
    async *read(path, format) {
      for await (const word of words({ kind: 'read', path, format })) {
        if (word.kind === 'rows') yield word;
        if (word.kind === 'trouble') throw new UnreadableList(word.code, word.what);
        if (word.kind === 'end') return;
      }
      throw new Error('the reading thread ended before the file');
    },
  };
}

function outOfMemory(cause: unknown): boolean {
  return cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
}
