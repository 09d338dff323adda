/** What the station is doing when somebody dies. */
export const ACTS = ['sealing', 'issuing', 'printing', 'exporting', 'uploading'] as const;
export type Act = (typeof ACTS)[number];

export const VICTIMS = ['agent', 'station', 'both'] as const;
export type Victim = (typeof VICTIMS)[number];

/**
 * When the kill falls: so long after a fact was seen from outside (in a file, on the printer's wire, at the endpoint), or so long after the act was asked
 * for.
 */
export const FACTS = {
  sealing: ['asked', 'journal-begun', 'job-ended', 'ledger-grew'],
  issuing: ['record-sealed', 'ledger-grew', 'file-begun', 'file-written'],
  printing: ['label-queued', 'bytes-came', 'label-came-out'],
  exporting: ['asked', 'archive-begun', 'export-sealed'],
  uploading: ['record-sealed', 'posted', 'file-kept'],
} as const satisfies Record<Act, readonly string[]>;
export type Fact = (typeof FACTS)[Act][number];

/** What an interrupted write(2) leaves, and SIGKILL alone almost never shows: half of the next line, put there while the agent is dead. */
export const TEARS = ['none', 'ledger', 'journal'] as const;
export type Tear = (typeof TEARS)[number];

export type KillRound = {
  readonly number: number;
  readonly act: Act;
  readonly victim: Victim;
  readonly fact: Fact;
  readonly delayMs: number;
  readonly tear: Tear;
  /** How long a label takes to come out. */
  readonly printMs: number;
};

/** Out of ten: who dies during which act. The one who does the act dies most. */
const DYING: Readonly<Record<Act, Readonly<Record<Victim, number>>>> = {
  sealing: { agent: 6, station: 1, both: 3 },
  issuing: { agent: 4, station: 4, both: 2 },
  printing: { agent: 1, station: 7, both: 2 },
  exporting: { agent: 3, station: 5, both: 2 },
  uploading: { agent: 1, station: 7, both: 2 },
};

/** The longest delay after each fact, in milliseconds: about as long as what follows it takes. */
const LONGEST_MS: Readonly<Record<Fact, number>> = {
  asked: 700,
  'journal-begun': 300,
  'job-ended': 12,
  'ledger-grew': 25,
  'record-sealed': 250,
  'file-begun': 40,
  'file-written': 120,
  'label-queued': 400,
  'bytes-came': 250,
  'label-came-out': 300,
  'archive-begun': 500,
  'export-sealed': 60,
  posted: 15,
  'file-kept': 25,
};

/** The rounds of a campaign: acts in turn, everything else drawn. The same seed gives the same rounds. Pure. */
export function drawRounds(rounds: number, random: () => number): KillRound[] {
  const oneOf = <T>(all: readonly T[]): T => {
    const one = all[Math.floor(random() * all.length)];
    if (one === undefined) throw new Error('nothing to draw from');
    return one;
  };
  return Array.from({ length: rounds }, (_, index) => {
    const act = ACTS[index % ACTS.length] ?? 'sealing';
    const victim = oneOf(VICTIMS.flatMap((one) => Array.from({ length: DYING[act][one] }, () => one)));
    const fact = oneOf<Fact>(FACTS[act]);
    const delayMs = Math.round(random() * LONGEST_MS[fact] * 10) / 10;
    const torn = random();
    const tear = victim === 'station' || torn > 0.4 ? 'none' : torn > 0.15 ? 'ledger' : 'journal';
    return { number: index + 1, act, victim, fact, delayMs, tear, printMs: oneOf([30, 200, 300]) };
  });
}
