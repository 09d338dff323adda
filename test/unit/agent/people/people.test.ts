import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Person } from '../../../../core/domain/person.ts';
import {
  afterWrongBadge,
  afterWrongPin,
  lockedForMs,
  unguarded,
  unlocked,
} from '../../../../native/agent/people/lockout.ts';
import { personIdFor } from '../../../../native/agent/people/personId.ts';
import { digestBadge, digestPin, isBadge, isPin } from '../../../../native/agent/people/pinDigest.ts';
import { createSessions } from '../../../../native/agent/people/sessions.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it('knows the right PIN, no other, and nobody for a person who is not there', async () => {
  const digest = await digestPin('räksmörgås 12');
  expect(await isPin('räksmörgås 12', digest)).toBe(true);
  expect(await isPin('räksmörgås 12'.normalize('NFD'), digest)).toBe(true);
  expect(await isPin('raksmorgas 12', digest)).toBe(false);
  expect(await isPin('', digest)).toBe(false);
  expect(await isPin('räksmörgås 12', null)).toBe(false);
});

it('two people with one PIN have different digests, of the cost that was promised', async () => {
  const [one, other] = [await digestPin('123456'), await digestPin('123456')];
  expect(one.digestHex).not.toBe(other.digestHex);
  expect(one.logN).toBeGreaterThanOrEqual(15);
});

it('a badge is digested like a PIN, under the station’s secret, and one kept as before is still known', async () => {
  const secret = Buffer.alloc(32, 1);
  const fresh = await digestBadge(' B-1 ', secret);
  expect(fresh).toEqual(await digestBadge('B-1', secret));
  expect(fresh).not.toEqual(await digestBadge('B-1', Buffer.alloc(32, 2)));
  expect(fresh).toMatchObject({ kind: 'scrypt', logN: 15 });
  expect(isBadge('B-1', fresh, fresh, secret)).toBe(true);
  expect(isBadge('B-1', fresh, null, secret)).toBe(false);
  const kept = { kind: 'hmac', digestHex: createHmac('sha256', secret).update('B-1').digest('hex') } as const;
  expect(isBadge('B-1', fresh, kept, secret)).toBe(true);
  expect(isBadge('B-2', await digestBadge('B-2', secret), kept, secret)).toBe(false);
});

it('five badges in a row that nobody has lock the reader; slow misreads are forgotten, and so are locks of another day', () => {
  let now = Date.parse('2030-01-01T00:00:00.000Z');
  let guard = unguarded;
  for (let misread = 0; misread < 20; misread += 1) {
    guard = afterWrongBadge(guard, now);
    expect(lockedForMs(guard.lock, now)).toBe(0);
    now += 16 * MINUTE;
  }
  const fiveTimes = () => {
    for (let tries = 0; tries < 5; tries += 1) guard = afterWrongBadge(guard, now);
    return lockedForMs(guard.lock, now);
  };
  expect(fiveTimes()).toBe(5 * MINUTE);
  now += 5 * MINUTE;
  expect(fiveTimes()).toBe(10 * MINUTE);
  now += 25 * HOUR;
  expect(fiveTimes()).toBe(5 * MINUTE);
});

it('the fifth wrong PIN locks for five minutes, and each lock in a row for twice as long, up to a day', () => {
  let state = unlocked;
  let now = Date.parse('2030-01-01T00:00:00.000Z');
  for (const minutes of [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]) {
    for (let tries = 0; tries < 4; tries += 1) {
      state = afterWrongPin(state, now);
      expect(lockedForMs(state, now)).toBe(0);
    }
    state = afterWrongPin(state, now);
    expect(lockedForMs(state, now)).toBe(minutes * MINUTE);
    now += minutes * MINUTE;
    expect(lockedForMs(state, now)).toBe(0);
  }
});

const alma: Person = {
  personId: 'alma',
  name: 'Alma',
  title: '',
  roles: ['technician'],
  enrolledAt: '2030-01-01T00:00:00.000Z',
};

it('a session ends an hour after its last use and twelve hours after its start, and says which', () => {
  let now = 0;
  const sessions = createSessions(
    () => now,
    () => alma,
  );
  const { token } = sessions.open(alma, 'pin');
  for (now = 0; now < 12 * HOUR; now += 50 * MINUTE) expect(sessions.person(token).outcome).toBe('done');
  now = 12 * HOUR;
  expect(sessions.person(token)).toMatchObject({ refusals: [{ code: 'session-expired' }] });
  const idle = sessions.open(alma, 'badge').token;
  now += HOUR;
  expect(sessions.person(idle)).toMatchObject({ refusals: [{ code: 'session-expired' }] });
  expect(sessions.person(`${idle}x`)).toMatchObject({ refusals: [{ code: 'not-signed-in' }] });
});

it('a signed-out session is nobody, several live side by side, and what becomes of a person holds for all of theirs', () => {
  let enrolled: Person | null = alma;
  const sessions = createSessions(
    () => 0,
    () => enrolled,
  );
  const { token } = sessions.open(alma, 'pin');
  const other = sessions.open(alma, 'badge').token;
  expect(sessions.actor(other)).toMatchObject({ value: { means: 'badge' } });
  enrolled = { ...alma, roles: ['quality'] };
  expect(sessions.person(token)).toMatchObject({ value: { roles: ['quality'] } });
  enrolled = { ...alma, disabledAt: '2030-01-02T00:00:00.000Z' };
  expect(sessions.person(token)).toMatchObject({ refusals: [{ code: 'person-disabled' }] });
  enrolled = alma;
  sessions.close(token);
  expect(sessions.person(other).outcome).toBe('done');
  sessions.closeAllOf('alma');
  expect(sessions.person(other)).toMatchObject({ refusals: [{ code: 'not-signed-in' }] });
  expect(sessions.person(token)).toMatchObject({ refusals: [{ code: 'not-signed-in' }] });
});

it('every name gets an id of its own that the contract takes', () => {
  const taken = new Set<string>();
  for (const name of ['Łucja Nowak', 'Lucja Nowak', '李明', '王芳', '--', 'x'.repeat(200)]) {
    const id = personIdFor(name, taken);
    expect(id).toMatch(/^[a-z0-9-]{1,64}$/);
    expect(taken.has(id)).toBe(false);
    taken.add(id);
  }
  expect([...taken].slice(0, 4)).toEqual(['lucja-nowak', 'lucja-nowak-2', 'person', 'person-2']);
});
