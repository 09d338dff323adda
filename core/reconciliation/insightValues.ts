import type { Grade, Money } from './disposition.ts';
import { groupedBy, type InsightRow, modelName, type Share } from './insightRow.ts';

/** Sums of one currency; amounts of different currencies are never added. */
export type ValueSum = {
  readonly currency: string;
  readonly estimatedMinorUnits: number;
  readonly estimatedCount: number;
  readonly realizedMinorUnits: number;
  readonly realizedCount: number;
};

export type ModelValue = {
  readonly model: string | null;
  readonly received: number;
  readonly grades: Readonly<Record<Grade | 'unknown', number>>;
  readonly values: readonly ValueSum[];
};

/** Grades and values of each model that something arrived of, the most frequent first. */
export function valuesByModel(rows: readonly InsightRow[]): ModelValue[] {
  const received = rows.filter(({ receivedAt }) => receivedAt !== null);
  return groupedBy(received, modelName)
    .map(({ name, rows }) => ({
      model: name,
      received: rows.length,
      grades: gradeCounts(rows),
      values: valueSums(rows),
    }))
    .sort((left, right) => right.received - left.received || compareNames(left.model, right.model));
}

export function gradeCounts(rows: readonly Pick<InsightRow, 'grade'>[]): Record<Grade | 'unknown', number> {
  const counts = { A: 0, B: 0, C: 0, D: 0, unknown: 0 };
  for (const { grade } of rows) counts[grade ?? 'unknown'] += 1;
  return counts;
}

export function valueSums(rows: readonly Pick<InsightRow, 'estimated' | 'realized'>[]): ValueSum[] {
  const sums = new Map<string, { -readonly [K in keyof ValueSum]: ValueSum[K] }>();
  const sumOf = ({ currency }: Money) => {
    const known = sums.get(currency);
    if (known !== undefined) return known;
    const fresh = { currency, estimatedMinorUnits: 0, estimatedCount: 0, realizedMinorUnits: 0, realizedCount: 0 };
    sums.set(currency, fresh);
    return fresh;
  };
  for (const { estimated, realized } of rows) {
    if (estimated !== null) {
      const sum = sumOf(estimated);
      sum.estimatedMinorUnits += estimated.minorUnits;
      sum.estimatedCount += 1;
    }
    if (realized !== null) {
      const sum = sumOf(realized);
      sum.realizedMinorUnits += realized.minorUnits;
      sum.realizedCount += 1;
    }
  }
  return [...sums.values()].sort((left, right) => (left.currency < right.currency ? -1 : 1));
}

export type ModelFailure = {
  readonly model: string | null;
  /** Of what held data and was tried or shredded. */
  readonly failed: Share;
  readonly destroyed: Share;
};

/** How often wiping failed, and how much was destroyed, by model. What is still open is in neither count. */
export function failuresByModel(rows: readonly InsightRow[]): ModelFailure[] {
  const decided = rows.filter(({ data }) => data === 'sanitized' || data === 'failed' || data === 'destroyed');
  return groupedBy(decided, modelName)
    .map(({ name, rows }) => ({
      model: name,
      failed: shareOf(rows, ({ data }) => data === 'failed'),
      destroyed: shareOf(rows, ({ data, route }) => data === 'destroyed' || route === 'destroy'),
    }))
    .sort(
      (left, right) =>
        right.failed.count - left.failed.count ||
        right.failed.of - left.failed.of ||
        compareNames(left.model, right.model),
    );
}

export function shareOf<T>(rows: readonly T[], holds: (row: T) => boolean): Share {
  return { count: rows.filter(holds).length, of: rows.length };
}

/** The unknown group stands last. */
export function compareNames(left: string | null, right: string | null): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return left < right ? -1 : 1;
}
