import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTamper } from './runTamper.ts';
import { tamperPage } from './tamperReport.ts';

const project = join(import.meta.dirname, '../../..');

const USAGE = `Usage: npm run campaign -- tamper [--every N] [--genuine N]
  --every N    only every N-th tampering (1: all)
  --genuine N  genuine certificates to be shown as well (10000)
The page docs/campaigns/tamper.md is written by a full run only. It ends by itself.
Exit code: 0 all named and no false alarm, 1 otherwise, 2 a wrong command line or no browser
`;

/** `npm run campaign -- tamper`: tampers with evidence in every way and shows it to all three verifiers. Answers the exit code. */
export async function runTamperCommand(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const asked = readArguments(argv);
  const page = join(project, 'out/verifier/verify.html');
  if ('problem' in asked || !existsSync('/usr/bin/chromium') || !existsSync(page)) {
    const problem = 'problem' in asked ? asked.problem : 'Chromium or verify.html is missing.';
    process.stderr.write(`${problem}\n${USAGE}`);
    return 2;
  }
  const { every, genuine } = asked;
  const result = await runTamper({ every, genuine, page, progress: write });
  const { tampered, lies, disagreements, missed, falseAlarms } = result;
  if (every === 1) {
    const elapsedMs = performance.now() - startedMs;
    const target = join(project, 'docs/campaigns/tamper.md');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, tamperPage({ startedAt, elapsedMs, command: 'npm run campaign -- tamper' }, result));
  }
  for (const line of [...missed, ...falseAlarms, ...disagreements].slice(0, 50)) write(`${line}\n`);
  write(`${lies} lies of the station itself, ${disagreements.length} judged differently\n`);
  write(`${tampered} tampered, ${missed.length} not named; ${genuine} genuine, ${falseAlarms.length} false alarms\n`);
  return missed.length + falseAlarms.length + disagreements.length === 0 ? 0 : 1;
}

function readArguments(argv: readonly string[]): { every: number; genuine: number } | { problem: string } {
  try {
    const options = { every: { type: 'string', default: '1' }, genuine: { type: 'string', default: '10000' } } as const;
    const { values } = parseArgs({ args: [...argv], options });
    const [every, genuine] = [Number(values.every), Number(values.genuine)];
    const whole = [every, genuine].every((value) => Number.isInteger(value) && value >= 0 && value <= 100_000);
    return whole && every > 0 ? { every, genuine } : { problem: '--every and --genuine take whole numbers.' };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
