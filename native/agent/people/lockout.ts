import { z } from 'zod';

/** Wrong PINs until the lock, and how long it lasts: 5 minutes, doubled each time in a row, at most a day. */
export const WRONG_PINS_UNTIL_LOCK = 5;
const FIRST_LOCK_MS = 5 * 60_000;
const LONGEST_LOCK_MS = 24 * 60 * 60_000;

export const lockState = z.strictObject({
  wrongPins: z.number().int().nonnegative(),
  locksInARow: z.number().int().nonnegative(),
  lockedUntil: z.iso.datetime().nullable(),
});
export type LockState = z.infer<typeof lockState>;

export const unlocked: LockState = { wrongPins: 0, locksInARow: 0, lockedUntil: null };

/** Milliseconds until the next try is looked at; 0 = now. */
export function lockedForMs(state: LockState, nowMs: number): number {
  return state.lockedUntil === null ? 0 : Math.max(0, Date.parse(state.lockedUntil) - nowMs);
}

/** The state after one more wrong PIN. */
export function afterWrongPin(state: LockState, nowMs: number): LockState {
  const wrongPins = state.wrongPins + 1;
  if (wrongPins < WRONG_PINS_UNTIL_LOCK) return { ...state, wrongPins, lockedUntil: null };
  const lastsMs = Math.min(FIRST_LOCK_MS * 2 ** state.locksInARow, LONGEST_LOCK_MS);
  return {
    wrongPins: 0,
    locksInARow: Math.min(state.locksInARow + 1, 16),
    lockedUntil: new Date(nowMs + lastsMs).toISOString(),
  };
}

/** Wrong badges cannot be counted against anybody, so they are counted against the badge reader. Slow misreads are forgotten. */
export const badgeGuard = z.strictObject({ lock: lockState, lastWrongAt: z.iso.datetime().nullable() });
export type BadgeGuard = z.infer<typeof badgeGuard>;

export const unguarded: BadgeGuard = { lock: unlocked, lastWrongAt: null };
const MISREAD_FORGOTTEN_MS = 15 * 60_000;
const LOCKS_FORGOTTEN_MS = 24 * 60 * 60_000;

/** The guard after one more badge that nobody has. */
export function afterWrongBadge({ lock, lastWrongAt }: BadgeGuard, nowMs: number): BadgeGuard {
  const quietMs = lastWrongAt === null ? Number.POSITIVE_INFINITY : nowMs - Date.parse(lastWrongAt);
  const wrongPins = quietMs > MISREAD_FORGOTTEN_MS ? 0 : lock.wrongPins;
  const locksInARow = quietMs > LOCKS_FORGOTTEN_MS ? 0 : lock.locksInARow;
  const after = afterWrongPin({ ...lock, wrongPins, locksInARow }, nowMs);
  return { lock: after, lastWrongAt: new Date(nowMs).toISOString() };
}
