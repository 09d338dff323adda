import type { GradeReason, RepairCode } from './disposition.ts';
import { groupedBy, type InsightRow, modelName, type Share } from './insightRow.ts';
import { compareNames, shareOf, type ValueSum, valueSums } from './insightValues.ts';

export type MissingGroup = { readonly name: string | null; readonly missing: Share };

/** Where equipment does not come back from: the groups with any missing, the most first. */
export function missingBy(
  rows: readonly InsightRow[],
  field: 'department' | 'location' | 'refreshProject',
): MissingGroup[] {
  return groupedBy(rows, (row) => row[field])
    .map(({ name, rows }) => ({ name, missing: shareOf(rows, ({ missing }) => missing) }))
    .filter(({ missing }) => missing.count > 0)
    .sort((left, right) => right.missing.count - left.missing.count || compareNames(left.name, right.name));
}

const DAY_MS = 86_400_000;

/** Whole days between a date and an instant (both in UTC); `null` when either is unknown. Negative when the dates contradict each other. */
export function daysBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const days = (Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / DAY_MS;
  return Number.isFinite(days) ? Math.round(days) : null;
}

export type DaysSpread = {
  /** Rows that both dates are known of and agree. */
  readonly known: number;
  readonly unknown: number;
  /** Rows that were sanitized before they were retired, by what was written down. */
  readonly contradicting: number;
  readonly medianDays: number | null;
  readonly ninetiethDays: number | null;
  readonly longestDays: number | null;
  /** How many took so long: the first whose end is not passed. `null` has no end. */
  readonly bars: readonly { readonly upToDays: number | null; readonly count: number }[];
};

const BARS: readonly (number | null)[] = [7, 14, 30, 60, 90, 180, 365, null];

/** Days from the customer's retirement of an asset to the end of its data: the time in which nobody could say where the data was. */
export function daysToSanitized(rows: readonly InsightRow[]): DaysSpread {
  const ended = rows.filter(({ data }) => data === 'sanitized' || data === 'destroyed');
  const all = ended.map(({ retiredOn, sanitizedAt }) => daysBetween(retiredOn, sanitizedAt));
  const days = all
    .filter((one) => one !== null && one >= 0)
    .sort((left, right) => (left ?? 0) - (right ?? 0)) as number[];
  const at = (share: number) => days[Math.max(0, Math.ceil(days.length * share) - 1)] ?? null;
  return {
    known: days.length,
    unknown: all.filter((one) => one === null).length,
    contradicting: all.filter((one) => one !== null && one < 0).length,
    medianDays: at(0.5),
    ninetiethDays: at(0.9),
    longestDays: days.at(-1) ?? null,
    bars: BARS.map((upToDays, index) => {
      const above = index === 0 ? -1 : (BARS[index - 1] ?? 0);
      return { upToDays, count: days.filter((one) => one > above && (upToDays === null || one <= upToDays)).length };
    }),
  };
}

export type Pattern<Code> = {
  readonly code: Code;
  readonly count: number;
  /** The models that it is seen on most, at most three. */
  readonly models: readonly { readonly model: string | null; readonly share: Share }[];
};

/** Which repairs come again, and on which models. */
export function repairPatterns(rows: readonly InsightRow[]): Pattern<RepairCode>[] {
  return patterns(rows, ({ repairs }) => repairs);
}

/** Why things are not grade A, and on which models. */
export function wearPatterns(rows: readonly InsightRow[]): Pattern<GradeReason>[] {
  return patterns(rows, ({ gradeReasons }) => gradeReasons);
}

function patterns<Code extends string>(
  rows: readonly InsightRow[],
  codesOf: (row: InsightRow) => readonly Code[],
): Pattern<Code>[] {
  const received = rows.filter(({ receivedAt }) => receivedAt !== null);
  const codes = [...new Set(received.flatMap(codesOf))];
  const models = groupedBy(received, modelName);
  return codes
    .map((code) => {
      const shares = models
        .map(({ name, rows }) => ({ model: name, share: shareOf(rows, (row) => codesOf(row).includes(code)) }))
        .filter(({ share }) => share.count > 0)
        .sort((left, right) => right.share.count - left.share.count || compareNames(left.model, right.model));
      return { code, count: shares.reduce((sum, { share }) => sum + share.count, 0), models: shares.slice(0, 3) };
    })
    .sort((left, right) => right.count - left.count || (left.code < right.code ? -1 : 1));
}

export type AgeGroup = {
  /** Full years between purchase and retirement; `null`: not known. */
  readonly years: number | null;
  readonly received: number;
  readonly remarketed: Share;
  readonly values: readonly ValueSum[];
};

/** When equipment still had value: by its age at retirement, so that refresh can be timed. */
export function refreshTiming(rows: readonly InsightRow[]): AgeGroup[] {
  const received = rows.filter(({ receivedAt }) => receivedAt !== null);
  const groups = Map.groupBy(received, (row) => yearsOf(row));
  return [...groups]
    .map(([years, rows]) => ({
      years,
      received: rows.length,
      remarketed: shareOf(rows, ({ route }) => route === 'remarket' || route === 'redeploy'),
      values: valueSums(rows),
    }))
    .sort((left, right) => (left.years ?? Number.MAX_SAFE_INTEGER) - (right.years ?? Number.MAX_SAFE_INTEGER));
}

function yearsOf({ purchasedOn, retiredOn, receivedAt }: InsightRow): number | null {
  const days = daysBetween(purchasedOn, retiredOn ?? receivedAt);
  return days === null || days < 0 ? null : Math.floor(days / 365.25);
}
