import { describe, expect, it } from 'vitest';
import { honestNvme } from '../../lab/drives/driveDefaults.ts';
import type { DriveFault } from '../../lab/drives/model/faults.ts';
import type { NvmeConfig } from '../../lab/drives/model/nvme/nvmeConfig.ts';
import { NvmeDrive } from '../../lab/drives/model/nvme/nvmeDrive.ts';
import type { NvmeAnswer } from '../../lab/drives/model/nvme/status.ts';
import { type Benchless, benchlessBody, MIB, SIZE } from './benchlessDrive.ts';

const SECRET = Buffer.alloc(MIB, 'secret of an earlier owner ');
const BLANK = { namespaceId: 0, cdw10: 0, cdw11: 0, cdw12: 0, cdw13: 0, cdw14: 0, cdw15: 0 };
const GOOD = { sct: 0, sc: 0 };
const LOG_81 = { ...BLANK, opcode: 0x02, cdw10: 0x81 | (127 << 16) };
const BLOCK = 2;
const OVERWRITE = 3;
const CRYPTO = 4;
const EXIT_FAILURE = 1;
const UNRESTRICTED = 8;

interface Made extends Benchless {
  readonly drive: NvmeDrive;
  sanitize(cdw10: number, cdw11?: number): Promise<NvmeAnswer>;
  log(): Promise<Buffer>;
  read(block: number): Promise<NvmeAnswer>;
  write(block: number): Promise<NvmeAnswer>;
}

function made(config: Partial<NvmeConfig> = {}, ...faults: readonly DriveFault[]): Made {
  const benchless = benchlessBody(...faults);
  const drive = new NvmeDrive(benchless.body, { ...honestNvme(SIZE), ...config }, undefined);
  benchless.media.write(0, SECRET);
  benchless.media.write(SIZE - MIB, SECRET);
  const io = (opcode: number, cdw10: number, data: Buffer): Promise<NvmeAnswer> =>
    drive.io({ ...BLANK, opcode, namespaceId: 1, cdw10 }, data);
  return Object.assign(benchless, {
    drive,
    sanitize: (cdw10: number, cdw11 = 0) => drive.admin({ ...BLANK, opcode: 0x84, cdw10, cdw11 }, 1, 'nqn'),
    log: async () => (await drive.admin(LOG_81, 1, 'nqn')).data,
    read: (block: number) => io(0x02, block, Buffer.alloc(0)),
    write: (block: number) => io(0x01, block, Buffer.alloc(512, 'x')),
  });
}

describe('NVMe Sanitize of the model', () => {
  it('lays the log out as the standard does: SPROG, SSTAT, SCDW10 and six estimates', async () => {
    const { sanitize, log, time } = made();
    const before = await log();
    expect(before).toHaveLength(512);
    expect([before.readUInt16LE(0), before.readUInt16LE(2), before.readUInt32LE(4)]).toEqual([0xffff, 0, 0]);
    expect([0, 1, 2, 3, 4, 5].map((index) => before.readUInt32LE(8 + 4 * index))).toEqual([3, 3, 2, 3, 3, 2]);
    expect((await sanitize(BLOCK)).status).toEqual(GOOD);
    await time.pass(1500);
    const half = await log();
    expect([half.readUInt16LE(0), half.readUInt16LE(2), half.readUInt32LE(4)]).toEqual([0x8000, 2, BLOCK]);
    expect(half.readUInt8(36)).toBe(1);
    await time.pass(1500);
    const after = await log();
    expect([after.readUInt16LE(0), after.readUInt16LE(2), after.readUInt32LE(4)]).toEqual([0xffff, 0x101, BLOCK]);
  });

  it('refuses I/O with 1Dh while it runs, and reads zeros from erased cells afterwards', async () => {
    const { sanitize, read, media, time } = made();
    await sanitize(BLOCK);
    expect((await read(0)).status).toEqual({ sct: 0, sc: 0x1d });
    expect((await sanitize(CRYPTO)).status).toEqual({ sct: 0, sc: 0x1d });
    await time.pass(3000);
    expect((await read(0)).data).toEqual(Buffer.alloc(512));
    expect(media.cells(0, SIZE)).toEqual(Buffer.alloc(SIZE));
  });

  it('drops the global data erased bit with the first write', async () => {
    const { sanitize, write, log, time } = made();
    await sanitize(BLOCK);
    await time.pass(3000);
    expect((await log()).readUInt16LE(2) & 0x100).toBe(0x100);
    await write(0);
    expect((await log()).readUInt16LE(2)).toBe(1);
  });

  it('overwrites with the pattern, inverts between passes and counts them; zero passes means sixteen', async () => {
    const { drive, sanitize, log, media, time } = made();
    await sanitize(OVERWRITE | (2 << 4) | 0x100, 0xa5a5_0ff0);
    await time.pass(3000);
    drive.advance();
    expect(media.cells(0, 4)).toEqual(Buffer.from('0ff05a5a', 'hex'));
    await time.pass(3000);
    drive.advance();
    expect(media.cells(0, 4)).toEqual(Buffer.from('f00fa5a5', 'hex'));
    expect(((await log()).readUInt16LE(2) >> 3) & 31).toBe(2);
    await sanitize(OVERWRITE);
    await time.pass(3000 * 15);
    expect((await log()).readUInt16LE(2) & 7).toBe(2);
    await time.pass(3000);
    expect((await log()).readUInt16LE(2) & 7).toBe(1);
  });

  it('leaves the cells unreadable after a crypto erase, zeros above them, and noise where nothing is deallocated', async () => {
    const { sanitize, read, media, time } = made();
    await sanitize(CRYPTO | 0x200);
    await time.pass(1500);
    const noise = (await read(0)).data;
    expect(noise).not.toEqual(SECRET.subarray(0, 512));
    expect(noise).toEqual(media.cells(0, 512));
    await sanitize(CRYPTO);
    await time.pass(1500);
    expect((await read(0)).data).toEqual(Buffer.alloc(512));
  });

  it('fails at the share it was told to, with part of the data still there, and stays unusable in restricted mode', async () => {
    const { sanitize, read, log, media, time } = made({}, { kind: 'fails', command: 'sanitize', atPercent: 50 });
    await sanitize(BLOCK);
    await time.pass(10_000);
    expect((await log()).readUInt16LE(2) & 7).toBe(3);
    expect((await read(0)).status).toEqual({ sct: 0, sc: 0x1c });
    expect((await sanitize(EXIT_FAILURE)).status).toEqual({ sct: 0, sc: 0x1c });
    expect((await sanitize(BLOCK | UNRESTRICTED)).status).toEqual({ sct: 0, sc: 0x1c });
    expect(media.cells(0, MIB)).toEqual(Buffer.alloc(MIB));
    expect(media.cells(SIZE - MIB, MIB)).toEqual(SECRET);
    expect((await sanitize(BLOCK)).status).toEqual(GOOD);
  });

  it('lets an unrestricted failure be left, with the data that remained', async () => {
    const { sanitize, read, log, time } = made({}, { kind: 'fails', command: 'any', atPercent: 10 });
    await sanitize(BLOCK | UNRESTRICTED);
    await time.pass(3000);
    expect((await log()).readUInt8(36) & 15).toBe(4);
    expect((await sanitize(EXIT_FAILURE)).status).toEqual(GOOD);
    expect((await read((SIZE - MIB) / 512)).data).toEqual(SECRET.subarray(0, 512));
    expect((await log()).readUInt16LE(2) & 7).toBe(3);
  });

  it('stalls for ever at the share it was told to, with the same progress each time', async () => {
    const { sanitize, log, time } = made({}, { kind: 'stalls', command: 'sanitize', atPercent: 1 });
    await sanitize(BLOCK);
    await time.pass(100_000);
    expect([(await log()).readUInt16LE(0), (await log()).readUInt16LE(2)]).toEqual([655, 2]);
  });

  it.each([
    ['everything', { what: 'everything' }, SECRET.subarray(0, 512), SECRET.subarray(0, 512)],
    ['the last percent', { what: 'last-percent', percent: 1 }, Buffer.alloc(512), Buffer.alloc(512)],
    ['a range', { what: 'range', offsetBytes: 0, lengthBytes: 4096 }, SECRET.subarray(0, 512), SECRET.subarray(0, 512)],
    ['the cells behind zeros', { what: 'cells-behind-zeros' }, Buffer.alloc(512), SECRET.subarray(0, 512)],
  ] as const)('lies: reports success and keeps %s', async (_, keeps, hostSees, cellsHold) => {
    const { sanitize, read, log, media, time } = made({}, { kind: 'lies', keeps });
    await sanitize(BLOCK);
    await time.pass(3000);
    expect((await log()).readUInt16LE(2)).toBe(0x101);
    expect((await read(0)).data).toEqual(hostSees);
    expect(media.cells(0, 512)).toEqual(cellsHold);
    const lastBytes = media.read(SIZE - 512, 512).equals(SECRET.subarray(MIB - 512));
    expect(lastBytes).toBe(keeps.what === 'everything' || keeps.what === 'last-percent');
  });

  it('answers a log of zeros, or the one it was given, when its status is falsified', async () => {
    const drive = made({}, { kind: 'zeroed-status' });
    expect(await drive.log()).toEqual(Buffer.alloc(512));
    drive.faults = [{ kind: 'wrong-status', logHex: 'ffff0101' }];
    expect((await drive.log()).subarray(0, 5).toString('hex')).toBe('ffff010100');
  });

  it('ends with status 4 when no-deallocate is inhibited and the response mode allows it, and refuses otherwise', async () => {
    const config = honestNvme(SIZE);
    const { drive, sanitize, log, time } = made({ sanitize: { ...config.sanitize, noDeallocateInhibited: true } });
    expect((await sanitize(BLOCK | 0x200)).status).toEqual({ sct: 0, sc: 2 });
    await drive.admin({ ...BLANK, opcode: 0x09, cdw10: 0x17, cdw11: 1 }, 1, 'nqn');
    await sanitize(BLOCK | 0x200);
    await time.pass(3000);
    expect((await log()).readUInt16LE(2) & 7).toBe(4);
  });

  it('goes on after a loss of power where it was, and the time without power does not count', async () => {
    const { drive, sanitize, log, time } = made();
    await sanitize(BLOCK);
    await time.pass(1500);
    await log();
    drive.powerCycle();
    expect((await log()).readUInt16LE(0)).toBe(0x8000);
    await time.pass(1500);
    expect((await log()).readUInt16LE(2)).toBe(0x101);
  });

  it('answers 2/87h for deallocated blocks after the erase until they are written, where told so', async () => {
    const { sanitize, read, write, time } = made({}, { kind: 'read-errors-after-erase' });
    await sanitize(BLOCK);
    await time.pass(3000);
    expect((await read(8)).status).toEqual({ sct: 2, sc: 0x87 });
    await write(8);
    expect((await read(8)).status).toEqual(GOOD);
  });
});
