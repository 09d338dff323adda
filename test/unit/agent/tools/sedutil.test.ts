import { expect, it } from 'vitest';
import { parseOpalQuery } from '../../../../native/agent/tools/sedutil.ts';

const query = (locked: string, enabled: string) => `
/dev/sda ATA ACME SSD 512 0001 S1
TPer function (0x0001)
    ACKNAK = N, ASYNC = N. BufferManagement = N, comIDManagement  = N, Streaming = Y, SYNC = Y
Locking function (0x0002)
    Locked = ${locked}, LockingEnabled = ${enabled}, LockingSupported = Y, MBRDone = N, MBREnabled = N, MediaEncrypt = Y
OPAL 2.0 function (0x0203)
    Base comID = 0x1000, Initial PIN = 0x00, Reverted PIN = 0x00, comIDs = 1
`;

const lock = { opal: true, mediaEncryption: true };

it('a lock is told from locking that is only set up', () => {
  expect(parseOpalQuery(query('Y', 'Y'))).toEqual({
    read: true,
    value: { ...lock, locked: true, lockingEnabled: true },
  });
  expect(parseOpalQuery(query('N', 'Y'))).toEqual({
    read: true,
    value: { ...lock, locked: false, lockingEnabled: true },
  });
  expect(parseOpalQuery(query('N', 'N'))).toEqual({
    read: true,
    value: { ...lock, locked: false, lockingEnabled: false },
  });
});

it('a drive without a lock has none, and unknown words say nothing', () => {
  expect(parseOpalQuery('Invalid or unsupported disk /dev/sda\n')).toEqual({ read: true, value: null });
  expect(parseOpalQuery(query('?', 'Y')).read).toBe(false);
  expect(parseOpalQuery('').read).toBe(false);
});

it('the family and the encryption are what stands there, in the words of 1.15 and of 1.20', () => {
  const newer = `Locking function (0x0002)
    Locked = N, LockingEnabled = Y, MBR shadowing Not Supported = N, MBRDone = N, MBREnabled = N, MediaEncrypt = N
PYRITE 2.0 function (0x0303)
`;
  expect(parseOpalQuery(newer)).toEqual({
    read: true,
    value: { opal: false, locked: false, lockingEnabled: true, mediaEncryption: false },
  });
  const cut = query('N', 'Y').replace(', MediaEncrypt = Y', '');
  expect(parseOpalQuery(cut)).toMatchObject({ value: { mediaEncryption: false } });
  const opal1 = query('N', 'Y').replace('OPAL 2.0 function (0x0203)', 'Opal V1.0 function (0x0200)');
  expect(parseOpalQuery(opal1)).toMatchObject({ value: { opal: true } });
});
