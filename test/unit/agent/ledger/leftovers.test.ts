import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeLeftovers } from '../../../../native/agent/ledger/leftovers.ts';

it('what a killed agent was writing beside its files is removed and named, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-leftovers-'));
  try {
    for (const name of ['checkpoint.txt', 'checkpoint.txt.new', 'ledger.jsonl', 'station-key.next.pem'])
      writeFileSync(join(folder, name), name);
    expect(removeLeftovers(folder)).toEqual(['checkpoint.txt.new']);
    expect(readdirSync(folder).sort()).toEqual(['checkpoint.txt', 'ledger.jsonl', 'station-key.next.pem']);
    expect(removeLeftovers(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
