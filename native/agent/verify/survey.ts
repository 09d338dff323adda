import { rateArgv } from '../techniques/technique.ts';

export type SurveyPlan = {
  readonly sizeBytes: number;
  readonly planSeed: string;
  readonly badBlockLimit: number;
  readonly maxBytesPerSecond: number | null;
  /** File with the lines of the survey before; `null` is that survey itself. */
  readonly comparePath: string | null;
};

/**
 * Two places in each of a thousand parts, a thousandth of the drive: the read-back does the bulk, this only shows that what was there is there no
 * longer (SP 800-88r1 4.7.3: compare before and after). Few bytes, because a drive is read twice for it.
 */
const SUBSECTIONS = 1000;
const SAMPLES_PER_SUBSECTION = 2;
const SHARE_PPM = 1000;

/** The engine's arguments for reading the seeded places over the descriptor 3. */
export function surveyArgv(plan: SurveyPlan): string[] {
  return [
    'survey',
    ...['--fd', '3'],
    ...['--size', String(plan.sizeBytes)],
    ...['--plan-seed', plan.planSeed],
    ...['--subsections', String(SUBSECTIONS)],
    ...['--per-subsection', String(SAMPLES_PER_SUBSECTION)],
    ...['--share-ppm', String(SHARE_PPM)],
    ...['--bad-limit', String(plan.badBlockLimit)],
    ...(plan.comparePath === null ? [] : ['--compare', plan.comparePath]),
    ...rateArgv(plan.maxBytesPerSecond),
  ];
}
