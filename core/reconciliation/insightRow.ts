import type { Grade, GradeReason, Money, RepairCode, Route } from './disposition.ts';

/** What the learning page reads of one expected row or received thing. `null` is unknown and is counted as unknown, never left out. */
export type InsightRow = {
  readonly make: string | null;
  readonly model: string | null;
  readonly department: string | null;
  readonly location: string | null;
  readonly refreshProject: string | null;
  /** Days as the customer wrote them (RFC 3339 dates). */
  readonly retiredOn: string | null;
  readonly purchasedOn: string | null;
  readonly receivedAt: string | null;
  /** When its last drive was sanitized or destroyed. */
  readonly sanitizedAt: string | null;
  /** `true` when a person said the delivery is complete and it was not in it. */
  readonly missing: boolean;
  /** What became of its data; `failed`: a wipe ended without success. */
  readonly data: 'sanitized' | 'failed' | 'destroyed' | 'none' | 'open';
  readonly grade: Grade | null;
  readonly gradeReasons: readonly GradeReason[];
  readonly repairs: readonly RepairCode[];
  readonly route: Route | null;
  readonly estimated: Money | null;
  readonly realized: Money | null;
};

/** A share that says what it is of, so that 1 of 1 does not look like 500 of 500. */
export type Share = { readonly count: number; readonly of: number };

/** Name of a group whose rows do not say what they belong to. */
export const UNKNOWN_GROUP = null;

/** Make and model as one name; letter case and blanks are not told apart, the first writing met is shown. */
export function groupedBy<T>(
  rows: readonly T[],
  nameOf: (row: T) => string | null,
): { readonly name: string | null; readonly rows: readonly T[] }[] {
  const groups = new Map<string, { name: string | null; rows: T[] }>();
  for (const row of rows) {
    const name = nameOf(row)?.trim() ?? '';
    const key = name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { name: name === '' ? UNKNOWN_GROUP : name, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}

export function modelName({ make, model }: Pick<InsightRow, 'make' | 'model'>): string | null {
  const name = [make, model].filter((part) => part !== null && part.trim() !== '').join(' ');
  return name === '' ? null : name;
}
