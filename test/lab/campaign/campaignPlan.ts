import type { CampaignTechnique } from './campaignTechniques.ts';
import { CUT_PHASES, type CutPoint, drawPoints } from './cutPoint.ts';

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

/** What stands for the job of a drive whose job could not be started. */
export const NO_JOB = 'none';

/** Those that no earlier part of the campaign made: it has no result, or the job was never there to be cut. Pure. */
export function missingCuts(
  planned: readonly Cut[],
  done: readonly { readonly technique: string; readonly number: number; readonly jobId: string }[],
): Cut[] {
  const made = done.filter(({ jobId }) => jobId !== NO_JOB);
  const known = new Set(made.map(({ technique, number }) => cutKey(technique, number)));
  return planned.filter(({ technique, number }) => !known.has(cutKey(technique.techniqueId, number)));
}

/** The cuts that one drive and its one job suffer, one after the other: all of one technique, each in a later phase than the one before. */
export type Course = readonly [Cut, ...Cut[]];

/** Deals the cuts of each technique to as few drives as can be, in the order of their phases. Pure. */
export function inCourses(cuts: readonly Cut[]): Course[] {
  const courses: [Cut, ...Cut[]][] = [];
  const place = ({ point }: Cut): number => CUT_PHASES.indexOf(point.phase);
  for (const cut of [...cuts].sort((one, other) => place(one) - place(other))) {
    const open = courses.find((course) => {
      const last = course.at(-1);
      return last !== undefined && last.technique === cut.technique && place(last) < place(cut);
    });
    if (open === undefined) courses.push([cut]);
    else open.push(cut);
  }
  return courses;
}

/** So many cuts are dealt to rounds at once: three points of every technique, so that a campaign that is broken off has whole points. */
const DEALT_TOGETHER = 48;

/**
 * The drives with their cuts in rounds of at most so many side by side. A drive cannot be made to stand while its record is sealed, so those that are
 * cut there are dealt to different rounds first. Pure.
 */
export function inRounds(courses: readonly Course[], drivesAtOnce: number): Course[][] {
  const rounds: Course[][] = [];
  for (let from = 0; from < courses.length; from += DEALT_TOGETHER) {
    const dealt = courses.slice(from, from + DEALT_TOGETHER);
    const hands: Course[][] = Array.from({ length: Math.ceil(dealt.length / drivesAtOnce) }, () => []);
    const seals = (course: Course): boolean => course.some(({ point }) => point.phase === 'sealing');
    const ordered = [...dealt.filter(seals), ...dealt.filter((course) => !seals(course))];
    for (const [index, course] of ordered.entries()) hands[index % hands.length]?.push(course);
    rounds.push(...hands);
  }
  return rounds;
}
