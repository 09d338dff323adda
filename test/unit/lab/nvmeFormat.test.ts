import { describe, expect, it } from 'vitest';
import { honestNvme } from '../../lab/drives/driveDefaults.ts';
import type { DriveFault } from '../../lab/drives/model/faults.ts';
import { fna, sanicap } from '../../lab/drives/model/nvme/nvmeConfig.ts';
import { NvmeDrive } from '../../lab/drives/model/nvme/nvmeDrive.ts';
import { type Benchless, benchlessBody, MIB, SIZE } from './benchlessDrive.ts';

const SECRET = Buffer.alloc(64 * 1024, 'secret of an earlier owner ');
const BLANK = { namespaceId: 0, cdw10: 0, cdw11: 0, cdw12: 0, cdw13: 0, cdw14: 0, cdw15: 0 };
const TWO = {
  ...honestNvme(SIZE),
  namespaces: [
    { sizeBytes: 3 * MIB, blockBytes: 512 },
    { sizeBytes: MIB, blockBytes: 4096 },
  ] as const,
};

function made(...faults: readonly DriveFault[]): Benchless & { readonly drive: NvmeDrive } {
  const benchless = benchlessBody(...faults);
  benchless.media.write(0, SECRET);
  benchless.media.write(3 * MIB, SECRET);
  return Object.assign(benchless, { drive: new NvmeDrive(benchless.body, TWO, undefined) });
}

async function format(made: Benchless & { drive: NvmeDrive }, namespaceId: number, cdw10: number): Promise<number> {
  const answer = made.drive.admin({ ...BLANK, opcode: 0x80, namespaceId, cdw10 }, 1, 'nqn');
  await made.time.pass(2000);
  return (await answer).status.sc;
}

describe('NVMe Format and Identify of the model', () => {
  it('keeps every byte for secure erase setting 0, as the contract says', async () => {
    const it = made();
    expect(await format(it, 1, 0)).toBe(0);
    expect(it.media.cells(0, 512)).toEqual(SECRET.subarray(0, 512));
  });

  it('erases one namespace for setting 1 and leaves the other one', async () => {
    const it = made();
    expect(await format(it, 1, 1 << 9)).toBe(0);
    expect(it.media.cells(0, 512)).toEqual(Buffer.alloc(512));
    expect(it.media.cells(3 * MIB, 512)).toEqual(SECRET.subarray(0, 512));
  });

  it('erases all namespaces for FFFFFFFFh and takes the block format that was asked for', async () => {
    const it = made();
    expect(await format(it, 0xffff_ffff, (2 << 9) | 1)).toBe(0);
    expect(it.media.cells(3 * MIB, 512)).not.toEqual(SECRET.subarray(0, 512));
    const page = (await it.drive.admin({ ...BLANK, opcode: 0x06, namespaceId: 1 }, 1, 'nqn')).data;
    expect([page.readUInt8(26), page.readBigUInt64LE(0)]).toEqual([1, BigInt((3 * MIB) / 4096)]);
  });

  it('ends with an internal error where it fails, and never answers where it stalls', async () => {
    expect(await format(made({ kind: 'fails', command: 'format', atPercent: 40 }), 1, 1 << 9)).toBe(0x06);
    const stalled = made({ kind: 'stalls', command: 'format', atPercent: 40 });
    let answered = false;
    void stalled.drive.admin({ ...BLANK, opcode: 0x80, namespaceId: 1, cdw10: 1 << 9 }, 1, 'nqn').then(() => {
      answered = true;
    });
    await stalled.time.pass(5_000);
    expect(answered).toBe(false);
  });

  it('stops where the power went, with the rest of the data still there', async () => {
    const { drive, media, time } = made();
    media.write(3 * MIB - 4096, SECRET.subarray(0, 4096));
    const answer = drive.admin({ ...BLANK, opcode: 0x80, namespaceId: 1, cdw10: 1 << 9 }, 1, 'nqn');
    await time.pass(100);
    drive.powerOff();
    await time.pass(5000);
    expect((await answer).status.sc).toBe(0x06);
    expect(media.cells(0, 512)).toEqual(Buffer.alloc(512));
    expect(media.cells(3 * MIB - 4096, 4096)).toEqual(SECRET.subarray(0, 4096));
  });

  it('names itself, its capabilities and its namespaces at the offsets of the standard', async () => {
    const { drive } = made();
    const page = (await drive.admin({ ...BLANK, opcode: 0x06, cdw10: 1 }, 7, 'nqn.lab')).data;
    expect(page.toString('latin1', 4, 24)).toBe('SERIAL123           ');
    expect(page.toString('latin1', 24, 31)).toBe('MODEL X');
    expect(page.toString('latin1', 64, 72)).toBe('FW000001');
    expect([page.readUInt16LE(78), page.readUInt16LE(256), page.readUInt32LE(516)]).toEqual([7, 2, 2]);
    expect([page.readUInt32LE(328), page.readUInt8(524)]).toEqual([sanicap(TWO), fna(TWO)]);
    expect([sanicap(TWO), fna(TWO)]).toEqual([0x4000_0007, 0x04]);
    const list = (await drive.admin({ ...BLANK, opcode: 0x06, cdw10: 2 }, 7, 'nqn')).data;
    expect([list.readUInt32LE(0), list.readUInt32LE(4), list.readUInt32LE(8)]).toEqual([1, 2, 0]);
    const second = (await drive.admin({ ...BLANK, opcode: 0x06, namespaceId: 2 }, 7, 'nqn')).data;
    expect(second.toString('hex', 120, 128)).toBe('5000c50015ea71ad');
    expect([second.readUInt8(26), second.readBigUInt64LE(0)]).toEqual([1, 256n]);
  });
});
