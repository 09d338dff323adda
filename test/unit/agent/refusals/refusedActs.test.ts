import { expect, it } from 'vitest';
import { createRefusedActs } from '../../../../native/agent/refusals/refusedActs.ts';

type Written = { readonly person: string | null; readonly notWritten: unknown };

function countingLedger(isFull = false) {
  const written: Written[] = [];
  let now = 0;
  const full = { outcome: 'refused', refusals: [] } as never;
  const done = { outcome: 'done', value: { seq: 0, prev: '', hash: '', envelope: {} } } as never;
  const acts = createRefusedActs(
    {
      damage: () => null,
      async act(_act, person, details) {
        written.push({ person: person?.personId ?? null, notWritten: details.notWritten });
        return isFull ? full : done;
      },
    },
    () => now,
  );
  const tryIt = (personId: string | null) =>
    acts.note({
      person: personId === null ? null : { personId, name: personId, title: '' },
      roles: '',
      act: 'quality.decide',
      codes: ['role-missing'],
      where: 'agent',
    });
  const wait = (ms: number) => {
    now += ms;
  };
  return { written, acts, tryIt, wait };
}

it('a flood of refused acts writes a bounded number of entries, and the next one says how many were left out', async () => {
  const { written, tryIt, wait } = countingLedger();
  for (let tries = 0; tries < 10_000; tries += 1) await tryIt('ben');
  expect(written).toHaveLength(40);
  wait(24 * 60 * 60_000);
  for (let tries = 0; tries < 10_000; tries += 1) await tryIt('ben');
  expect(written).toHaveLength(80);
  expect(written[40]).toEqual({ person: 'ben', notWritten: 9960 });
});

it('one person cannot use up the room in which another one’s acts are written', async () => {
  const { written, tryIt } = countingLedger();
  for (let tries = 0; tries < 1000; tries += 1) await tryIt(null);
  for (let tries = 0; tries < 1000; tries += 1) await tryIt('ben');
  await tryIt('ana');
  expect(written.filter(({ person }) => person === 'ana')).toHaveLength(1);
});

it('at the end what was only counted is written once', async () => {
  const { written, acts, tryIt } = countingLedger();
  for (let tries = 0; tries < 100; tries += 1) await tryIt('ben');
  await acts.flush();
  await acts.flush();
  expect(written.slice(40)).toEqual([{ person: null, notWritten: 60 }]);
});

it('what the ledger could not take is counted, not forgotten', async () => {
  const { written, tryIt } = countingLedger(true);
  await tryIt('ben');
  await tryIt('ben');
  expect(written.map(({ notWritten }) => notWritten)).toEqual([0, 1]);
});
