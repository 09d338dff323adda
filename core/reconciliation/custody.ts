import { z } from 'zod';
import { assertNever } from '../domain/assertNever.ts';
import { because, type Reason } from '../domain/reason.ts';
import type { ExceptionCode } from './exceptions.ts';
import { serialKey } from './serialKey.ts';

const text = z.string().trim().min(1).max(200);

/** A place where things stand. `secured`: locked, so that the place itself keeps them; elsewhere a person must. */
export const custodyPlace = z.strictObject({ name: text, secured: z.boolean() });
export type CustodyPlace = z.infer<typeof custodyPlace>;

/** What happened to a lot, a pallet or one thing on its way from the dock to its disposition. */
export const custodyAct = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('received'),
    carrier: text,
    /** The seal as it was found; `null`: there was none. */
    sealFound: text.nullable(),
    /** The seal by the carrier's papers; `null`: they name none. */
    sealOnPapers: text.nullable(),
    to: custodyPlace,
  }),
  /** `from` is the place's name as the person says it, so that a wrong one is seen. */
  z.strictObject({ act: z.literal('moved'), from: text, to: custodyPlace }),
  z.strictObject({ act: z.literal('handed-over'), from: text, to: text }),
  /** Put down by whoever held it. */
  z.strictObject({ act: z.literal('put-down'), to: custodyPlace }),
  z.strictObject({ act: z.literal('returned'), to: text, carrier: text.nullable() }),
  z.strictObject({
    act: z.literal('destroyed'),
    how: text,
    witness: text,
    /** Where, if it was said; else where it stood. */
    place: text.optional(),
    /** The largest piece that is left, if it was said. */
    particleSizeMicrometres: z.number().int().positive().max(1_000_000).optional(),
  }),
]);
export type CustodyAct = z.infer<typeof custodyAct>;

/** One custody event. `at` is when it happened by the person's word, `recordedAt` when the station wrote it down. */
export type CustodyEvent = {
  readonly number: number;
  readonly at: string;
  readonly recordedAt: string;
  readonly by: string;
  readonly act: CustodyAct;
};

/** Why an event may not be written down; `null` when it may. What merely does not fit is written and becomes a gap; a person who is their own witness is no witness. */
export function custodyProblem(act: CustodyAct, by: string): Reason | null {
  return act.act === 'destroyed' && sameText(act.witness, by) ? because('witness-is-oneself') : null;
}

/** Who or what keeps a thing now. */
export type CustodyState =
  | { readonly kind: 'not-received' }
  | { readonly kind: 'at-place'; readonly place: CustodyPlace; readonly at: string }
  | { readonly kind: 'with-person'; readonly holder: string; readonly place: string | null; readonly at: string }
  | { readonly kind: 'ended'; readonly how: 'returned' | 'destroyed'; readonly at: string };

/** Something in the chain that does not hold together. */
export type CustodyGap = { readonly code: ExceptionCode; readonly details: Reason['details'] };

/** How long a thing may stand where nobody keeps it. */
export type CustodyRules = { readonly longestUnkeptHours: number };
export const CUSTODY_RULES: CustodyRules = { longestUnkeptHours: 12 };

const HOUR_MS = 3_600_000;
/** Two people write times down; a few minutes are no gap. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** One step of the chain: the state after the event, and what does not agree. Pure, so the station keeps the state and never looks back. */
export function custodyAfter(
  before: CustodyState,
  event: Pick<CustodyEvent, 'at' | 'recordedAt' | 'act'>,
  rules: CustodyRules = CUSTODY_RULES,
): { readonly state: CustodyState; readonly gaps: readonly CustodyGap[] } {
  const gaps: CustodyGap[] = [];
  const gap = (code: ExceptionCode, details: Reason['details'] = {}) =>
    void gaps.push(because(code, details) as CustodyGap);
  const at = Date.parse(event.at);
  if (at > Date.parse(event.recordedAt) + CLOCK_SLACK_MS)
    gap('custody-time-backwards', { at: event.at, before: event.recordedAt });
  if (before.kind !== 'not-received' && at < Date.parse(before.at))
    gap('custody-time-backwards', { at: event.at, before: before.at });
  if (before.kind === 'ended') gap('custody-after-its-end', { how: before.how });
  if (before.kind === 'not-received' && event.act.act !== 'received') gap('custody-never-received');
  const unkeptMs = unkeptFor(before, event.at);
  if (unkeptMs > rules.longestUnkeptHours * HOUR_MS && before.kind === 'at-place')
    gap('custody-without-holder', { hours: Math.floor(unkeptMs / HOUR_MS), place: before.place.name });
  return { state: step(before, event.at, event.act, gap), gaps };
}

function step(
  before: CustodyState,
  at: string,
  act: CustodyAct,
  gap: (code: ExceptionCode, details?: Reason['details']) => void,
): CustodyState {
  switch (act.act) {
    case 'received':
      if (!sameText(act.sealFound, act.sealOnPapers))
        gap('custody-seal-differs', { found: act.sealFound ?? '', papers: act.sealOnPapers ?? '' });
      return { kind: 'at-place', place: act.to, at };
    case 'moved': {
      const place =
        before.kind === 'at-place' ? before.place.name : before.kind === 'with-person' ? before.place : null;
      if (place !== null && !sameText(place, act.from))
        gap('custody-moved-from-elsewhere', { from: act.from, known: place });
      return { kind: 'at-place', place: act.to, at };
    }
    case 'handed-over':
      if (before.kind === 'with-person' && !sameText(before.holder, act.from))
        gap('custody-other-holder', { from: act.from, known: before.holder });
      return { kind: 'with-person', holder: act.to, place: before.kind === 'at-place' ? before.place.name : null, at };
    case 'put-down':
      return { kind: 'at-place', place: act.to, at };
    case 'returned':
      return { kind: 'ended', how: 'returned', at };
    case 'destroyed':
      return { kind: 'ended', how: 'destroyed', at };
    default:
      return assertNever(act);
  }
}

/** How long nobody has kept it at a time: it stands where nothing is locked, and with no person. */
function unkeptFor(state: CustodyState, at: string): number {
  if (state.kind !== 'at-place' || state.place.secured) return 0;
  return Math.max(0, Date.parse(at) - Date.parse(state.at));
}

/** A gap that is open now: nothing was recorded since, so no event names it. `null` when there is none. */
export function gapNow(state: CustodyState, now: string, rules: CustodyRules = CUSTODY_RULES): CustodyGap | null {
  const unkeptMs = unkeptFor(state, now);
  if (state.kind !== 'at-place' || unkeptMs <= rules.longestUnkeptHours * HOUR_MS) return null;
  return {
    code: 'custody-without-holder',
    details: { hours: Math.floor(unkeptMs / HOUR_MS), place: state.place.name },
  };
}

/**
 * A whole chain in the order in which it was written down: where the thing is, and every gap with the event that showed it. `start` is where it was before,
 * as part of something larger (a thing of a lot).
 */
export function checkCustody(
  events: readonly CustodyEvent[],
  rules: CustodyRules = CUSTODY_RULES,
  start: CustodyState = { kind: 'not-received' },
): { readonly state: CustodyState; readonly gaps: readonly (CustodyGap & { readonly event: number })[] } {
  let state = start;
  const gaps: (CustodyGap & { event: number })[] = [];
  for (const event of events) {
    const after = custodyAfter(state, event, rules);
    gaps.push(...after.gaps.map((one) => ({ ...one, event: event.number })));
    state = after.state;
  }
  return { state, gaps };
}

function sameText(left: string | null, right: string | null): boolean {
  if (left === null || right === null) return left === right;
  return serialKey(left) === serialKey(right);
}
