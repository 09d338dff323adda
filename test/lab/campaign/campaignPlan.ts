import type { CampaignTechnique } from './campaignTechniques.ts';
import { type CutPoint, drawPoints } from './cutPoint.ts';

/** One cut of one technique: the drawn point with that number, counted from 0. */
export type Cut = { readonly technique: CampaignTechnique; readonly number: number; readonly point: CutPoint };

/** What names a cut, also in the file of an earlier part. */
export const cutKey = (techniqueId: string, number: number): string => `${techniqueId} ${number}`;

/** Every cut of a campaign, the first point of each technique before the second of any. Pure. */
export function plannedCuts(techniques: readonly CampaignTechnique[], points: number, seed: string): Cut[] {
  const drawn = techniques.map((technique) => ({ technique, points: drawPoints(technique, points, seed) }));
  return Array.from({ length: points }, (_, number) => number).flatMap((number) =>
    drawn.flatMap(({ technique, points: ofTechnique }) => {
      const point = ofTechnique[number];
      return point === undefined ? [] : [{ technique, number, point }];
    }),
  );
}

/** Those that no earlier part of the campaign has a result for. Pure. */
export function missingCuts(
  planned: readonly Cut[],
  done: readonly { readonly technique: string; readonly number: number }[],
): Cut[] {
  const known = new Set(done.map(({ technique, number }) => cutKey(technique, number)));
  return planned.filter(({ technique, number }) => !known.has(cutKey(technique.techniqueId, number)));
}

/** So many cuts are dealt to rounds at once: three points of every technique, so that a campaign that is broken off has whole points. */
const DEALT_TOGETHER = 48;

/**
 * The cuts in rounds of at most so many drives side by side. A drive cannot be made to stand while its record is sealed, so those that are cut there
 * are dealt to different rounds first. Pure.
 */
export function inRounds(cuts: readonly Cut[], drivesAtOnce: number): Cut[][] {
  const rounds: Cut[][] = [];
  for (let from = 0; from < cuts.length; from += DEALT_TOGETHER) {
    const dealt = cuts.slice(from, from + DEALT_TOGETHER);
    const hands: Cut[][] = Array.from({ length: Math.ceil(dealt.length / drivesAtOnce) }, () => []);
    const sealing = dealt.filter(({ point }) => point.phase === 'sealing');
    const others = dealt.filter(({ point }) => point.phase !== 'sealing');
    for (const [index, cut] of [...sealing, ...others].entries()) hands[index % hands.length]?.push(cut);
    rounds.push(...hands);
  }
  return rounds;
}
