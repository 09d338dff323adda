import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareLab } from '../bench/kernel.ts';
import { PROJECT } from '../bench/labPaths.ts';
import { campaignPage } from './campaignReport.ts';
import { CAMPAIGN_TECHNIQUES } from './campaignTechniques.ts';
import type { CutResult } from './cutResult.ts';
import { runCampaign } from './runCampaign.ts';

const KINDS = { 'power-cut': 'power', 'agent-kill': 'agent' } as const;
type Name = keyof typeof KINDS;

const USAGE = `Usage: npm run campaign -- power-cut | agent-kill [--points N] [--seed S] [--only PATTERN] [--json FILE]
  power-cut    cuts the power of the bench in the middle of every technique, and looks at every drive after the restart
  agent-kill   the same with the agent killed alone
  --points N   cuts for each technique, 1 to 100 (10)
  --seed S     the same seed draws the same points (today's date)
  --only       only techniques whose name matches this regular expression; the page under docs/campaigns is then left as it is
  --json FILE  every cut with all that is known of it
It ends by itself. Exit code: 0 no promise was broken, 1 one was, 2 no lab here or a wrong command line
`;

type Asked = {
  readonly name: Name;
  readonly points: number;
  readonly seed: string;
  readonly only: RegExp | null;
  readonly json: string | null;
};

/** `npm run campaign`: runs a campaign on the drive lab and writes its page. Answers the exit code. */
export async function runCampaignCommand(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const startedAt = new Date().toISOString();
  const asked = readArguments(argv, startedAt.slice(0, 10));
  if ('problem' in asked) {
    process.stderr.write(`${asked.problem}\n${USAGE}`);
    return 2;
  }
  const readiness = prepareLab();
  if (!readiness.ready) {
    for (const reason of readiness.missing) process.stderr.write(`no lab here: ${reason}\n`);
    return 2;
  }
  const { name, points, seed, only, json } = asked;
  const techniques = CAMPAIGN_TECHNIQUES.filter(({ techniqueId }) => only === null || only.test(techniqueId));
  const startedMs = performance.now();
  const results: CutResult[] = [];
  let cutShort: string | null = null;
  write(`${techniques.length} techniques, ${points} points each, seed ${seed}\n`);
  try {
    await runCampaign(readiness.kernel, { techniques, points, seed, kind: KINDS[name] }, (round, number) => {
      results.push(...round);
      write(`round ${number + 1} of ${points}\n${round.map(lineOf).join('')}`);
    });
  } catch (cause) {
    cutShort = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? 'no reason given') : String(cause);
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : cutShort}\n`);
  }
  const facts = {
    ...{ kind: KINDS[name], command: `npm run campaign -- ${name}`, points, seed, startedAt, cutShort },
    ...{ elapsedMs: performance.now() - startedMs, kernel: readiness.kernel.version },
  };
  if (only === null && results.length > 0)
    save(join(PROJECT, `docs/campaigns/${name}.md`), campaignPage(facts, results));
  if (json !== null) save(json, `${JSON.stringify({ ...facts, results }, null, 2)}\n`);
  const broken = results.filter((result) => result.broken.length > 0).length;
  write(
    `${results.length} cuts, ${broken} with a broken promise${cutShort === null ? '' : `; cut short: ${cutShort}`}\n`,
  );
  return broken === 0 && cutShort === null ? 0 : 1;
}

function readArguments(argv: readonly string[], today: string): Asked | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: {
        points: { type: 'string', default: '10' },
        seed: { type: 'string', default: today },
        only: { type: 'string' },
        json: { type: 'string' },
      },
      allowPositionals: true,
    });
    const [name, ...more] = positionals;
    if (more.length > 0 || !isName(name)) return { problem: `There is no campaign '${positionals.join(' ')}'.` };
    const points = Number(values.points);
    if (!/^[0-9]{1,3}$/.test(values.points) || points < 1 || points > 100) {
      return { problem: `--points must be a whole number from 1 to 100, not '${values.points}'.` };
    }
    const only = values.only === undefined ? null : new RegExp(values.only);
    if (only !== null && !CAMPAIGN_TECHNIQUES.some(({ techniqueId }) => only.test(techniqueId))) {
      return { problem: `No technique of the campaign matches '${values.only}'.` };
    }
    return { name, points, seed: values.seed, only, json: values.json ?? null };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

const isName = (name: string | undefined): name is Name => name !== undefined && Object.hasOwn(KINDS, name);

function lineOf({ technique, drawn, lastFact, outcome, reasons, broken }: CutResult): string {
  const point = `${drawn.phase} ${Math.round(drawn.fraction * 100)} %`;
  const trouble = broken.length === 0 ? '' : `  BROKEN: ${broken.join('; ')}`;
  return `  ${technique.padEnd(28)} ${point.padEnd(20)} at ${lastFact.padEnd(44)} ${outcome} (${reasons.join(' ')})${trouble}\n`;
}

function save(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
