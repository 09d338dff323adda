import { z } from 'zod';
import { because, type Reason } from '../domain/reason.ts';

/** Condition of a device: A as new, B light signs of use, C heavy signs or a fault that can be repaired, D for parts or recycling. */
export const grade = z.enum(['A', 'B', 'C', 'D']);
export type Grade = z.infer<typeof grade>;

/** Why a grade is not A. */
export const gradeReason = z.enum([
  'scratches',
  'dents',
  'cracked-case',
  'screen-marks',
  'screen-broken',
  'keyboard-worn',
  'keys-missing',
  'battery-worn',
  'battery-swollen',
  'no-power',
  'no-display',
  'ports-broken',
  'hinge-broken',
  'parts-missing',
  'liquid-damage',
  'firmware-locked',
  'account-locked',
  'drive-failing',
  'noise',
  'smell',
  'stickers-or-engraving',
  'outdated',
  'incomplete-test',
  'other',
]);
export type GradeReason = z.infer<typeof gradeReason>;

export const repairCode = z.enum([
  'battery',
  'screen',
  'keyboard',
  'touchpad',
  'memory',
  'drive',
  'main-board',
  'power-supply',
  'fan',
  'hinge',
  'case',
  'port',
  'cleaning',
  'firmware',
  'other',
]);
export type RepairCode = z.infer<typeof repairCode>;

export const route = z.enum(['remarket', 'redeploy', 'recycle', 'destroy', 'return']);
export type Route = z.infer<typeof route>;

/** Money in the smallest unit of its currency (cents, grosze, fen), never a fraction. Currency by ISO 4217. */
export const money = z.strictObject({
  minorUnits: z.number().int().min(-1_000_000_000_000).max(1_000_000_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Money = z.infer<typeof money>;

/** What becomes of one thing. `null` is not known yet, never zero. */
export const disposition = z.strictObject({
  grade: grade.nullable(),
  gradeReasons: z.array(gradeReason).max(16),
  repairs: z.array(z.strictObject({ code: repairCode, note: z.string().trim().max(500) })).max(16),
  notes: z.string().trim().max(2000),
  estimated: money.nullable(),
  realized: money.nullable(),
  route: route.nullable(),
});
export type Disposition = z.infer<typeof disposition>;

/** How the data on a thing stands when its way is chosen. `none`: it holds no drive. */
export type DataState = 'sanitized' | 'destroyed' | 'none' | 'open';

/**
 * Why a disposition cannot be so; empty when it can. Nothing with data on it goes to another owner, whatever it is worth; `mustBeDestroyed`: the customer wants
 * nothing else, though it may have it back.
 */
export function dispositionProblems(wish: Disposition, data: DataState, mustBeDestroyed = false): Reason[] {
  const problems: Reason[] = [];
  if (mustBeDestroyed && wish.route !== null && wish.route !== 'destroy' && wish.route !== 'return')
    problems.push(because('must-be-destroyed'));
  if (wish.grade !== null && wish.grade !== 'A' && wish.gradeReasons.length === 0)
    problems.push(because('grade-without-reason'));
  if (wish.grade === 'A' && wish.gradeReasons.length > 0) problems.push(because('grade-a-has-no-reasons'));
  if (new Set(wish.gradeReasons).size < wish.gradeReasons.length) problems.push(because('grade-reason-twice'));
  if ((wish.route === 'remarket' || wish.route === 'redeploy') && data === 'open')
    problems.push(because('data-still-on-it'));
  if (wish.route === 'recycle' && data === 'open') problems.push(because('data-still-on-it'));
  if (wish.route === 'remarket' && wish.grade === null) problems.push(because('remarket-without-grade'));
  if (wish.realized !== null && wish.estimated !== null && wish.realized.currency !== wish.estimated.currency)
    problems.push(because('two-currencies'));
  if (wish.realized !== null && wish.route === null) problems.push(because('realized-without-route'));
  return problems;
}
