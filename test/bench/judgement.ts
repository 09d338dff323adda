import type { Contestant } from './contestants.ts';
import { type Heat, median, type Result } from './rounds.ts';

/** What a row of a heat is held to. */
export type Judgement =
  | {
      /** Our speed against the fastest of these; no goal: shown only. */
      readonly kind: 'speed';
      readonly ours: Contestant;
      readonly peers: readonly Contestant[];
      readonly atLeast: number | null;
    }
  | {
      /** A number of ours against a limit. */
      readonly kind: 'limit';
      readonly ours: Contestant;
      readonly of: (result: Result) => readonly number[];
      readonly atMost: number;
    };

export type Speed = Extract<Judgement, { kind: 'speed' }>;
export type Limit = Extract<Judgement, { kind: 'limit' }>;

export function speed(ours: Contestant, peers: readonly Contestant[], atLeast: number | null): Speed {
  return { kind: 'speed', ours, peers, atLeast };
}

export function limitOf(ours: Contestant, of: (result: Result) => readonly number[], atMost: number): Limit {
  return { kind: 'limit', ours, of, atMost };
}

/** What a contestant did in a heat. Throws when it took no part. */
export function resultIn(heat: Heat, contestant: Contestant): Result {
  const result = heat.get(contestant);
  if (result === undefined) throw new Error(`${contestant.name} took no part`);
  return result;
}

/** The peer with the highest median. Throws when there is none. */
export function fastestOf(heat: Heat, peers: readonly Contestant[]): Contestant {
  const [best] = peers.toSorted(
    (left, right) => median(resultIn(heat, right).gbPerSecond) - median(resultIn(heat, left).gbPerSecond),
  );
  if (best === undefined) throw new Error('a row has no peer');
  return best;
}

/**
 * Those who must run again, because the rounds so far leave open on which side of its goal a row lies. It is symmetrical: a row that is met by a hair runs
 * again like one that is missed by a hair.
 */
export function stillOpen(heat: Heat, judgements: readonly Judgement[]): ReadonlySet<Contestant> {
  const open = new Set<Contestant>();
  for (const judgement of judgements) {
    switch (judgement.kind) {
      case 'speed': {
        if (judgement.atLeast === null) break;
        const ours = resultIn(heat, judgement.ours).gbPerSecond;
        const theirs = resultIn(heat, fastestOf(heat, judgement.peers)).gbPerSecond;
        const ratios = ours.slice(0, theirs.length).map((value, round) => value / (theirs[round] ?? Number.NaN));
        if (isOpen(ratios, judgement.atLeast))
          for (const contestant of [judgement.ours, ...judgement.peers]) open.add(contestant);
        break;
      }
      case 'limit':
        if (isOpen(judgement.of(resultIn(heat, judgement.ours)), judgement.atMost)) open.add(judgement.ours);
        break;
    }
  }
  return open;
}

const SURE = 0.8;

/**
 * Whether the true median may lie on either side of the goal: the interval between two of the sorted values that holds it with at least 80 % (from the sign
 * test; for so few values that none does, between the least and the greatest).
 */
export function isOpen(values: readonly number[], goal: number): boolean {
  const sorted = values.toSorted((left, right) => left - right);
  const cut = cutOf(sorted.length);
  const [low, high] = [sorted[cut], sorted.at(-1 - cut)];
  if (low === undefined || high === undefined) throw new Error('nothing was measured');
  return low < goal && high >= goal;
}

/** How many values at either end may be left out: the chance that the median lies beyond them is at most a fifth. */
function cutOf(count: number): number {
  let chance = 2 * 0.5 ** count;
  let term = chance;
  let cut = 0;
  while (2 * (cut + 1) < count) {
    term *= (count - cut) / (cut + 1);
    if (chance + term > 1 - SURE) return cut;
    chance += term;
    cut += 1;
  }
  return cut;
}
