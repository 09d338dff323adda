import type { CampaignState } from './campaignFile.ts';
import type { CutResult } from './cutResult.ts';

export type CampaignFacts = CampaignState & {
  readonly command: string;
  /** Cuts of the whole campaign, made or still to make. */
  readonly planned: number;
};

const TITLES = { power: 'Power cut', agent: 'Death of the agent' } as const;

const HOW = {
  power:
    'In each round some drives were filled with random data and wiped by the agent, each with its technique, in an emulated PC (the kernel, nvme-cli, hdparm ' +
    'and sg3-utils of the system, unchanged). The seed draws a point for each cut. A drive that had come to its point was made to stand there until the ' +
    'others had come to theirs; then the emulator was killed (SIGKILL) and the drives lost their power with it. The PC was booted again on what was left, ' +
    'the agent started, and nobody helped. A share is one of the time or the bytes that a phase takes; the last fact in the journal says where the job ' +
    'really was.',
  agent:
    'As in the campaign of power cuts, but only the process of the agent was killed (SIGKILL). The PC, the drives and the programs that the agent had ' +
    'started went on; the agent was started again at once.',
} as const;

const PROMISES =
  'A verdict is right when the job has exactly one record and ends sanitized, interrupted or unverified, with a reason; when it is sanitized only with all ' +
  'canaries found gone and with no block of the earlier owner in the cells of the drive, whatever a host is told; and when what was decided before the cut ' +
  'is what was sealed. A job that was cut before its erase began goes on by itself and erases, so it may end sanitized too. A promise is broken as well when ' +
  'a password is left on the drive, or when the journal does not know the password that the drive had at the cut, the seed of its canaries, or a fact that ' +
  'was in it before.';

const LIMIT =
  'What the agent had written before the cut was in the memory of the host, so this does not prove that its fsync calls are in the right places; a PC with a disk ' +
  'cache of its own would. The drives are models: real ones may come back from a cut in states that no model has.';

const OUTCOMES = ['sanitized', 'interrupted', 'unverified'] as const;

/** The page of a campaign: how it was taken, what came out for each technique, and every cut. Pure. */
export function campaignPage(facts: CampaignFacts): string {
  const techniques = [...new Set(facts.results.map(({ technique }) => technique))];
  const results = [...facts.results].sort(
    (one, other) =>
      techniques.indexOf(one.technique) - techniques.indexOf(other.technique) || one.number - other.number,
  );
  return [
    `# ${TITLES[facts.kind]}: the last campaign`,
    '',
    `Written by \`${facts.command}\`; do not edit.`,
    '',
    HOW[facts.kind],
    '',
    taken(facts),
    '',
    PROMISES,
    '',
    LIMIT,
    '',
    '| technique | cuts | sanitized | interrupted | unverified | other | with a password on the drive at the cut | wrong |',
    '|---|---|---|---|---|---|---|---|',
    ...techniques.map((technique) => {
      const all = results.filter((one) => one.technique === technique);
      const counts = OUTCOMES.map((outcome) => all.filter((one) => one.outcome === outcome).length);
      const other = all.length - counts.reduce((sum, count) => sum + count, 0);
      const passwords = all.filter(({ passwordAtCut }) => passwordAtCut).length;
      const wrong = all.filter(({ broken }) => broken.length > 0).length;
      return `| ${[technique, all.length, ...counts, other, passwords, wrong].join(' | ')} |`;
    }),
    '',
    '| technique | drawn point | last fact before the cut | verdict | reasons | right | canaries | password |',
    '|---|---|---|---|---|---|---|---|',
    ...results.map((result) => `| ${cells(result).join(' | ')} |`),
    '',
  ].join('\n');
}

function taken({ parts, results, planned, points, seed }: CampaignFacts): string {
  const broken = results.filter((result) => result.broken.length > 0).length;
  const minutes = parts.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / 60_000;
  const [first] = parts;
  const shortened = parts.flatMap(({ cutShort }) => (cutShort === null ? [] : [cutShort]));
  return [
    `Begun ${first?.startedAt ?? 'never'}, ${minutes.toFixed(1)} minutes in ${parts.length} ${parts.length === 1 ? 'run' : 'runs'},`,
    `Linux ${[...new Set(parts.map(({ kernel }) => kernel))].join(', ')}, seed \`${seed}\`, ${points} points for each technique.`,
    `${results.length} of ${planned} cuts, ${broken} with a broken promise.`,
    ...shortened.map((why) => `One run ended early: ${why}.`),
  ].join(' ');
}

function cells(result: CutResult): string[] {
  const { technique, drawn, lastFact, outcome, reasons, broken, canaries, passwordAtCut, securityEnabled } = result;
  const password = passwordAtCut
    ? securityEnabled
      ? 'on the drive, and left there'
      : 'on the drive, known, taken off'
    : securityEnabled
      ? 'left on the drive'
      : 'none';
  return [
    technique,
    `${drawn.phase} ${Math.round(drawn.fraction * 100)} %`,
    lastFact,
    outcome,
    reasons.join(' '),
    broken.length === 0 ? 'yes' : `**no**: ${broken.join('; ')}`,
    `${canaries.plantedAtCut ? 'planted' : 'not yet planted'} at the cut, ${canaries.after} after`,
    technique.startsWith('ata-security') || passwordAtCut || securityEnabled ? password : '-',
  ];
}
