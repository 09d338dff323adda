import { closeSync, constants, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../ledger/ledger.ts';
import { rotateKey } from '../ledger/rotateKey.ts';
import { firstKeyOn } from '../ledger/stationKeys.ts';
import { systemClock } from '../tools/clock.ts';
import { runTool } from '../tools/run.ts';
import type { RotateKeyOptions } from './agentOptions.ts';
import { holdStateDirectory } from './listenSocket.ts';

type Told = { readonly exitCode: number; readonly sentence: string };

/**
 * Changes the station's key for the owner of the agent, while no agent runs: the same lock, the same opening and mending of the ledger as a start. Refuses
 * while an agent works there or a job is unfinished.
 */
export async function rotateKeyOffline({ stateDirectory, keyHolder: holder }: RotateKeyOptions): Promise<Told> {
  const begun = beginningOf(stateDirectory);
  if (begun === null) {
    return no(`There is no station's ledger in ${stateDirectory}. A new station makes its key at its first start.`);
  }
  // A second lock on the same name is refused by the kernel: no agent can start meanwhile, either.
  const lock = await holdStateDirectory(stateDirectory).catch((cause: unknown) => {
    if (cause instanceof Error && cause.message.startsWith('Another agent')) return null;
    throw cause;
  });
  if (lock === null) {
    return no(`The agent works in ${stateDirectory}. End its jobs, stop it, and ask again; the key is unchanged.`);
  }
  const jobs = unfinishedJobs(stateDirectory);
  if (jobs > 0) {
    return no(
      `${jobs} of this station's jobs are not finished. Start the agent, let them end, stop it, and ask again; the key is unchanged.`,
    );
  }
  const { virtual } = begun;
  const ledger = await openLedger({
    ...{ stateDirectory, virtual, clock: systemClock, keyHolder: holder, run: runTool },
    onDamage: () => undefined,
  });
  try {
    const found = ledger.findings.map(({ code }) => `Found and mended first: ${code}.\n`).join('');
    const done = await rotateKey(ledger, { stateDirectory, holder, run: runTool });
    if ('refusal' in done) return no(`${found}${done.refusal}`);
    const { oldKeyId, newKeyId, seq } = done;
    const told = [
      `The station signs with a new key from ledger entry ${seq + 1} on:`,
      `  old  ${oldKeyId}`,
      `  new  ${newKeyId}`,
      `Its fingerprint for customers stays that of its first key: ${ledger.keyId}`,
      'Back up the whole state directory now. Copies of the old key elsewhere still exist; destroy them.',
    ];
    return { exitCode: 0, sentence: `${found}${told.join('\n')}` };
  } finally {
    ledger.close();
    lock.close();
  }
}

/** What the first line of the ledger says; `null` where there is none. */
function beginningOf(stateDirectory: string): { readonly virtual: boolean } | null {
  const path = join(stateDirectory, 'ledger.jsonl');
  if (!existsSync(path)) return null;
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    const piece = Buffer.alloc(64 * 1024);
    const [line] = piece.toString('utf8', 0, readSync(descriptor, piece, 0, piece.length, 0)).split('\n');
    return firstKeyOn(line ?? '');
  } finally {
    closeSync(descriptor);
  }
}

function unfinishedJobs(stateDirectory: string): number {
  const folder = join(stateDirectory, 'journal');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')).length : 0;
}

function no(sentence: string): Told {
  return { exitCode: 1, sentence };
}
