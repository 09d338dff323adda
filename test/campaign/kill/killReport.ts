import { TROUBLES } from './fullDiskRound.ts';
import { LEFT } from './killEvidence.ts';
import { ACTS, VICTIMS } from './killRound.ts';
import type { PlayedRound } from './playRound.ts';
import type { FullDiskResult } from './runFullDisk.ts';

export type KillFacts = {
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly command: string;
  readonly seed: number;
  readonly planned: number;
};

/** The page `docs/campaigns/kill.md`. Pure. */
export function killPage(facts: KillFacts, rounds: readonly PlayedRound[], fullDisk: FullDiskResult): string {
  const problems = problemsOf(rounds, fullDisk);
  const minutes = (facts.elapsedMs / 60_000).toFixed(1);
  return `# Kill campaign
Written by \`${facts.command}\`, ${facts.startedAt.slice(0, 10)}, ${minutes} minutes, seed ${facts.seed}. Do not edit.

**${rounds.length} of ${facts.planned} kills, ${fullDiskWords(fullDisk)}: ${problems.length} problems.**

| while | ${VICTIMS.map((victim) => `${victim} killed`).join(' | ')} | of them in the act | with something left behind |
|---|${VICTIMS.map(() => '---|').join('')}---|---|
${ACTS.map((act) => {
  const of = rounds.filter((round) => round.act === act);
  const by = VICTIMS.map((victim) => of.filter((round) => round.victim === victim).length);
  const inTheAct = of.filter((round) => round.inTheAct).length;
  return `| ${act} | ${[...by, inTheAct, of.filter(({ left }) => left.length > 0).length].join(' | ')} |`;
}).join('\n')}

| what the dead had left | kills | what the next start said |
|---|---|---|
${countedLeft(rounds)}

${fullDiskTable(fullDisk)}
Each bench is a real agent (\`--virtual\`, two drives of 1 MiB, the real engine) and a real station, each a process with its files on disk, a label printer's model on a pseudo-terminal, a
folder and an endpoint that everything is uploaded to. The seed draws for each kill the act, who dies (agent, station or both, always SIGKILL), and the moment: a fact that is seen from
outside (in a journal, in the ledger, in a folder, on the printer's wire, at the endpoint) and up to ${LONGEST} ms after it. In ${rounds.filter(({ torn }) => torn).length} rounds half a line was put behind the ledger's or a
journal's last one while the agent was dead: what a crash inside a write leaves, and SIGKILL alone hardly ever does. The dead are started again; jobs go on by themselves, a lead issues what was not
issued by itself (twice at once), somebody looks at the table for labels in doubt. Then everything is counted: every entry of the ledger and its checkpoint verified, and each line that stood at the
kill still there; one record for each job; one certificate for each sanitized record, its JSON and PDF whole (the PDF drawn again); each label on paper once; each archive genuine; each entry in
the folder and at the endpoint once and in order; nothing half anywhere; and each thing that was left named by the start.

A full disk is a small file system (tmpfs) in a mount namespace of its own, filled up to what the seed leaves; or every \`fsync\` below one folder fails with ENOSPC (a preloaded shim), as on a disk
that finds out only then that it is full. What is asked for is refused in words or waits and says so; once there is room it goes on, and everything is counted as above. Only where a half-written
ledger line could not be taken back (\`ledger-damaged\`) the agent is started again.

Not shown here: what a cut of the power does to writes that the system had not brought to the medium ([power-cut.md](power-cut.md)).
${problems.length === 0 ? '' : `\n## Problems\n${problems.map((line) => `- ${line.replaceAll('\n', ' ').slice(0, 600)}\n`).join('')}`}`;
}

const LONGEST = 700;

export function problemsOf(rounds: readonly PlayedRound[], fullDisk: FullDiskResult): string[] {
  const ofKills = rounds.flatMap(({ number, problems }) => problems.map((problem) => `kill ${number}: ${problem}`));
  return [
    ...ofKills,
    ...fullDisk.played.flatMap(({ number, problems }) => problems.map((one) => `full disk ${number}: ${one}`)),
  ];
}

function countedLeft(rounds: readonly PlayedRound[]): string {
  const kinds = [...new Set(rounds.flatMap(({ left }) => left.map(({ kind }) => kind)))].sort();
  if (kinds.length === 0) return '| nothing | | |';
  return kinds
    .map((kind) => {
      const having = rounds.filter(({ left }) => left.some((one) => one.kind === kind));
      const codes = LEFT[kind].filter((code) => having.every(({ repaired }) => repaired.includes(code)));
      return `| ${kind} | ${having.length} | ${codes.length > 0 ? `\`${codes.join('`, `')}\`` : 'not always'} |`;
    })
    .join('\n');
}

function fullDiskWords(fullDisk: FullDiskResult): string {
  const { length } = fullDisk.played;
  const fitted = fullDisk.played.filter((round) => round.fitted).length;
  return `${length} full disks (${length - fitted} times it was said in words, ${fitted} times the act fitted into the room that was left)`;
}

function fullDiskTable(fullDisk: FullDiskResult): string {
  const skipped = fullDisk.skipped === null ? '' : `\nSkipped: ${fullDisk.skipped}.\n`;
  const rows = ACTS.flatMap((act) => TROUBLES.map((trouble) => ({ act, trouble }))).flatMap(({ act, trouble }) => {
    const of = fullDisk.played.filter((round) => round.act === act && round.trouble === trouble);
    if (of.length === 0) return [];
    const said = [...new Set(of.flatMap((round) => round.said))].sort();
    const fitted = of.filter((round) => round.fitted).length;
    return [
      `| ${act} | ${trouble === 'full' ? 'writing is refused' : 'fsync fails'} | ${of.length} | ${fitted} | ${said.map((code) => `\`${code}\``).join(', ')} |`,
    ];
  });
  return `| while | trouble | rounds | the act fitted | what was said otherwise |\n|---|---|---|---|---|\n${rows.join('\n')}\n${skipped}`;
}
