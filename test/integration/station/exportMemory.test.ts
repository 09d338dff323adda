import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { longStation } from '../../bench/store/longStation.ts';

const folder = mkdtempSync(join(tmpdir(), 'wipebench-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('exports ten thousand certificates in the memory that the first thousand took', async () => {
  const database = await longStation(join(folder, 'stations'), 10_000, () => undefined);
  const out = join(folder, 'out');
  mkdirSync(out);
  const script = join(import.meta.dirname, '../../bench/store/exportRun.ts');
  const told: { certificates: number; sizeBytes: number; earlyRssBytes: number; peakRssBytes: number } = JSON.parse(
    execFileSync(process.execPath, [script, 'pack', database, '10000', out], { encoding: 'utf8' }),
  );
  expect(told.certificates).toBe(10_000);
  // What was written is many times what the process ever held beyond its beginning.
  expect(told.sizeBytes).toBeGreaterThan(10_000 * 25_000);
  expect(told.peakRssBytes / told.earlyRssBytes).toBeLessThan(1.5);
  expect(readdirSync(out)).toHaveLength(1);
});
