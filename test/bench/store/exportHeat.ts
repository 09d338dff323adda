import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type StoreRow, storeRow } from './storeRow.ts';

const told = z.strictObject({
  elapsedMs: z.number(),
  certificates: z.number(),
  sizeBytes: z.number(),
  earlyRssBytes: z.number(),
  peakRssBytes: z.number(),
});
type Told = z.infer<typeof told>;

/** Memory that does not grow with the number of certificates: what the heap breathes between collections is allowed. */
const FLAT = { atMost: 1.25 };

/** The export of so many certificates, with the PDF renderer alone before and after it; and the memory of the export at its start and at its peak. */
export function exportHeat(
  database: string,
  count: number,
  folder: string,
  say: (line: string) => void,
): readonly StoreRow[] {
  mkdirSync(folder, { recursive: true });
  const run = (job: 'export' | 'draw', certificates: number): Told => {
    const script = join(import.meta.dirname, 'exportRun.ts');
    const argv = [script, job, database, String(certificates), folder];
    const heard = told.parse(JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' })));
    say(
      `  ${job} of ${certificates}: ${(heard.elapsedMs / 1000).toFixed(1)} s, largest memory ${mib(heard.peakRssBytes).toFixed(0)} MiB`,
    );
    return heard;
  };
  try {
    const drawn = Math.min(count, 1000);
    const first = run('draw', drawn);
    const made = run('export', count);
    const second = run('draw', drawn);
    const rate = ({ certificates, elapsedMs }: { certificates: number; elapsedMs: number }) =>
      (certificates * 1000) / elapsedMs;
    const alone = rate({ certificates: 2 * drawn, elapsedMs: first.elapsedMs + second.elapsedMs });
    return [
      storeRow({
        part: 'export',
        row: `export of ${count} certificates, ${(made.sizeBytes / 1e6).toFixed(0)} MB`,
        ours: 'export',
        peer: 'the PDF renderer alone',
        oursValue: rate(made),
        peerValue: alone,
        unit: 'certificates/s',
        goal: { atLeast: 0.8 },
      }),
      storeRow({
        part: 'export',
        row: 'largest resident memory',
        ours: `over ${count} certificates`,
        peer: `up to the first ${drawn}`,
        oursValue: mib(made.peakRssBytes),
        peerValue: mib(made.earlyRssBytes),
        unit: 'MiB',
        goal: FLAT,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mib(bytes: number): number {
  return bytes / 1024 ** 2;
}
