import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readScsiErase } from '../../../../native/agent/drives/erase/scsiErase.ts';
import { announceSkip } from '../../../fixtures/engine/loopDevices.ts';
import { SG_PROGRAMS } from '../../../fixtures/scsi/scsiBench.ts';
import { createScsiDrive, type ScsiScript } from '../../../fixtures/scsi/scsiDrive.ts';
import { openSgIo, sgIoSkipReason } from '../../../fixtures/shim/sgIo.ts';

const skip = sgIoSkipReason(SG_PROGRAMS);
const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A SCSI disk in sysfs, as far as it is looked at. */
function sysfs(place: string, vendor: string, generic: string | null): string {
  const root = mkdtempSync(join(tmpdir(), 'scsi-sysfs-'));
  closing.push(() => rmSync(root, { recursive: true }));
  const device = join(root, 'devices', place, '0:0:0:0');
  mkdirSync(join(device, 'scsi_device'), { recursive: true });
  mkdirSync(join(device, 'block', 'sda'), { recursive: true });
  mkdirSync(join(root, 'block'));
  if (generic !== null) mkdirSync(join(device, 'scsi_generic', generic), { recursive: true });
  writeFileSync(join(device, 'vendor'), `${vendor}\n`);
  symlinkSync(device, join(device, 'block', 'sda', 'device'));
  symlinkSync(join(device, 'block', 'sda'), join(root, 'block', 'sda'));
  return root;
}

async function read(script: ScsiScript, place = 'pci0000:00/host0/target0:0:0', vendor = 'SEAGATE') {
  const drive = createScsiDrive(() => 0, script);
  const sgIo = await openSgIo((command) => drive.answer(command));
  closing.push(sgIo.close);
  const facts = await readScsiErase({
    run: async (tool, argv) => {
      const ran = await sgIo.run(tool.name, argv);
      if (ran === null) throw new Error(`${tool.name} is not installed`);
      return ran;
    },
    blockPath: join(dirname(sgIo.devicePath), 'sda'),
    kernelName: 'sda',
    sysRoot: sysfs(place, vendor, basename(sgIo.devicePath)),
  });
  return { facts, commands: drive.commands };
}

describe.skipIf(skip !== '')(announceSkip('SCSI erase facts through the real sg3-utils', skip), () => {
  it('a drive is believed in what it says it knows', async () => {
    const { facts } = await read({ unsupported: ['48/3'] });
    expect(facts).toEqual({
      interface: 'scsi',
      genericName: 'device',
      sanitizeOverwrite: true,
      sanitizeBlock: true,
      sanitizeCrypto: false,
      formatUnit: true,
      logicalUnits: 1,
    });
  });

  it('asking changes nothing on the drive', async () => {
    const { commands } = await read({});
    const asked = new Set(commands.map(([operation]) => operation));
    expect([...asked].sort()).toEqual([0x12, 0xa0, 0xa3].sort());
  });

  it('two actuators are counted', async () => {
    expect((await read({ luns: 2 })).facts).toMatchObject({ logicalUnits: 2 });
  });

  it('an ATA drive behind a SAS controller is not taken for a SCSI drive, by its vendor or by its page', async () => {
    expect((await read({}, undefined, 'ATA')).facts).toBeNull();
    expect((await read({ isAta: true })).facts).toBeNull();
  });

  it('a USB bridge is not asked at all', async () => {
    const { facts, commands } = await read({}, 'pci0000:00/usb2/2-1/host0');
    expect([facts, commands]).toEqual([null, []]);
  });

  it('a drive that does not say what it knows has no means of its own, and why', async () => {
    expect((await read({ supportSilent: true })).facts).toMatchObject({
      interface: 'none',
      why: { code: 'scsi-commands-not-told' },
    });
  });

  it('where nothing can be asked the facts are none, not false', async () => {
    const sysRoot = sysfs('pci0000:00/host0', 'SEAGATE', 'sg0');
    const run = () => Promise.reject(new Error('nothing is run without a node'));
    const ask = { run, blockPath: '/dev/sdb', kernelName: 'sdb', sysRoot };
    expect(await readScsiErase(ask)).toBeNull();
  });
});
