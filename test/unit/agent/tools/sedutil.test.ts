import { expect, it } from 'vitest';
import { parseOpalQuery } from '../../../../native/agent/tools/sedutil.ts';

const query = (locked: string, enabled: string) => `
/dev/sda ATA ACME SSD 512 0001 S1
TPer function (0x0001)
    ACKNAK = N, ASYNC = N. BufferManagement = N, comIDManagement  = N, Streaming = Y, SYNC = Y
Locking function (0x0002)
    Locked = ${locked}, LockingEnabled = ${enabled}, LockingSupported = Y, MBRDone = N, MBREnabled = N, MediaEncrypt = Y
`;

it('a lock is told from locking that is only set up', () => {
  expect(parseOpalQuery(query('Y', 'Y'))).toEqual({ read: true, value: { locked: true, lockingEnabled: true } });
  expect(parseOpalQuery(query('N', 'Y'))).toEqual({ read: true, value: { locked: false, lockingEnabled: true } });
  expect(parseOpalQuery(query('N', 'N'))).toEqual({ read: true, value: { locked: false, lockingEnabled: false } });
});

it('a drive without a lock has none, and unknown words say nothing', () => {
  expect(parseOpalQuery('Invalid or unsupported disk /dev/sda\n')).toEqual({ read: true, value: null });
  expect(parseOpalQuery(query('?', 'Y')).read).toBe(false);
  expect(parseOpalQuery('').read).toBe(false);
});
