import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../../native/agent/ledger/durableFile.ts';
import { openLedger } from '../../native/agent/ledger/ledger.ts';
import { systemClock } from '../../native/agent/tools/clock.ts';
import { makeLongLedger } from './longLedger.ts';

export type LedgerCost = {
  readonly entries: number;
  /** Opening the ledger with all that a start checks; the median of five. */
  readonly startMs: number;
  /** Sealing one entry, on the medium, with its checkpoint; the median of a hundred. */
  readonly sealMs: number;
  /** A bare write of as many bytes with the same three fsyncs; the median of a hundred. */
  readonly bareMs: number;
};

/** What start and sealing cost at a ledger of so many entries. */
export async function measureLedgerCost(entries: number): Promise<LedgerCost> {
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-ledger-'));
  const stateDirectory = join(folder, 'state');
  try {
    await makeLongLedger(stateDirectory, entries);
    const open = () =>
      openLedger({ stateDirectory, virtual: true, clock: systemClock, onDamage: ({ code }) => console.error(code) });
    const starts: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const startedMs = performance.now();
      const ledger = await open();
      starts.push(performance.now() - startedMs);
      if (ledger.damage() !== null || ledger.findings.length > 0) throw new Error(JSON.stringify(ledger.damage()));
      ledger.close();
    }
    const ledger = await open();
    const seals = await times(100, async (number) => {
      const sealed = await ledger.act('wipe-refused', null, { number });
      if (sealed.outcome !== 'done') throw new Error('not sealed');
    });
    ledger.close();
    const bare = openSync(join(folder, 'bare'), 'w');
    const writes = await times(100, async () => {
      writeSync(bare, 'x'.repeat(750));
      fsyncSync(bare);
      replaceFile(join(folder, 'bare-note'), 'x'.repeat(220));
    });
    closeSync(bare);
    return { entries, startMs: median(starts), sealMs: median(seals), bareMs: median(writes) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function times(count: number, work: (number: number) => Promise<void>): Promise<number[]> {
  const taken: number[] = [];
  for (let number = 0; number < count; number += 1) {
    const startedMs = performance.now();
    await work(number);
    taken.push(performance.now() - startedMs);
  }
  return taken;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}
