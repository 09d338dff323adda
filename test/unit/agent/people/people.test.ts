import { expect, it } from 'vitest';
import type { Person } from '../../../../core/domain/person.ts';
import { afterWrongPin, lockedForMs, unlocked } from '../../../../native/agent/people/lockout.ts';
import { personIdFor } from '../../../../native/agent/people/personId.ts';
import { digestBadge, digestPin, isPin } from '../../../../native/agent/people/pinDigest.ts';
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

it('a badge is digested under the station’s secret', () => {
  const secret = Buffer.alloc(32, 1);
  expect(digestBadge(' B-1 ', secret)).toBe(digestBadge('B-1', secret));
  expect(digestBadge('B-1', secret)).not.toBe(digestBadge('B-1', Buffer.alloc(32, 2)));
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
  const sessions = createSessions(() => now);
  const { token } = sessions.open(alma);
  for (now = 0; now < 12 * HOUR; now += 50 * MINUTE) expect(sessions.person(token).outcome).toBe('done');
  now = 12 * HOUR;
  expect(sessions.person(token)).toMatchObject({ refusals: [{ code: 'session-expired' }] });
  const idle = sessions.open(alma).token;
  now += HOUR;
  expect(sessions.person(idle)).toMatchObject({ refusals: [{ code: 'session-expired' }] });
  expect(sessions.person(`${idle}x`)).toMatchObject({ refusals: [{ code: 'not-signed-in' }] });
});

it('a signed-out session is nobody, and a missing role is named', () => {
  const sessions = createSessions(() => 0);
  const { token } = sessions.open(alma);
  expect(sessions.personWithRole(token, 'shift-lead')).toMatchObject({
    refusals: [{ code: 'role-missing', details: { role: 'shift-lead' } }],
  });
  sessions.close(token);
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
