import { describe, expect, it } from 'vitest';
import { HONEST_ATA, HONEST_SCSI } from '../../lab/drives/driveDefaults.ts';
import type { AtaHistory } from '../../lab/drives/model/ata/ataConfig.ts';
import { AtaDrive, ataStateOf } from '../../lab/drives/model/ata/ataDrive.ts';
import type { DriveFault } from '../../lab/drives/model/faults.ts';
import { SatUnit } from '../../lab/drives/model/scsi/satUnit.ts';
import type { LogicalUnit, ScsiAnswer } from '../../lab/drives/model/scsi/scsiAnswer.ts';
import type { ScsiConfig } from '../../lab/drives/model/scsi/scsiConfig.ts';
import { ScsiDrive } from '../../lab/drives/model/scsi/scsiDrive.ts';
import { type Benchless, benchlessBody, MIB, SIZE } from './benchlessDrive.ts';

const SECRET = Buffer.alloc(MIB, 'secret of an earlier owner ');
const NO_DATA = Buffer.alloc(0);
const READ_0 = [0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0];
const REQUEST_SENSE = [0x03, 0, 0, 0, 252, 0];
const IMMEDIATE = 0x80;
const UNRESTRICTED = 0x20;
const BLOCK = 0x02;

interface Made extends Benchless {
  readonly drive: ScsiDrive;
  run(cdb: readonly number[], data?: Buffer, unit?: number): Promise<ScsiAnswer>;
}

function send(unit: LogicalUnit | undefined, cdb: readonly number[], data: Buffer): Promise<ScsiAnswer> {
  if (unit === undefined) throw new Error('no such unit');
  return unit.execute(Buffer.concat([Buffer.from(cdb), Buffer.alloc(16)]).subarray(0, 16), data);
}

function made(config: Partial<ScsiConfig> = {}, ...faults: readonly DriveFault[]): Made {
  const benchless = benchlessBody(...faults);
  benchless.media.write(0, SECRET);
  benchless.media.write(SIZE - MIB, SECRET);
  const drive = new ScsiDrive(benchless.body, { ...HONEST_SCSI, ...config }, undefined);
  return Object.assign(benchless, {
    drive,
    run: (cdb: readonly number[], data = NO_DATA, unit = 0) => send(drive.units[unit], cdb, data),
  });
}

function senseCodes(sense: Buffer): readonly number[] {
  return [sense.readUInt8(2) & 15, sense.readUInt8(12), sense.readUInt8(13)];
}

function sanitize(action: number, flags = IMMEDIATE): readonly number[] {
  return [0x48, action | flags, 0, 0, 0, 0, 0, 0, 8, 0];
}

describe('SCSI SANITIZE and FORMAT UNIT of the model', () => {
  it('reports 02/04/1B with progress, then nothing, and leaves clean cells in both units', async () => {
    const { run, media, time } = made({ logicalUnits: 2 });
    expect((await run(sanitize(BLOCK))).status).toBe(0);
    await time.pass(1500);
    const polled = (await run(REQUEST_SENSE)).data;
    expect(senseCodes(polled)).toEqual([2, 4, 0x1b]);
    expect([polled.readUInt8(15), polled.readUInt16BE(16)]).toEqual([0x80, 0x8000]);
    const read = await run(READ_0, NO_DATA, 1);
    expect([read.status, ...senseCodes(read.sense)]).toEqual([2, 2, 4, 0x1b]);
    await time.pass(1500);
    expect(senseCodes((await run(REQUEST_SENSE)).data)).toEqual([0, 0, 0]);
    expect(media.cells(0, SIZE)).toEqual(Buffer.alloc(SIZE));
  });

  it('reports 03/31/03 after a failure and leaves it only where the operation was unrestricted', async () => {
    const failing = { kind: 'fails', command: 'sanitize', atPercent: 20 } as const;
    const restricted = made({}, failing);
    await restricted.run(sanitize(BLOCK));
    await restricted.time.pass(3000);
    expect(senseCodes((await restricted.run(REQUEST_SENSE)).data)).toEqual([3, 0x31, 3]);
    expect((await restricted.run([0x00])).status).toBe(2);
    expect((await restricted.run(sanitize(0x1f, 0))).status).toBe(2);
    const free = made({}, failing);
    await free.run(sanitize(BLOCK, IMMEDIATE | UNRESTRICTED));
    await free.time.pass(3000);
    expect((await free.run(sanitize(0x1f, 0))).status).toBe(0);
    expect((await free.run(READ_0)).status).toBe(0);
  });

  it('overwrites with the pattern of the parameter list', async () => {
    const { run, drive, media, time } = made();
    const parameters = Buffer.from([0x01, 0, 0, 4, 0xde, 0xad, 0xbe, 0xef]);
    await run(sanitize(0x01), parameters);
    await time.pass(3000);
    drive.advance();
    expect(media.cells(512, 4).toString('hex')).toBe('deadbeef');
  });

  it('waits for the end without IMMED', async () => {
    const { run, time } = made();
    let status = -1;
    void run(sanitize(BLOCK, 0)).then((answer) => {
      status = answer.status;
    });
    await time.pass(2900);
    expect(status).toBe(-1);
    await time.pass(200);
    expect(status).toBe(0);
  });

  it('is format corrupt after a loss of power in a format, with data still there', async () => {
    const { run, drive, media, time } = made();
    await run([0x04, 0x10, 0, 0, 0, 0], Buffer.from([0, 0x02, 0, 0]));
    await time.pass(100);
    expect(senseCodes((await run(REQUEST_SENSE)).data)).toEqual([2, 4, 4]);
    drive.powerCycle();
    expect(senseCodes((await run(READ_0)).sense)).toEqual([3, 0x31, 0]);
    expect(media.cells(SIZE - 512, 512)).toEqual(SECRET.subarray(MIB - 512));
  });

  it('answers 03/11/15 for erased blocks until they are written, and no capacity, where told so', async () => {
    const erased = made({}, { kind: 'read-errors-after-erase' });
    await erased.run(sanitize(BLOCK));
    await erased.time.pass(3000);
    expect(senseCodes((await erased.run(READ_0)).sense)).toEqual([3, 0x11, 0x15]);
    await erased.run([0x2a, 0, 0, 0, 0, 0, 0, 0, 1, 0], Buffer.alloc(512, 'x'));
    expect((await erased.run(READ_0)).status).toBe(0);
    erased.faults = [{ kind: 'capacity-zero-after-erase' }];
    expect((await erased.run([0x25])).status).toBe(2);
  });

  it('answers no sense while it works where its status is falsified', async () => {
    const { run } = made({}, { kind: 'zeroed-status' });
    await run(sanitize(BLOCK));
    expect(senseCodes((await run(REQUEST_SENSE)).data)).toEqual([0, 0, 0]);
  });

  it('answers medium errors on exactly the range it was given', async () => {
    const { run } = made({}, { kind: 'medium-error', on: 'read', offsetBytes: 512, lengthBytes: 512 });
    expect((await run(READ_0)).status).toBe(0);
    expect(senseCodes((await run([0x28, 0, 0, 0, 0, 1, 0, 0, 1, 0])).sense)).toEqual([3, 0x11, 0]);
  });

  it('says which service actions of SANITIZE it knows', async () => {
    const { run } = made({ sanitize: { block: true, crypto: false, overwrite: true } });
    const supported = async (action: number): Promise<number> =>
      (await run([0xa3, 0x0c, 0x02, 0x48, 0, action, 0, 0, 0, 64])).data.readUInt8(1) & 7;
    expect([await supported(1), await supported(2), await supported(3), await supported(0x1f)]).toEqual([3, 3, 1, 3]);
  });
});

describe('an ATA drive behind the translator', () => {
  function sat(
    history: AtaHistory,
    ...faults: readonly DriveFault[]
  ): { run(cdb: readonly number[]): Promise<ScsiAnswer> } & Benchless {
    const benchless = benchlessBody(...faults);
    const unit = new SatUnit(benchless.body, new AtaDrive(benchless.body, HONEST_ATA, ataStateOf(history), false));
    return Object.assign(benchless, { run: (cdb: readonly number[]) => send(unit, cdb, NO_DATA) });
  }
  const SANITIZE_STATUS = [0x85, 0x07, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0xb4, 0];
  const SANITIZE_BLOCK = [0x85, 0x07, 0x20, 0, 0x12, 0, 0, 0x42, 0x72, 0, 0x45, 0, 0x6b, 0x40, 0xb4, 0];

  it('returns the registers in a 09h descriptor when asked to', async () => {
    const drive = sat({ sanitized: true });
    const { status, sense } = await drive.run(SANITIZE_STATUS);
    expect(status).toBe(2);
    expect([...sense.subarray(0, 12)]).toEqual([0x72, 0x01, 0x00, 0x1d, 0, 0, 0, 14, 0x09, 0x0c, 0x01, 0x00]);
    expect([sense.readUInt8(12), sense.readUInt8(21)]).toEqual([0x80, 0x50]);
    expect((await drive.run(SANITIZE_BLOCK)).sense.readUInt8(21)).toBe(0x50);
    await drive.time.pass(1500);
    const half = (await drive.run(SANITIZE_STATUS)).sense;
    expect([half.readUInt8(12), half.readUInt8(17), half.readUInt8(15)]).toEqual([0x40, 0x80, 0x00]);
  });

  it('aborts reads in a sanitize and of a locked drive, and still says its size', async () => {
    const working = sat({});
    await working.run(SANITIZE_BLOCK);
    expect(senseCodes((await working.run(READ_0)).sense)).toEqual([0x0b, 0, 0]);
    const locked = sat({ userPassword: 'theirs' });
    expect(senseCodes((await locked.run(READ_0)).sense)).toEqual([0x0b, 0, 0]);
    expect((await locked.run([0x25])).data.readUInt32BE(0)).toBe(SIZE / 512 - 1);
  });

  it('loses the registers where told to: zeros, or fixed format sense', async () => {
    const drive = sat({ sanitized: true }, { kind: 'zeroed-status' });
    expect((await drive.run(SANITIZE_STATUS)).sense.subarray(10)).toEqual(Buffer.alloc(12));
    drive.faults = [{ kind: 'fixed-format-sense' }];
    expect((await drive.run(SANITIZE_STATUS)).sense.readUInt8(0)).toBe(0x70);
  });

  it('answers as the bridge in INQUIRY and as the drive in IDENTIFY, where a bridge answers for it', async () => {
    const drive = sat({}, { kind: 'bridge-answers', vendor: 'JMicron', model: 'Generic', serial: 'BRIDGE0001' });
    expect((await drive.run([0x12, 1, 0x80, 0, 255, 0])).data.toString('latin1', 4).trim()).toBe('BRIDGE0001');
    const identify = (await drive.run([0x85, 0x08, 0x0e, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x40, 0xec, 0])).data;
    expect(Buffer.from(identify.subarray(20, 40)).swap16().toString('latin1').trim()).toBe('SERIAL123');
  });
});
