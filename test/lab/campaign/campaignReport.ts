import type { CutResult } from './cutResult.ts';

export type CampaignFacts = {
  readonly kind: 'power' | 'agent';
  readonly command: string;
  readonly points: number;
  readonly seed: string;
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly kernel: string;
  /** Why the campaign did not come to its end; `null`: it did. */
  readonly cutShort: string | null;
};

const TITLES = { power: 'Power cut', agent: 'Death of the agent' } as const;

const HOW = {
  power:
    'In each round one drive for each technique was filled with random data and wiped by the agent in an emulated PC (the system`s own kernel, nvme-cli, ' +
    'hdparm and sg3-utils). The seed draws a point for each drive. A drive that had come to its point was made to stand there until all the others had ' +
    'come to theirs; then the emulator was killed (SIGKILL) and the drives lost their power with it. The PC was booted again on what was left, the agent ' +
    'started, and nobody helped.',
  agent:
    'As in the campaign of power cuts, but only the process of the agent was killed (SIGKILL). The PC, the drives and the programs that the agent had ' +
    'started went on; the agent was started again at once.',
} as const;

const LIMIT =
  'What the agent had written before the cut was in the host`s memory, so this does not prove that its fsync calls are in the right places; a PC with a disk ' +
  'cache of its own would. The drives are models: real ones may come back from a cut in states that no model has.';

/** The page of a campaign: how it was taken, what came out for each technique, and every cut. Pure. */
export function campaignPage(facts: CampaignFacts, results: readonly CutResult[]): string {
  const seconds = Math.round(facts.elapsedMs / 1000);
  const brokenCuts = results.filter(({ broken }) => broken.length > 0);
  const techniques = [...new Set(results.map(({ technique }) => technique))];
  const count = (technique: string, outcome: string): number =>
    results.filter((one) => one.technique === technique && one.outcome === outcome).length;
  return [
    `# ${TITLES[facts.kind]}: the last campaign`,
    '',
    `Written by \`${facts.command}\`; do not edit.`,
    '',
    HOW[facts.kind],
    '',
    `Begun ${facts.startedAt}, ${seconds} s, Linux ${facts.kernel}, seed \`${facts.seed}\`, ${facts.points} points for each technique. ` +
      `${results.length} cuts, ${brokenCuts.length} broken promises.${facts.cutShort === null ? '' : ` It did not come to its end: ${facts.cutShort}`}`,
    '',
    'A promise is broken when a job has not exactly one record, ends otherwise than sanitized, interrupted or unverified, ends sanitized while the ' +
      'cells of the drive hold a block of the earlier owner, leaves a password on the drive, or when the journal does not know the password that the ' +
      'drive had at the cut, the seed of its canaries, or a fact that was in it before.',
    '',
    LIMIT,
    '',
    '| technique | cuts | sanitized | interrupted | unverified | other | with a password on the drive at the cut |',
    '|---|---|---|---|---|---|---|',
    ...techniques.map((technique) => {
      const all = results.filter((one) => one.technique === technique);
      const [sanitized, interrupted, unverified] = ['sanitized', 'interrupted', 'unverified'].map((outcome) =>
        count(technique, outcome),
      ) as [number, number, number];
      const other = all.length - sanitized - interrupted - unverified;
      const passwords = all.filter(({ passwordAtCut }) => passwordAtCut).length;
      return `| ${technique} | ${all.length} | ${sanitized} | ${interrupted} | ${unverified} | ${other} | ${passwords} |`;
    }),
    '',
    '| technique | drawn point | last fact before the cut | ended | reasons | broken |',
    '|---|---|---|---|---|---|',
    ...results.map(({ technique, drawn, lastFact, outcome, reasons, broken }) => {
      const point = `${drawn.phase} ${Math.round(drawn.fraction * 100)} %`;
      return `| ${technique} | ${point} | ${lastFact} | ${outcome} | ${reasons.join(' ')} | ${broken.join('; ')} |`;
    }),
    '',
  ].join('\n');
}
