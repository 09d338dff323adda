import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CustodyAct,
  type CustodyEvent,
  checkCustody,
  custodyAct,
  gapNow,
} from '../../../../core/reconciliation/custody.ts';

const dock = { name: 'Dock 1', secured: false };
const cage = { name: 'Cage A', secured: true };
const hour = (hours: number) => new Date(Date.UTC(2026, 4, 1) + hours * 3_600_000).toISOString();
const chain = (...acts: [number, CustodyAct][]): CustodyEvent[] =>
  acts.map(([hours, act], index) => ({ number: index + 1, at: hour(hours), recordedAt: hour(hours), by: 'anna', act }));
const received: CustodyAct = {
  act: 'received',
  carrier: 'Blue Van',
  sealFound: 'S-1001',
  sealOnPapers: 's1001',
  to: dock,
};
const toCage: CustodyAct = { act: 'moved', from: 'dock 1', to: cage };
const codes = (events: CustodyEvent[]) => checkCustody(events).gaps.map(({ code }) => code);

describe('a chain of custody', () => {
  it('that holds together has no gap, however long it stands behind a lock', () => {
    const events = chain(
      [0, received],
      [1, toCage],
      [500, { act: 'handed-over', from: 'Cage A', to: 'ben' }],
      [501, { act: 'put-down', to: cage }],
      [502, { act: 'destroyed', how: 'shredder 20 mm', witness: 'carl' }],
    );
    expect(codes(events)).toEqual([]);
    expect(checkCustody(events).state).toMatchObject({ kind: 'ended', how: 'destroyed' });
  });

  it.each<[string, CustodyEvent[], string]>([
    ['was moved and never received', chain([0, toCage]), 'custody-never-received'],
    [
      'was moved from where it was not',
      chain([0, received], [1, { act: 'moved', from: 'Dock 2', to: cage }]),
      'custody-moved-from-elsewhere',
    ],
    [
      'was handed on by somebody who did not hold it',
      chain(
        [0, received],
        [1, { act: 'handed-over', from: 'dock', to: 'ben' }],
        [2, { act: 'handed-over', from: 'carl', to: 'dora' }],
      ),
      'custody-other-holder',
    ],
    ['runs backwards', chain([5, received], [1, toCage]), 'custody-time-backwards'],
    ['has another seal', chain([0, { ...received, sealFound: 'S-9' }]), 'custody-seal-differs'],
    ['lost its seal', chain([0, { ...received, sealFound: null }]), 'custody-seal-differs'],
    ['stood unlocked too long', chain([0, received], [13, toCage]), 'custody-without-holder'],
    [
      'goes on after its end',
      chain([0, received], [1, { act: 'returned', to: 'customer', carrier: null }], [2, toCage]),
      'custody-after-its-end',
    ],
  ])('shows that a thing %s', (_what, events, code) => {
    expect(codes(events)).toContain(code);
  });

  it('does not take the future for a time', () => {
    expect(codes([{ number: 1, at: hour(9), recordedAt: hour(0), by: 'anna', act: received }])).toEqual([
      'custody-time-backwards',
    ]);
  });

  it('shows a hole that is open now', () => {
    const { state } = checkCustody(chain([0, received]));
    expect(gapNow(state, hour(12))).toBeNull();
    expect(gapNow(state, hour(14))).toEqual({
      code: 'custody-without-holder',
      details: { hours: 14, place: 'Dock 1' },
    });
  });

  it('names for each gap an event of the chain, for any chain', () => {
    const place = fc.constantFrom(dock, cage);
    const name = fc.constantFrom('Dock 1', 'Cage A', 'ben', 'carl');
    const act: fc.Arbitrary<CustodyAct> = fc.oneof(
      fc.record({
        act: fc.constant('received' as const),
        carrier: name,
        sealFound: fc.option(name),
        sealOnPapers: fc.option(name),
        to: place,
      }),
      fc.record({ act: fc.constant('moved' as const), from: name, to: place }),
      fc.record({ act: fc.constant('handed-over' as const), from: name, to: name }),
      fc.record({ act: fc.constant('put-down' as const), to: place }),
      fc.record({ act: fc.constant('returned' as const), to: name, carrier: fc.option(name) }),
      fc.record({ act: fc.constant('destroyed' as const), how: name, witness: name }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), act), { maxLength: 20 }), (acts) => {
        const events = chain(...acts);
        for (const event of events) expect(custodyAct.safeParse(event.act).success).toBe(true);
        const { gaps } = checkCustody(events);
        for (const { event } of gaps) expect(events.map(({ number }) => number)).toContain(event);
        const backwards = events.some((event, index) => index > 0 && event.at < (events[index - 1]?.at ?? ''));
        expect(gaps.some(({ code }) => code === 'custody-time-backwards')).toBe(backwards);
      }),
    );
  });
});
