import { z } from 'zod';
import { assertNever } from '../domain/assertNever.ts';
import type { RowState, ThingState } from './reconcile.ts';

/** What does not agree. Each has its sentence in `core/messages/<language>/receiving.json`. */
export const exceptionCode = z.enum([
  'missing',
  'unexpected',
  'duplicate',
  'wrong-type',
  'no-drive-inside',
  'identity-conflict',
  'custody-never-received',
  'custody-moved-from-elsewhere',
  'custody-other-holder',
  'custody-time-backwards',
  'custody-seal-differs',
  'custody-without-holder',
  'custody-after-its-end',
]);
export type ExceptionCode = z.infer<typeof exceptionCode>;

/** Why a person closes an exception. `other` needs a note of its own. */
export const closureReason = z.enum([
  'customer-kept-it',
  'still-with-employee',
  'lost-in-transit',
  'listed-by-mistake',
  'came-with-another-lot',
  'customer-added-it',
  'belongs-to-another-lot',
  'sent-back',
  'no-asset',
  'same-device-scanned-twice',
  'label-on-wrong-device',
  'maker-used-serial-twice',
  'list-was-wrong',
  'device-was-exchanged',
  'customer-removed-drive',
  'drive-soldered-in',
  'never-had-a-drive',
  'drive-not-found',
  'identity-checked-on-device',
  'explained-by-carrier',
  'opened-by-customs',
  'written-down-wrongly',
  'found-complete',
  'customer-informed',
  'other',
]);
export type ClosureReason = z.infer<typeof closureReason>;

const CUSTODY: readonly ClosureReason[] = [
  'explained-by-carrier',
  'written-down-wrongly',
  'found-complete',
  'customer-informed',
  'other',
];

/** The reasons that can close each exception. */
export const CLOSURES: Readonly<Record<ExceptionCode, readonly ClosureReason[]>> = {
  missing: [
    'customer-kept-it',
    'still-with-employee',
    'lost-in-transit',
    'listed-by-mistake',
    'came-with-another-lot',
    'other',
  ],
  unexpected: ['customer-added-it', 'belongs-to-another-lot', 'sent-back', 'no-asset', 'other'],
  duplicate: ['same-device-scanned-twice', 'label-on-wrong-device', 'maker-used-serial-twice', 'other'],
  'wrong-type': ['list-was-wrong', 'device-was-exchanged', 'other'],
  'no-drive-inside': ['customer-removed-drive', 'drive-soldered-in', 'never-had-a-drive', 'drive-not-found', 'other'],
  'identity-conflict': ['identity-checked-on-device', 'list-was-wrong', 'label-on-wrong-device', 'other'],
  'custody-never-received': CUSTODY,
  'custody-moved-from-elsewhere': CUSTODY,
  'custody-other-holder': CUSTODY,
  'custody-time-backwards': CUSTODY,
  'custody-seal-differs': ['opened-by-customs', ...CUSTODY],
  'custody-without-holder': CUSTODY,
  'custody-after-its-end': CUSTODY,
};

/** Why a closure is refused; `null` when it is good. A lost drive is not explained away: `drive-not-found` needs a note as `other` does. */
export function closureProblem(
  code: ExceptionCode,
  why: ClosureReason,
  note: string | null,
): 'not-for-this' | 'note-missing' | null {
  if (!CLOSURES[code].includes(why)) return 'not-for-this';
  const needsNote = why === 'other' || why === 'drive-not-found' || why === 'lost-in-transit';
  return needsNote && (note === null || note.trim() === '') ? 'note-missing' : null;
}

/** The exception that a row's state is, if it is one. What a received thing is stands with the thing. */
export function exceptionOfRow(state: RowState): ExceptionCode | null {
  return state === 'missing' ? 'missing' : null;
}

/** The exception that a thing's state is, if it is one. */
export function exceptionOfThing(state: ThingState): ExceptionCode | null {
  switch (state) {
    case 'unexpected':
    case 'duplicate':
    case 'wrong-type':
    case 'no-drive-inside':
      return state;
    case 'matched':
    case 'inside':
      return null;
    default:
      return assertNever(state);
  }
}
