import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../../native/agent/ledger/durableFile.ts';
import { type Ledger, openLedger } from '../../native/agent/ledger/ledger.ts';
import { systemClock } from '../../native/agent/tools/clock.ts';
import { makeLongLedger } from './longLedger.ts';

export type LedgerCost = {
  readonly entries: number;
  /** Opening the ledger with all that a start checks; the median. */
  readonly startMs: number;
  /** Sealing one entry, on the medium, with its checkpoint; the median. */
  readonly sealMs: number;
};

export type LedgerCosts = {
  readonly costs: readonly LedgerCost[];
  /** A bare write of as many bytes with the same three fsyncs; the median. */
  readonly bareMs: number;
};

const STARTS = 9;
const SEALS = 200;

/** What start and sealing cost at ledgers of these lengths, side by side: the lengths take turns, so that a busy machine is busy for all of them. */
export async function measureLedgerCosts(sizes: readonly number[]): Promise<LedgerCosts> {
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-ledger-'));
  const stateOf = (entries: number) => join(folder, String(entries));
  try {
    for (const entries of sizes) await makeLongLedger(stateOf(entries), entries);
    const starts = await times(sizes, STARTS, async (entries) => (await opened(stateOf(entries))).close());
    const ledgers = new Map<number, Ledger>();
    for (const entries of sizes) ledgers.set(entries, await opened(stateOf(entries)));
    const bare = openSync(join(folder, 'bare'), 'w');
    const seals = await times([...sizes, 0], SEALS, async (entries) => {
      const ledger = ledgers.get(entries);
      if (ledger === undefined) {
        writeSync(bare, 'x'.repeat(750));
        fsyncSync(bare);
        replaceFile(join(folder, 'bare-note'), 'x'.repeat(220));
      } else if ((await ledger.act('wipe-refused', null, {})).outcome !== 'done') throw new Error('not sealed');
    });
    closeSync(bare);
    for (const ledger of ledgers.values()) ledger.close();
    const costs = sizes.map((entries) => ({
      entries,
      startMs: median(starts.get(entries)),
      sealMs: median(seals.get(entries)),
    }));
    return { costs, bareMs: median(seals.get(0)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function opened(stateDirectory: string): Promise<Ledger> {
  const ledger = await openLedger({ stateDirectory, virtual: true, clock: systemClock, onDamage: () => undefined });
  const damage = ledger.damage();
  if (damage !== null || ledger.findings.length > 0) throw new Error(JSON.stringify(damage ?? ledger.findings));
  return ledger;
}

async function times(
  what: readonly number[],
  turns: number,
  work: (of: number) => Promise<void>,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const taken = new Map<number, number[]>(what.map((of) => [of, []]));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const of of what) {
      const startedMs = performance.now();
      await work(of);
      taken.get(of)?.push(performance.now() - startedMs);
    }
  }
  return taken;
}

function median(values: readonly number[] = []): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}
