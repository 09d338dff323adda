import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { noPostgres } from '../../fixtures/uploads/throwAwayPostgres.ts';
import { runUploads } from './runUploads.ts';
import { uploadsPage } from './uploadsReport.ts';

const project = join(import.meta.dirname, '../../..');
const FULL = { stations: 20, certificates: 1000 };

const USAGE = `Usage: npm run campaign -- uploads [--stations N] [--certificates N] [--seed N]
  --stations N      how many station processes (${FULL.stations})
  --certificates N  certificates of each (${FULL.certificates})
  --seed N          of cuts and kills (1)
The page docs/campaigns/uploads.md is written by a full run only. It ends by itself.
Exit code: 0 every row is there once and every chain verifies, 1 otherwise, 2 a wrong command line or no PostgreSQL
`;

/** `npm run campaign -- uploads`: many stations upload to one PostgreSQL while it and they are ill-treated. Answers the exit code. */
export async function runUploadsCommand(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const asked = readArguments(argv);
  if ('problem' in asked || noPostgres !== null) {
    process.stderr.write(`${'problem' in asked ? asked.problem : noPostgres}\n${USAGE}`);
    return 2;
  }
  const { stations, certificates, seed } = asked;
  const options = {
    stations,
    certificatesEach: certificates,
    restarts: 3,
    kills: 5,
    seed,
    // So that each station's connection is cut several times, however much it has to send.
    cutAfterBytes: { least: 50_000, most: 600_000 + certificates * 6000 },
    progress: write,
  };
  const result = await runUploads(options);
  if (stations >= FULL.stations && certificates >= FULL.certificates) {
    const target = join(project, 'docs/campaigns/uploads.md');
    mkdirSync(dirname(target), { recursive: true });
    const facts = { startedAt, elapsedMs: performance.now() - startedMs, command: 'npm run campaign -- uploads' };
    writeFileSync(target, uploadsPage(facts, options, result));
  }
  const { restarts, terminated, cuts, stalls, kills, problems } = result;
  for (const problem of problems.slice(0, 50)) write(`${problem}\n`);
  write(
    `${restarts.length} restarts, ${terminated} backends ended, ${cuts} cuts, ${stalls} silences, ${kills} stations killed\n`,
  );
  write(
    `${result.certificates} certificates of ${result.expectedCertificates}, ${result.entries} entries of ${result.expectedEntries}\n`,
  );
  write(`${problems.length} problems\n`);
  const complete = result.entries === result.expectedEntries && result.certificates === result.expectedCertificates;
  return complete && problems.length === 0 && restarts.length === 3 ? 0 : 1;
}

function readArguments(
  argv: readonly string[],
): { stations: number; certificates: number; seed: number } | { problem: string } {
  try {
    const text = (value: number) => ({ type: 'string', default: String(value) }) as const;
    const { values } = parseArgs({
      args: [...argv],
      options: { stations: text(FULL.stations), certificates: text(FULL.certificates), seed: text(1) },
    });
    const asked = {
      stations: Number(values.stations),
      certificates: Number(values.certificates),
      seed: Number(values.seed),
    };
    const good = Object.values(asked).every((value) => Number.isInteger(value) && value > 0 && value <= 10_000);
    return good ? asked : { problem: 'All three take whole numbers from 1 to 10000.' };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
