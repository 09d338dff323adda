import { COM_ID } from './tper.ts';

/** The drive's lock: whether it was set up, and whether it is closed now. */
export type LockState = { readonly enabled: boolean; readonly locked: boolean };

/**
 * SECURITY PROTOCOL IN / Security Receive of protocol 00h (list) and of protocol 01h, ComID 0001h: level 0 discovery with the
 * TPer, Locking and Opal SSC 2.0 features (TCG Storage Architecture Core 2.01, 3.3.6). Nothing for other pages.
 */
export function level0Discovery(protocol: number, comId: number, { enabled, locked }: LockState): Buffer | undefined {
  if (protocol === 0x00 && comId === 0) {
    const list = Buffer.alloc(10);
    list.writeUInt16BE(2, 6);
    list.writeUInt8(0x00, 8);
    list.writeUInt8(0x01, 9);
    return list;
  }
  if (protocol !== 0x01 || comId !== 0x0001) return undefined;
  const header = Buffer.alloc(48);
  header.writeUInt16BE(0, 4);
  header.writeUInt16BE(1, 6);
  const tper = feature(0x0001, Buffer.from([0x11]), 12);
  // Locking: supported, enabled, locked, media encryption.
  const locking = feature(0x0002, Buffer.from([0x01 | (enabled ? 0x02 : 0) | (locked ? 0x04 : 0) | 0x08]), 12);
  const opal = feature(
    0x0203,
    Buffer.from([COM_ID >>> 8, COM_ID & 0xff, 0x00, 0x01, 0x00, 0x00, 0x04, 0x00, 0x08]),
    16,
  );
  const page = Buffer.concat([header, tper, locking, opal]);
  page.writeUInt32BE(page.length - 4, 0);
  return page;
}

function feature(code: number, content: Buffer, length: number): Buffer {
  const descriptor = Buffer.alloc(4 + length);
  descriptor.writeUInt16BE(code, 0);
  descriptor.writeUInt8(0x10, 2);
  descriptor.writeUInt8(length, 3);
  content.copy(descriptor, 4);
  return descriptor;
}

/** The lock that a drive of this kind has before anybody touched it. */
export function lockOf(opal: 'unlocked' | 'locked' | 'never-set-up'): LockState {
  return { enabled: opal !== 'never-set-up', locked: opal === 'locked' };
}
