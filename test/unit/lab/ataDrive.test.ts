import { describe, expect, it } from 'vitest';
import { HONEST_ATA } from '../../lab/drives/driveDefaults.ts';
import type { AtaConfig, AtaHistory } from '../../lab/drives/model/ata/ataConfig.ts';
import { AtaDrive, ataStateOf } from '../../lab/drives/model/ata/ataDrive.ts';
import type { AtaAnswer, Taskfile } from '../../lab/drives/model/ata/taskfile.ts';
import type { DriveFault } from '../../lab/drives/model/faults.ts';
import { type Benchless, benchlessBody, MIB, SIZE } from './benchlessDrive.ts';

const SECRET = Buffer.alloc(MIB, 'secret of an earlier owner ');
const NO_DATA = Buffer.alloc(0);
const SECTORS = SIZE / 512;

interface Made extends Benchless {
  readonly drive: AtaDrive;
  run(command: number, fields?: Partial<Taskfile>, data?: Buffer): Promise<AtaAnswer>;
  words(): Promise<(word: number) => number>;
}

function made(config: Partial<AtaConfig> = {}, history: AtaHistory = {}, ...faults: readonly DriveFault[]): Made {
  const benchless = benchlessBody(...faults);
  benchless.media.write(0, SECRET);
  const drive = new AtaDrive(
    benchless.body,
    { ...HONEST_ATA, ...config },
    ataStateOf(history),
    history.countExpired ?? false,
  );
  const run: Made['run'] = (command, fields = {}, data = NO_DATA) =>
    drive.execute({ command, feature: 0, count: 0, lba: 0n, device: 0x40, extended: true, ...fields }, data);
  return Object.assign(benchless, {
    drive,
    run,
    words: async () => {
      const page = (await run(0xec)).data;
      return (word: number) => page.readUInt16LE(word * 2);
    },
  });
}

/** Password page: identifier, level or erase mode, password. */
function page(password: string, bits = 0): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.writeUInt16LE(bits, 0);
  bytes.write(password, 2, 'latin1');
  return bytes;
}

const MASTER = 1;
const ENHANCED = 2;
const MAXIMUM = 0x100;
const BLOCK_ERASE = { feature: 0x12, lba: 0x426b_4572n };

describe('IDENTIFY DEVICE of the model', () => {
  it('stands at the words of the standard, with swapped strings and a right checksum', async () => {
    const { run, words } = made();
    const data = (await run(0xec)).data;
    const word = await words();
    expect(Buffer.from(data.subarray(20, 40)).swap16().toString('latin1')).toBe('SERIAL123           ');
    expect(Buffer.from(data.subarray(54, 94)).swap16().toString('latin1').trim()).toBe('MODEL X');
    expect(word(59) & 0xfc00).toBe(0xfc00);
    expect([word(82) & 0x0402, word(83) & 0x0c00, word(85) & 2, word(89), word(90), word(92)]).toEqual([
      0x0402, 0x0c00, 0, 1, 1, 0xfffe,
    ]);
    expect(data.readBigUInt64LE(200)).toBe(BigInt(SECTORS));
    expect([word(106), word(108), word(109), word(110), word(111)]).toEqual([0x6003, 0x5000, 0xc500, 0x15ea, 0x71ac]);
    expect([word(128), word(169), word(217)]).toEqual([0x0021, 1, 1]);
    expect(data.reduce((sum, byte) => sum + byte, 0) & 0xff).toBe(0);
  });

  it('says large logical sectors, long erase times and AMAC where it has them', async () => {
    const word = await made({ logicalBlockBytes: 4096, securityEraseMinutes: 600, hiddenAreas: 'amac' }).words();
    expect([word(106), word(117), word(118), word(89)]).toEqual([0x5000, 2048, 0, 0x8000 | 300]);
    expect([word(82) & 0x0400, word(119) & 0x0100, word(120) & 0x0100]).toEqual([0, 0x100, 0x100]);
  });
});

describe('ATA Security of the model', () => {
  it('erases with the right password and leaves itself unlocked without one', async () => {
    const { run, words, media, time } = made();
    expect((await run(0xf1, {}, page('lab'))).status).toBe(0x50);
    expect((await words())(128) & 7).toBe(3);
    await run(0xf3);
    const erase = run(0xf4, {}, page('lab'));
    await time.pass(3100);
    expect((await erase).status).toBe(0x50);
    expect((await words())(128) & 7).toBe(1);
    expect(media.cells(0, MIB)).toEqual(Buffer.alloc(MIB));
  });

  it('aborts an erase that was not prepared right before, or has the wrong password', async () => {
    const { run, media } = made();
    await run(0xf1, {}, page('lab'));
    expect((await run(0xf4, {}, page('lab'))).error).toBe(4);
    await run(0xf3);
    await run(0xec);
    expect((await run(0xf4, {}, page('lab'))).error).toBe(4);
    await run(0xf3);
    expect((await run(0xf4, {}, page('other'))).error).toBe(4);
    expect(media.cells(0, 512)).toEqual(SECRET.subarray(0, 512));
  });

  it('is locked with its password set after power was lost in the middle of the erase', async () => {
    const { run, words, drive, media, time } = made();
    await run(0xf1, {}, page('lab'));
    await run(0xf3);
    const erase = run(0xf4, {}, page('lab'));
    await time.pass(300);
    drive.powerOff();
    await time.pass(5000);
    drive.powerCycle();
    expect((await erase).error).toBe(4);
    expect((await words())(128) & 7).toBe(7);
    expect(media.cells(MIB - 512, 512)).toEqual(SECRET.subarray(MIB - 512));
    expect((await run(0x24, { count: 1 })).error).toBe(4);
    expect((await run(0xf2, {}, page('lab'))).error).toBe(0);
    expect((await words())(128) & 7).toBe(3);
  });

  it('counts five wrong unlocks and then refuses even the right one until the power is cycled', async () => {
    const { run, words, drive } = made({}, { userPassword: 'theirs' });
    for (let attempt = 0; attempt < 5; attempt++) expect((await run(0xf2, {}, page('wrong'))).error).toBe(4);
    expect((await words())(128) & 0x10).toBe(0x10);
    expect((await run(0xf2, {}, page('theirs'))).error).toBe(4);
    drive.powerCycle();
    expect((await run(0xf2, {}, page('theirs'))).error).toBe(0);
  });

  it('unlocks with the master password at level high, and at level maximum only erases with it', async () => {
    const high = made({}, { userPassword: 'theirs', masterPassword: 'maker' });
    expect((await high.run(0xf2, {}, page('maker', MASTER))).error).toBe(0);
    const maximum = made({}, { userPassword: 'theirs', masterPassword: 'maker', level: 'maximum' });
    expect((await maximum.words())(128) & 0x100).toBe(0x100);
    expect((await maximum.run(0xf2, {}, page('maker', MASTER))).error).toBe(4);
    await maximum.run(0xf3);
    const erase = maximum.run(0xf4, {}, page('maker', MASTER | ENHANCED));
    await maximum.time.pass(3100);
    expect((await erase).error).toBe(0);
    expect((await maximum.words())(128) & 0x107).toBe(1);
  });

  it('sets level maximum from the page, and disables only with the user password then', async () => {
    const { run, words } = made({}, { masterPassword: 'maker' });
    await run(0xf1, {}, page('lab', MAXIMUM));
    expect((await words())(128) & 0x102).toBe(0x102);
    expect((await run(0xf6, {}, page('maker', MASTER))).error).toBe(4);
    expect((await run(0xf6, {}, page('lab'))).error).toBe(0);
  });

  it('aborts every security command and every sanitize while frozen, until the power is cycled without the fault', async () => {
    const drive = made({}, {}, { kind: 'frozen' });
    expect((await drive.words())(128) & 8).toBe(8);
    expect((await drive.run(0xf1, {}, page('lab'))).error).toBe(4);
    const refused = await drive.run(0xb4, BLOCK_ERASE);
    expect([refused.error, refused.lba]).toEqual([4, 3n]);
    drive.faults = [];
    expect((await drive.words())(128) & 8).toBe(8);
    drive.drive.powerCycle();
    expect((await drive.words())(128) & 8).toBe(0);
  });
});

describe('ATA Sanitize of the model', () => {
  const STATUS = { feature: 0x00 };

  it('reports SD2 with progress, refuses reads, and ends with the completed bit and clean cells', async () => {
    const { run, media, time } = made();
    expect((await run(0xb4, STATUS)).count).toBe(0);
    expect((await run(0xb4, { feature: 0x12, lba: 0n })).lba).toBe(2n);
    await run(0xb4, BLOCK_ERASE);
    await time.pass(1500);
    const half = await run(0xb4, STATUS);
    expect([half.count, half.lba]).toEqual([0x4000, 0x8000n]);
    expect((await run(0x24, { count: 1 })).error).toBe(4);
    expect((await run(0xec)).error).toBe(0);
    await time.pass(1500);
    expect((await run(0xb4, STATUS)).count).toBe(0x8000);
    expect(media.cells(0, MIB)).toEqual(Buffer.alloc(MIB));
  });

  it('aborts the status with reason 1 after a failure, and leaves it only in failure mode with the clear bit', async () => {
    const restricted = made({}, {}, { kind: 'fails', command: 'sanitize', atPercent: 30 });
    await restricted.run(0xb4, BLOCK_ERASE);
    await restricted.time.pass(3000);
    expect((await restricted.run(0xb4, { ...STATUS, count: 1 })).lba).toBe(1n);
    const free = made({}, {}, { kind: 'fails', command: 'sanitize', atPercent: 30 });
    await free.run(0xb4, { ...BLOCK_ERASE, count: 0x10 });
    await free.time.pass(3000);
    expect((await free.run(0xb4, STATUS)).error).toBe(4);
    expect((await free.run(0xb4, { ...STATUS, count: 1 })).count & 0xc000).toBe(0);
  });

  it('overwrites with the pattern of the low LBA', async () => {
    const { run, drive, media, time } = made();
    await run(0xb4, { feature: 0x14, count: 1, lba: 0x4f57_a5a5_0ff0n });
    await time.pass(3000);
    drive.advance();
    expect(media.cells(0, 4).toString('hex')).toBe('f00fa5a5');
  });

  it('carries the completed bit of an earlier owner before anything was done here', async () => {
    expect((await made({}, { sanitized: true }).run(0xb4, STATUS)).count).toBe(0x8000);
  });
});

describe('hidden areas of the model', () => {
  it('shows a host protected area, lifts it for good once per power cycle, and aborts reads above it', async () => {
    const { run, words, drive } = made({}, { visibleSectors: 4096 });
    expect((await run(0x27)).lba).toBe(BigInt(SECTORS - 1));
    expect((await words())(100)).toBe(4096);
    expect((await run(0x24, { lba: 4096n, count: 1 })).error).toBe(0x10);
    expect((await run(0x37, { lba: BigInt(SECTORS - 1), count: 1 })).error).toBe(0);
    expect((await run(0x37, { lba: 1000n, count: 1 })).error).toBe(0x10);
    drive.powerCycle();
    expect((await words())(100)).toBe(SECTORS);
  });

  it('restores a configuration overlay only without a host protected area', async () => {
    const { run, drive } = made({}, { overlaySectors: 6000, visibleSectors: 4096 });
    expect((await run(0xb1, { feature: 0xc2 })).data.readBigUInt64LE(6)).toBe(BigInt(SECTORS - 1));
    expect((await run(0xb1, { feature: 0xc0 })).error).toBe(4);
    await run(0x37, { lba: 5999n, count: 1 });
    expect((await run(0xb1, { feature: 0xc0 })).error).toBe(0);
    expect(drive.visibleSectors).toBe(SECTORS);
  });

  it('gets and sets the accessible max address', async () => {
    const { run, drive } = made({ hiddenAreas: 'amac' }, { visibleSectors: 4096 });
    expect((await run(0x78)).lba).toBe(BigInt(SECTORS - 1));
    await run(0x78, { feature: 1, lba: BigInt(SECTORS - 1) });
    expect(drive.visibleSectors).toBe(SECTORS);
  });
});
