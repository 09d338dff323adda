import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpectedRow } from '../../../../core/reconciliation/chooseExpected.ts';
import { deviceKind } from '../../../../core/reconciliation/deviceKind.ts';
import {
  type ActScene,
  actProblem,
  type NumberedAct,
  type ThingAct,
  thingOf,
} from '../../../../core/reconciliation/receivingActs.ts';
import {
  identityConflict,
  mustBeOpened,
  type Reconciliation,
  ROW_STATES,
  reconcile,
  THING_STATES,
} from '../../../../core/reconciliation/reconcile.ts';

const row = (assetId: number, serialNumber: string | null, deviceType: string | null = null): ExpectedRow => ({
  assetId,
  serialNumber,
  assetTag: `T${assetId}`,
  deviceType,
  make: null,
  model: null,
});
const rows = [
  row(1, 'SER1', 'Notebook'),
  row(2, 'SER2', 'Desktop PC'),
  row(3, 'SER3', 'Festplatte'),
  row(4, null),
  row(5, 'SER1'),
];
const numbered = (acts: readonly ThingAct[]): NumberedAct[] => acts.map((act, index) => ({ number: index + 1, act }));
const arrived = (thingId: string, more: Partial<Extract<ThingAct, { act: 'arrived' }>> = {}): ThingAct => ({
  act: 'arrived',
  thingId,
  serialNumber: null,
  assetTag: `TAG-${thingId}`,
  deviceKind: null,
  assetId: null,
  insideOf: null,
  ...more,
});

/** What is known of other things, from the acts themselves; written apart from the station's way of keeping it. */
function sceneOf(acts: readonly NumberedAct[]): ActScene {
  const things = [...Map.groupBy(acts, ({ act }) => act.thingId).values()].map(thingOf);
  return {
    thing: (thingId) => things.find((thing) => thing?.thingId === thingId) ?? null,
    drivesInside: (thingId) => things.filter((thing) => thing?.insideOf === thingId).length,
    isExpected: (assetId) => rows.some((one) => one.assetId === assetId),
  };
}

const thingId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const kind = fc.constantFrom('laptop', 'desktop', 'drive', 'other' as const);
const assetId = fc.integer({ min: 1, max: 6 });
const anyAct: fc.Arbitrary<ThingAct> = fc.oneof(
  fc.record({
    act: fc.constant('arrived' as const),
    thingId,
    serialNumber: fc.option(fc.constantFrom('SER1', 'SER2', 'ser-3', 'STRANGE')),
    assetTag: fc.option(fc.constantFrom('T1', 'X9')),
    deviceKind: fc.option(kind),
    assetId: fc.option(assetId),
    insideOf: fc.option(thingId),
  }),
  fc.record({ act: fc.constant('linked' as const), thingId, assetId }),
  fc.record({ act: fc.constant('looked-at' as const), thingId, deviceKind: kind }),
  fc.record({ act: fc.constant('found-empty' as const), thingId }),
  fc.record({ act: fc.constant('pulled-from' as const), thingId, insideOf: thingId }),
);

/** A random day: each act that may be done is done, some are taken back. */
const anyDay = fc.record({
  wishes: fc.array(fc.record({ act: anyAct, takenBack: fc.boolean() }), { maxLength: 40, size: 'max' }),
  finished: fc.boolean(),
});

function play(wishes: readonly { act: ThingAct; takenBack: boolean }[]): NumberedAct[] {
  let acts: NumberedAct[] = [];
  let number = 0;
  for (const { act, takenBack } of wishes) {
    if (actProblem(act, sceneOf(acts)) !== null) continue;
    number += 1;
    if (!takenBack) acts = [...acts, { number, act }];
  }
  return acts;
}

function expectWhole(picture: Reconciliation, acts: readonly NumberedAct[], finished: boolean): void {
  expect([...picture.rows.keys()]).toEqual(rows.map((one) => one.assetId));
  for (const state of picture.rows.values()) expect(ROW_STATES).toContain(state);
  const arrivals = new Set(acts.filter(({ act }) => act.act === 'arrived').map(({ act }) => act.thingId));
  expect(new Set(picture.things.keys())).toEqual(arrivals);
  for (const { state } of picture.things.values()) expect(THING_STATES).toContain(state);
  // A row that something arrived as, and only such a one, has exactly one thing in the same state.
  for (const [assetId, state] of picture.rows) {
    const same = [...picture.things.values()].filter(
      ({ thing, state }) => thing.assetId === assetId && state !== 'duplicate',
    );
    expect(same.length).toBe(state === 'awaited' || state === 'missing' ? 0 : 1);
    if (same[0] !== undefined) expect(same[0].state).toBe(state);
    expect(state).not.toBe(finished ? 'awaited' : 'missing');
  }
}

describe('nothing is lost', () => {
  it('every row and everything received is in exactly one state, whatever was done in whatever order', () => {
    fc.assert(
      fc.property(anyDay, ({ wishes, finished }) => {
        const acts = play(wishes);
        expectWhole(reconcile(rows, acts, finished), acts, finished);
      }),
      { numRuns: 1000 },
    );
  });

  it('the order in which different things are told of does not matter beyond who came first', () => {
    fc.assert(
      fc.property(anyDay, fc.infiniteStream(fc.nat()), ({ wishes, finished }, stream) => {
        const acts = play(wishes);
        const order = stream[Symbol.iterator]();
        const told = acts.map((act) => ({ act, key: Number(order.next().value) })).sort((a, b) => a.key - b.key);
        // Acts of one thing stay in their order: they are numbered.
        const shuffled = told.map(({ act }) => act);
        const byThing = [...Map.groupBy(shuffled, ({ act }) => act.thingId).values()].flatMap((one) =>
          one.toSorted((left, right) => left.number - right.number),
        );
        const left = reconcile(rows, acts, finished);
        const right = reconcile(rows, byThing, finished);
        expect([...right.rows].sort()).toEqual([...left.rows].sort());
        expect(Object.fromEntries(right.things)).toEqual(Object.fromEntries(left.things));
      }),
    );
  });
});

describe('where things stand', () => {
  const stateOf = (acts: readonly ThingAct[], thing: string, finished = false) =>
    reconcile(rows, numbered(acts), finished).things.get(thing)?.state;

  it.each<[string, readonly ThingAct[], string]>([
    ['an equal row of the same kind', [arrived('a', { assetId: 1, deviceKind: 'laptop' })], 'matched'],
    ['nobody looked what kind it is', [arrived('a', { assetId: 1 })], 'matched'],
    [
      'another kind',
      [arrived('a', { assetId: 1 }), { act: 'looked-at', thingId: 'a', deviceKind: 'desktop' }],
      'wrong-type',
    ],
    ['nobody expected it', [arrived('a', { serialNumber: 'STRANGE' })], 'unexpected'],
    [
      'a person found its row',
      [arrived('a', { serialNumber: 'STRANGE' }), { act: 'linked', thingId: 'a', assetId: 4 }],
      'matched',
    ],
    ['empty', [arrived('a', { assetId: 2 }), { act: 'found-empty', thingId: 'a' }], 'no-drive-inside'],
    [
      'from a known computer',
      [arrived('b', { assetId: 2 }), arrived('a', { serialNumber: 'NEW', insideOf: 'b' })],
      'inside',
    ],
    ['the second of one row', [arrived('b', { assetId: 2 }), arrived('a', { assetId: 2 })], 'duplicate'],
    [
      'the second of one serial',
      [arrived('b', { serialNumber: 'X-1' }), arrived('a', { serialNumber: 'x1' })],
      'duplicate',
    ],
  ])('%s', (_what, acts, state) => {
    expect(stateOf(acts, 'a')).toBe(state);
  });

  it('a row is awaited until a person says that the delivery is complete, then it is missing', () => {
    expect(reconcile(rows, [], false).rows.get(1)).toBe('awaited');
    expect(reconcile(rows, [], true).rows.get(1)).toBe('missing');
  });

  it.each<[string, readonly ThingAct[], ThingAct, string]>([
    ['arrives twice', [arrived('a')], arrived('a'), 'thing-arrived-already'],
    ['has no identity', [], arrived('a', { assetTag: null }), 'thing-without-identity'],
    ['is of another lot', [], arrived('a', { assetId: 99 }), 'asset-not-of-this-lot'],
    ['was never here', [], { act: 'found-empty', thingId: 'a' }, 'thing-not-here'],
    [
      'was opened with drives',
      [arrived('a'), arrived('b', { insideOf: 'a' })],
      { act: 'found-empty', thingId: 'a' },
      'drives-were-pulled-from-it',
    ],
    [
      'was found empty',
      [arrived('a'), { act: 'found-empty', thingId: 'a' }],
      arrived('b', { insideOf: 'a' }),
      'computer-was-found-empty',
    ],
    [
      'is a drive itself',
      [arrived('a'), arrived('b', { insideOf: 'a' })],
      arrived('c', { insideOf: 'b' }),
      'drive-holds-no-drives',
    ],
    [
      'would be inside itself',
      [arrived('a')],
      { act: 'pulled-from', thingId: 'a', insideOf: 'a' },
      'drive-holds-no-drives',
    ],
  ])('refuses before it is written: a thing that %s', (_what, before, act, code) => {
    expect(actProblem(act, sceneOf(numbered(before)))?.code).toBe(code);
  });
});

describe('what a person must look at', () => {
  it('another tag or a serial that is not even near is a conflict; a near miss that a person chose is none', () => {
    const list = { serialNumber: 'PF12ABCD', assetTag: 'T1' };
    expect(identityConflict({ serialNumber: 'PF12ABCD', assetTag: 'T2' }, list)).toBe(true);
    expect(identityConflict({ serialNumber: 'XYZ99999', assetTag: null }, list)).toBe(true);
    expect(identityConflict({ serialNumber: 'PF12A8CD', assetTag: 't1' }, list)).toBe(false);
    expect(identityConflict({ serialNumber: 'XYZ99999', assetTag: null }, { serialNumber: null, assetTag: null })).toBe(
      false,
    );
  });

  it('a computer must be opened, a monitor not; what is of no known kind could hold anything', () => {
    const thing = thingOf(numbered([arrived('a')]));
    if (thing === null) throw new Error('it arrived');
    expect(mustBeOpened(thing, 'Notebook', 0)).toBe(true);
    expect(mustBeOpened(thing, 'Monitor 24"', 0)).toBe(false);
    expect(mustBeOpened(thing, 'gadget', 0)).toBe(true);
    expect(mustBeOpened(thing, 'Notebook', 1)).toBe(false);
    expect(mustBeOpened({ ...thing, foundEmpty: true }, 'Notebook', 0)).toBe(false);
  });

  it.each([
    ['Notebook', 'laptop'],
    ['HP EliteBook', 'laptop'],
    ['Desktop PC', 'desktop'],
    ['Serwer', 'server'],
    ['Festplatte', 'drive'],
    ['External Hard Drive', 'drive'],
    ['笔记本电脑', 'laptop'],
    ['Docking Station', 'dock'],
    ['Drucker', 'printer'],
    ['Smartphone', 'phone'],
    ['thing', null],
  ])('%s is a %s', (words, kind) => {
    expect(deviceKind(words)).toBe(kind);
  });
});
