import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { KillBench } from './killBench.ts';
import type { Left } from './killEvidence.ts';
import type { Tear, Victim } from './killRound.ts';
import { journalFolder, ledgerPath, namesIn, uploadedFiles } from './moments.ts';

/**
 * Looks at what the dead have left, before anybody starts again. Only files of who died count: what the living are writing is no leftover.
 */
export function leftBehind(bench: KillBench, victim: Victim): Left[] {
  return [...(victim === 'station' ? [] : ofAgent(bench)), ...(victim === 'agent' ? [] : ofStation(bench))];
}

function ofAgent({ folders }: KillBench): Left[] {
  const left: Left[] = [];
  const ledger = readFileSync(ledgerPath(folders));
  if (ledger.length > 0 && ledger.at(-1) !== 0x0a) left.push({ kind: 'torn ledger line', what: 'ledger.jsonl' });
  for (const name of namesIn(folders.agentState))
    if (name.endsWith('.new')) left.push({ kind: 'half state file of the agent', what: name });
  for (const name of namesIn(journalFolder(folders))) {
    if (!name.endsWith('.jsonl')) continue;
    const text = readFileSync(join(journalFolder(folders), name), 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole === '') {
      left.push({ kind: 'journal without an intent', what: name });
      continue;
    }
    if (whole.length < text.length) left.push({ kind: 'torn journal line', what: name });
    const ended = whole.includes('"code":"job-ended"');
    left.push({ kind: ended ? 'ended job without its record put away' : 'open job', what: name });
  }
  return left;
}

function ofStation({ station, folders }: KillBench): Left[] {
  const left: Left[] = [];
  const parts = (names: readonly string[]) => names.filter((name) => name.endsWith('.part'));
  for (const what of parts(namesIn(station.certificates))) left.push({ kind: 'half certificate file', what });
  for (const what of parts(namesIn(station.exports))) left.push({ kind: 'half export', what });
  for (const what of parts(uploadedFiles(folders))) left.push({ kind: 'half uploaded file', what: basename(what) });
  const database = new SqliteDatabase(station.database, { readonly: true });
  try {
    const sent = database
      .prepare<[], { label_id: string }>("SELECT label_id FROM labels WHERE state_kind = 'printing'")
      .all();
    for (const { label_id } of sent) left.push({ kind: 'label that was being sent', what: label_id });
  } finally {
    database.close();
  }
  return left;
}

/** Puts half of a next line behind the last one, as a crash inside write(2) leaves it. Answers whether there was a file to do it to. */
export function tearLine({ folders }: KillBench, tear: Tear, random: () => number): boolean {
  if (tear === 'none') return false;
  const folder = journalFolder(folders);
  const journal = namesIn(folder).find((name) => name.endsWith('.jsonl'));
  if (tear === 'journal' && journal === undefined) return false;
  const path = tear === 'ledger' || journal === undefined ? ledgerPath(folders) : join(folder, journal);
  const bytes = readFileSync(path);
  if (bytes.length === 0 || bytes.at(-1) !== 0x0a) return false;
  // Any line of its own makes a good half line: nothing of it is ever read as an entry.
  const line = bytes.subarray(bytes.lastIndexOf(0x0a, bytes.length - 2) + 1, bytes.length - 1);
  const half = line.subarray(0, 1 + Math.floor(random() * (line.length - 1)));
  const descriptor = openSync(path, 'a');
  try {
    writeSync(descriptor, half);
  } finally {
    closeSync(descriptor);
  }
  return true;
}
