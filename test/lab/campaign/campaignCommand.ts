import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareLab } from '../bench/kernel.ts';
import { PROJECT } from '../bench/labPaths.ts';
import { type CampaignPart, type CampaignState, readCampaign, withResults, writeCampaign } from './campaignFile.ts';
import { type Course, missingCuts, plannedCuts } from './campaignPlan.ts';
import { campaignPage } from './campaignReport.ts';
import { CAMPAIGN_TECHNIQUES } from './campaignTechniques.ts';
import type { CutResult } from './cutResult.ts';
import { BENCHES, DRIVES_AT_ONCE, runCampaign } from './runCampaign.ts';

const KINDS = { 'power-cut': 'power', 'agent-kill': 'agent' } as const;
type Name = keyof typeof KINDS;

const USAGE = `Usage: npm run campaign -- power-cut | agent-kill [--points N] [--seed S] [--only PATTERN] [--minutes N] [--at-once N] [--benches N] [--json FILE]
  power-cut    cuts the power of the bench in the middle of every technique, and looks at every drive after the restart
  agent-kill   the same with the agent killed alone
  --points N   cuts for each technique, 1 to 100 (10)
  --seed S     the same seed draws the same points (today's date)
  --only       only techniques whose name matches this regular expression
  --minutes N  begins no round that would end later; with --json the next call goes on from there
  --at-once N  drives that lose their power together, 1 to 16 (${DRIVES_AT_ONCE})
  --benches N  emulated PCs side by side, 1 to 8 (${BENCHES})
  --json FILE  every cut with all that is known of it. Where it holds a part of a campaign already, its seed and number of points
               count, and only the cuts that it lacks are made
The page under docs/campaigns is written unless --only was given and cuts of other techniques are missing.
It ends by itself. Exit code: 0 no promise was broken, 1 one was or the campaign broke off, 2 no lab here or a wrong command line
`;

type Asked = {
  readonly name: Name;
  readonly points: number;
  readonly seed: string;
  readonly only: RegExp | null;
  readonly limitMs: number;
  readonly drivesAtOnce: number;
  readonly benches: number;
  readonly json: string | null;
  readonly earlier: CampaignState | null;
};

/** `npm run campaign`: runs a campaign on the drive lab, or a part of one, and writes its page. Answers the exit code. */
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
  const { name, points, seed, only, limitMs, drivesAtOnce, benches, json, earlier } = asked;
  const planned = plannedCuts(CAMPAIGN_TECHNIQUES, points, seed);
  let state: CampaignState = earlier ?? { kind: KINDS[name], points, seed, parts: [], results: [] };
  const cuts = missingCuts(planned, state.results).filter(
    ({ technique }) => only === null || only.test(technique.techniqueId),
  );
  const startedMs = performance.now();
  let cutShort: string | null = null;
  const part = (): CampaignPart => {
    return { startedAt, elapsedMs: performance.now() - startedMs, kernel: readiness.kernel.version, cutShort };
  };
  const keep = (): void => {
    const kept = { ...state, parts: [...state.parts, part()] };
    if (json !== null) writeCampaign(json, kept);
    if (only !== null && missingCuts(planned, kept.results).length > 0) return;
    const facts = { ...kept, command: `npm run campaign -- ${name}`, planned: planned.length };
    if (kept.results.length > 0) save(join(PROJECT, `docs/campaigns/${name}.md`), campaignPage(facts));
  };
  write(`${cuts.length} of ${planned.length} cuts to make, ${points} points for each technique, seed ${seed}\n`);
  try {
    const plan = { courses: cuts.map((cut): Course => [cut]), kind: KINDS[name], drivesAtOnce, benches, limitMs };
    if (cuts.length > 0) {
      await runCampaign(readiness.kernel, plan, (round, number, rounds) => {
        state = withResults(state, round);
        keep();
        const seconds = Math.round((performance.now() - startedMs) / 1000);
        write(`round ${number + 1} of ${rounds}, ${seconds} s\n${round.map(lineOf).join('')}`);
      });
    }
  } catch (cause) {
    cutShort = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? 'no reason given') : String(cause);
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : cutShort}\n`);
    keep();
  }
  const broken = state.results.filter((result) => result.broken.length > 0).length;
  const missing = missingCuts(planned, state.results).length;
  write(
    `${state.results.length} cuts, ${broken} with a broken promise, ${missing} still to make${cutShort === null ? '' : `; cut short: ${cutShort}`}\n`,
  );
  return broken === 0 && cutShort === null ? 0 : 1;
}

function readArguments(argv: readonly string[], today: string): Asked | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: {
        points: { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string' },
        minutes: { type: 'string' },
        'at-once': { type: 'string', default: String(DRIVES_AT_ONCE) },
        benches: { type: 'string', default: String(BENCHES) },
        json: { type: 'string' },
      },
      allowPositionals: true,
    });
    const [name, ...more] = positionals;
    if (more.length > 0 || !isName(name)) return { problem: `There is no campaign '${positionals.join(' ')}'.` };
    const only = values.only === undefined ? null : new RegExp(values.only);
    if (only !== null && !CAMPAIGN_TECHNIQUES.some(({ techniqueId }) => only.test(techniqueId))) {
      return { problem: `No technique of the campaign matches '${values.only}'.` };
    }
    const json = values.json ?? null;
    const earlier = json === null ? null : readCampaign(json);
    const points = wholeNumber('points', values.points ?? String(earlier?.points ?? 10), 100);
    const seed = values.seed ?? earlier?.seed ?? today;
    if (earlier !== null && (earlier.kind !== KINDS[name] || earlier.points !== points || earlier.seed !== seed)) {
      return { problem: `${json} holds a campaign of ${earlier.points} points and the seed ${earlier.seed}.` };
    }
    const minutes = values.minutes === undefined ? null : wholeNumber('minutes', values.minutes, 600);
    const limitMs = minutes === null ? Number.POSITIVE_INFINITY : minutes * 60_000;
    const drivesAtOnce = wholeNumber('at-once', values['at-once'], 16);
    const benches = wholeNumber('benches', values.benches, 8);
    return { name, points, seed, only, limitMs, drivesAtOnce, benches, json, earlier };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (/^[0-9]{1,3}$/.test(text) && number >= 1 && number <= most) return number;
  throw new Error(`--${option} must be a whole number from 1 to ${most}, not '${text}'.`);
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
