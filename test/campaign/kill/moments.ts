import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchFolders, KillBench } from './killBench.ts';
import type { KillRound } from './killRound.ts';

/** Names in a folder; none where there is no folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw cause;
  }
}

/** How large a file is; 0 where there is none (yet). */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

export const ledgerPath = ({ agentState }: BenchFolders): string => join(agentState, 'ledger.jsonl');
export const journalFolder = ({ agentState }: BenchFolders): string => join(agentState, 'journal');

/** The text of the journals of jobs that have not ended. */
function openJournals(folders: BenchFolders): string {
  const folder = journalFolder(folders);
  return namesIn(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => {
      try {
        return readFileSync(join(folder, name), 'utf8');
      } catch {
        // Put away between the two looks.
        return '';
      }
    })
    .join('');
}

/** The folder of uploaded entries; the ledger's id is in its name. */
export function uploadedFiles({ uploads }: BenchFolders): string[] {
  return readdirSync(uploads, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** Looks at what a fact is seen by, as it is now; answers how to tell that it has come since. */
export function watch({ fact, act }: Pick<KillRound, 'fact' | 'act'>, bench: KillBench): () => boolean {
  const { folders, station, printer, endpoint } = bench;
  const grows = (count: () => number): (() => boolean) => {
    const before = count();
    return () => count() > before;
  };
  switch (fact) {
    case 'asked':
      return () => true;
    case 'journal-begun':
      return () => openJournals(folders) !== '';
    case 'job-ended': {
      // Between two looks it may be sealed and put away already.
      const sealed = grows(() => sizeOf(ledgerPath(folders)));
      return () => openJournals(folders).includes('"job-ended"') || sealed();
    }
    case 'ledger-grew':
      // The first entry of a wipe is its record; the certificate is the second.
      return grownByLines(ledgerPath(folders), act === 'issuing' ? 2 : 1);
    case 'record-sealed':
    case 'export-sealed':
      return grows(() => sizeOf(ledgerPath(folders)));
    case 'file-begun':
      return grows(() => namesIn(station.certificates).length);
    case 'file-written':
      return grows(() => namesIn(station.certificates).filter((name) => !name.endsWith('.part')).length);
    case 'label-queued':
      return grows(() => sizeOf(ledgerPath(folders)));
    case 'bytes-came':
      // Status questions are shorter than any label.
      return grows(() => Math.floor(printer.received() / 1000));
    case 'label-came-out':
      return grows(() => printer.labels().length);
    case 'archive-begun':
      return () => namesIn(station.exports).some((name) => name.endsWith('.part'));
    case 'posted':
      return grows(endpoint.requests);
    case 'file-kept':
      return grows(() => uploadedFiles(folders).length);
  }
}

/** Tells when a file has so many more lines than now. */
function grownByLines(path: string, lines: number): () => boolean {
  const before = sizeOf(path);
  return () =>
    sizeOf(path) > before && readFileSync(path).subarray(before).toString('latin1').split('\n').length > lines;
}

const PATIENCE_MS = 60_000;

/**
 * Waits for the moment of a round: the fact, then the drawn delay. Answers false when the fact did not come while the act was under way: the kill then falls
 * after it.
 */
export async function untilMoment(
  { delayMs }: KillRound,
  seen: () => boolean,
  act: Promise<unknown>,
): Promise<boolean> {
  let over = false;
  act.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  const endMs = performance.now() + PATIENCE_MS;
  let came = seen();
  while (!came && !over && performance.now() < endMs) {
    await pause(1);
    came = seen();
  }
  await pause(delayMs);
  return came;
}
