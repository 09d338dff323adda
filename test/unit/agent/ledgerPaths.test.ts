import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../core/record/bytes.ts';
import { type Ledger, openLedger } from '../../../native/agent/ledger/ledger.ts';
import { systemClock } from '../../../native/agent/tools/clock.ts';
import { makeLongLedger } from '../../bench/longLedger.ts';
import { treeOver } from '../../fixtures/record/treeOver.ts';

/** More than are added to the tree at a time, and no power of two. */
const ENTRIES = 777;

describe('audit paths in the agent', () => {
  let folder: string;
  let ledger: Ledger;
  const open = () =>
    openLedger({ stateDirectory: folder, virtual: true, clock: systemClock, onDamage: () => undefined });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-paths-'));
    // Its index has no nodes, as one of an agent that never proved anything.
    await makeLongLedger(folder, ENTRIES);
    ledger = await open();
  });
  afterEach(() => {
    ledger.close();
    rmSync(folder, { recursive: true });
  });

  /** Compares with a tree that was built of the entries themselves. */
  async function expectTrue(places: readonly (readonly [number, number])[]): Promise<void> {
    const entries = [...ledger.read(0, 500), ...ledger.read(500, 500)];
    const tree = await treeOver(entries);
    const found = await Promise.all(places.map(([seq, size]) => ledger.inclusion(seq, size)));
    const expected = await Promise.all(places.map(([seq, size]) => tree.inclusion(seq, size)));
    expect(found.map((path) => path.map(toHex))).toEqual(expected.map((path) => path.map(toHex)));
  }

  it('are those of the entries, in every tree that ever was, asked for side by side and after more was sealed', async () => {
    await expectTrue([
      [0, 1],
      [3, 500],
      [511, 512],
      [770, ENTRIES],
      [ENTRIES - 1, ENTRIES],
    ]);
    await ledger.act('wipe-refused', null, {});
    await expectTrue([[ENTRIES, ENTRIES + 1]]);
    await expect(ledger.inclusion(0, ENTRIES + 2)).rejects.toThrow(RangeError);
  });

  it('are right although a kept node is not: it is made anew', async () => {
    await expectTrue([[3, ENTRIES]]);
    ledger.close();
    const index = new DatabaseSync(join(folder, 'ledger-index.sqlite'));
    expect(index.prepare('UPDATE nodes SET hash = zeroblob(32)').run().changes).toBeGreaterThan(ENTRIES);
    index.close();
    ledger = await open();
    await expectTrue([
      [3, ENTRIES],
      [600, ENTRIES],
    ]);
    expect(ledger.damage()).toBeNull();
  });
});
