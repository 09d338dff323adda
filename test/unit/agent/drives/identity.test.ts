import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bayMap } from '../../../../core/domain/bayMap.ts';
import type { Drive, DriveIdentity } from '../../../../core/domain/drive.ts';
import { automaticBays, mappedBays } from '../../../../native/agent/drives/linux/bayMap.ts';
import { busPathOf, parseUnitSerialNumber } from '../../../../native/agent/drives/linux/diskFacts.ts';
import { healthOfSmart } from '../../../../native/agent/drives/linux/healthOfSmart.ts';
import { passThroughIdentity, settleIdentity, udevIdentity } from '../../../../native/agent/drives/linux/identity.ts';
import { mediaTypeOf, transportOf } from '../../../../native/agent/drives/linux/transport.ts';
import { findSameDrive, isSameDrive, likenessOf, plainWwn } from '../../../../native/agent/drives/sameDrive.ts';
import { smartctlOutput } from '../../../../native/agent/tools/smartctl.ts';
import { parseUdevProperties } from '../../../../native/agent/tools/udevadm.ts';

const folder = resolve(import.meta.dirname, '../../../fixtures/tools');
const smart = (name: string) =>
  smartctlOutput.parse(JSON.parse(readFileSync(join(folder, `invented-smartctl-${name}.json`), 'utf8')));
const told = (source: DriveIdentity['source'], more: Partial<DriveIdentity>): DriveIdentity => ({
  source,
  model: null,
  serialNumber: null,
  wwn: null,
  firmware: null,
  sizeBytes: null,
  ...more,
});

describe('identity', () => {
  it('udev and the drive itself tell the same SATA drive', () => {
    const udev = udevIdentity(parseUdevProperties(readFileSync(join(folder, 'invented-udevadm-sata.txt'), 'utf8')));
    const drive = passThroughIdentity(smart('sata'));
    expect(udev).toMatchObject({ model: drive.model, serialNumber: drive.serialNumber, wwn: drive.wwn });
    expect(settleIdentity([udev ?? drive, drive], 'sata')).toMatchObject({
      refusals: [],
      remarks: [],
      firmware: 'RT03',
    });
  });
  it('sources that tell different serial numbers refuse the drive', () => {
    const identities = [told('sysfs', { serialNumber: 'A' }), told('udev', { serialNumber: 'B' })];
    expect(settleIdentity(identities, 'sata').refusals).toEqual([
      { code: 'drive-identity-conflict', details: { one: 'B', other: 'A' } },
    ]);
  });
  it('a bridge that answers for the drive everywhere but in its IDENTIFY words is a conflict, whoever agrees with the bridge', () => {
    const identities = [told('sysfs', { serialNumber: 'BRIDGE' }), told('pass-through', { serialNumber: 'BRIDGE' })];
    expect(settleIdentity(identities, 'scsi', { identifySerial: ' DRIVE ' }).refusals).toEqual([
      { code: 'drive-identity-conflict', details: { one: ' DRIVE ', other: 'BRIDGE' } },
    ]);
    expect(settleIdentity(identities, 'scsi', { identifySerial: ' bridge ' }).refusals).toEqual([]);
    expect(settleIdentity(identities, 'scsi', { identifySerial: null }).refusals).toEqual([]);
  });
  it('only where everybody but a busy udev agrees is it udev that is waited for', () => {
    const code = (identities: DriveIdentity[], udevBusy = true) =>
      settleIdentity(identities, 'sata', { udevBusy }).refusals.map((refusal) => refusal.code);
    const [kernel, udev, drive] = [
      told('sysfs', { serialNumber: 'NEW' }),
      told('udev', { serialNumber: 'OLD' }),
      told('pass-through', { serialNumber: 'NEW' }),
    ];
    expect(code([kernel, udev])).toEqual(['drive-name-busy']);
    expect(code([kernel, udev, drive])).toEqual(['drive-name-busy']);
    expect(code([kernel, udev, drive], false)).toEqual(['drive-identity-conflict']);
    expect(code([kernel, udev, { ...drive, serialNumber: 'THIRD' }])).toEqual(['drive-identity-conflict']);
    expect(code([kernel, { ...drive, serialNumber: 'OLD' }])).toEqual(['drive-identity-conflict']);
    expect(code([kernel, { ...udev, serialNumber: 'NEW' }, drive])).toEqual([]);
  });
  it('padding, capitals and underscores are no difference', () => {
    const identities = [told('sysfs', { serialNumber: '  ab 12 ' }), told('udev', { serialNumber: 'AB_12' })];
    expect(settleIdentity(identities, 'sata').refusals).toEqual([]);
  });
  it("behind a USB bridge the drive's own serial number counts, and the bridge's is shown; without the drive's word it is a conflict", () => {
    const bridge = told('udev', { serialNumber: 'BRIDGE' });
    const settled = settleIdentity([bridge, told('pass-through', { serialNumber: 'DRIVE' })], 'usb');
    expect(settled).toMatchObject({ serialNumber: 'DRIVE', refusals: [] });
    expect(settled.remarks).toEqual([{ code: 'serial-of-usb-bridge', details: { drive: 'DRIVE', bridge: 'BRIDGE' } }]);
    expect(settleIdentity([bridge, told('sysfs', { serialNumber: 'X' })], 'usb').refusals[0]?.code).toBe(
      'drive-identity-conflict',
    );
  });
  it('a drive without serial number and world wide name is refused; all zeros are none', () => {
    const zeros = udevIdentity(
      new Map([
        ['ID_SERIAL_SHORT', '000000000000'],
        ['ID_MODEL', 'Stick'],
      ]),
    );
    expect(zeros?.serialNumber).toBeNull();
    expect(settleIdentity([told('sysfs', { model: 'Stick', wwn: null })], 'usb').refusals[0]?.code).toBe(
      'drive-identity-missing',
    );
    expect(plainWwn('eui.0000000000000000')).toBeNull();
    expect(plainWwn('t10.ATA     Stick')).toBeNull();
  });
  it('a world wide name that udev puts in place of a serial number is no serial number', () => {
    const sas = udevIdentity(
      new Map([
        ['ID_SERIAL_SHORT', '5000c5000abc1234'],
        ['ID_WWN', '0x5000c5000abc1234'],
      ]),
    );
    expect(sas).toMatchObject({ serialNumber: null, wwn: '0x5000c5000abc1234' });
  });
  it('sources that do not agree on the capacity are remarked', () => {
    const identities = [
      told('sysfs', { serialNumber: 'A', sizeBytes: 1 }),
      told('pass-through', { serialNumber: 'A', sizeBytes: 2 }),
    ];
    expect(settleIdentity(identities, 'sata').remarks).toEqual([{ code: 'capacity-sources-differ', details: {} }]);
  });
  it('the unit serial number page is read by its own length', () => {
    expect(parseUnitSerialNumber(Buffer.from([0, 0x80, 0, 4, 0x20, 0x41, 0x42, 0x43, 0x44]))).toBe('ABC');
    expect(parseUnitSerialNumber(Buffer.from([0, 0x83, 0, 1, 0x41]))).toBeNull();
    expect(parseUnitSerialNumber(Buffer.from([0, 0x80, 0, 2, 0x20, 0x20]))).toBeNull();
  });
});

describe('the same drive', () => {
  const drive = { virtual: false, model: 'M', serialNumber: 'S', wwn: 'naa.5000c500', sizeBytes: 10 };
  it('needs two identifiers and the size', () => {
    expect(isSameDrive(drive, { ...drive, serialNumber: ' s ', wwn: '0x5000C500' })).toBe(true);
    expect(isSameDrive(drive, { ...drive, wwn: null })).toBe(true);
    expect(isSameDrive(drive, { ...drive, wwn: null, model: null })).toBe(false);
    expect(isSameDrive(drive, { ...drive, sizeBytes: 11 })).toBe(false);
    expect(isSameDrive(drive, { ...drive, wwn: 'naa.5000c501' })).toBe(false);
    expect(isSameDrive(drive, { ...drive, virtual: true })).toBe(false);
  });
  it('is nobody when two could be it', () => {
    const one = { ...drive, driveId: 'a' } as Drive;
    expect(findSameDrive(one, [one])).toBe(one);
    expect(findSameDrive(one, [one, { ...one, driveId: 'b' }])).toBeNull();
  });
  const told = (source: DriveIdentity['source'], facts: Partial<DriveIdentity>): DriveIdentity => ({
    ...{ source, model: 'M', serialNumber: 'S', wwn: null, firmware: null, sizeBytes: 10 },
    ...facts,
  });
  const seen = (...identities: DriveIdentity[]) => ({ virtual: false, sizeBytes: 10, identities });
  const kernel = told('sysfs', { serialNumber: null });
  const itself = told('pass-through', { model: 'M in full', wwn: 'naa.5000c500' });

  it('a drive stays the same when a source answers late and says more', () => {
    expect(likenessOf(seen(kernel), seen(kernel, itself))).toBe('same');
    expect(likenessOf(seen(kernel, itself), seen({ ...kernel, model: ' m ' }, { ...itself, wwn: '0x5000C500' }))).toBe(
      'same',
    );
  });
  it('what a source told before it must tell again, or the drive is not known to be the same', () => {
    expect(likenessOf(seen(kernel, itself), seen(kernel))).toBe('silent');
    expect(likenessOf(seen(kernel, itself), seen(kernel, { ...itself, serialNumber: null }))).toBe('silent');
  });
  it('one fact that differs makes it another drive, whoever tells it', () => {
    for (const change of [{ model: 'N' }, { serialNumber: 'T' }, { wwn: 'naa.5000c501' }]) {
      expect(likenessOf(seen(kernel, itself), seen(kernel, { ...itself, ...change }))).toBe('changed');
    }
    expect(likenessOf(seen(kernel), { ...seen(kernel), sizeBytes: 11 })).toBe('changed');
    const udev = told('udev', {});
    expect(likenessOf(seen(kernel, udev), seen(kernel, udev, { ...itself, serialNumber: 'T' }))).toBe('changed');
    expect(likenessOf(seen(kernel), { ...seen(kernel), virtual: true })).toBe('changed');
  });
});

describe('where a drive is plugged and what it is', () => {
  const at = (name: string, sysfsPath: string, vendor: string | null = null) =>
    transportOf({ name, sysfsPath, vendor });
  it('the transport is read from the place in sysfs', () => {
    const pci = '/sys/devices/pci0000:00/0000:00:1f.2';
    expect(at('nvme0n1', `${pci}/nvme/nvme0/nvme0n1`)).toBe('nvme');
    expect(at('sda', `${pci}/ata3/host2/target2:0:0/2:0:0:0/block/sda`)).toBe('sata');
    expect(at('sdb', `${pci}/usb2/2-1/2-1:1.0/host4/target4:0:0/4:0:0:0/block/sdb`)).toBe('usb');
    const sas = `${pci}/host6/port-6:0/end_device-6:0/target6:0:0/6:0:0:0/block/sdc`;
    expect(at('sdc', sas, 'SEAGATE')).toBe('sas');
    expect(at('sdc', sas, 'ATA')).toBe('sata');
    expect(at('vda', `${pci}/virtio1/block/vda`)).toBe('unknown');
  });
  it('the bus path is the same after a re-plug and another one for each slot', () => {
    const plug = (host: number, port: number) =>
      busPathOf(
        `devices/pci0/host${host}/port-${host}:${port}/end_device-${host}:${port}/target${host}:0:${port}/${host}:0:${port}:0/block/sdc`,
      );
    expect(plug(6, 0)).toBe(plug(9, 0));
    expect(plug(6, 0)).not.toBe(plug(6, 1));
    expect(busPathOf('devices/pci0/0000:01:00.0/nvme/nvme0/nvme0n1')).toBe(
      busPathOf('devices/pci0/0000:01:00.0/nvme/nvme3/nvme3n1'),
    );
  });
  it('the media type comes from the rotation rate, never from guessing', () => {
    expect(mediaTypeOf('sata', 'ACME ROTOR', 7200)).toBe('magnetic');
    expect(mediaTypeOf('sata', 'ACME SSD 1', 0)).toBe('flash');
    expect(mediaTypeOf('sata', 'ACME SSD 1', 7200)).toBe('unknown');
    expect(mediaTypeOf('usb', 'Stick', null)).toBe('unknown');
    expect(mediaTypeOf('nvme', null, null)).toBe('flash');
    expect(mediaTypeOf('sata', 'ACME SSHD', 5400)).toBe('hybrid');
  });
});

describe('bays', () => {
  it('are numbered as drives are first seen, and a path keeps its number, also when udev speaks late', () => {
    const bays = automaticBays();
    const at = (busPath: string, idPath: string | null = null) => bays.bayOf({ busPath, idPath });
    expect([at('b'), at('a'), at('b', 'pci-late')]).toEqual(['bay-01', 'bay-02', 'bay-01']);
    expect(bays.bays()).toHaveLength(12);
    for (let path = 0; path < 20; path += 1) at(`path-${path}`);
    expect(bays.bays()).toHaveLength(22);
  });
  it('follow the map where there is one; a path that is not on it is in no bay', () => {
    const rows = bayMap.parse([{ number: 14, row: 0, column: 0, path: 'pci-1', name: 'top left' }]);
    expect(mappedBays(rows).bayOf({ busPath: 'devices/x', idPath: 'pci-1' })).toBe('bay-14');
    expect(mappedBays(rows).bayOf({ busPath: 'devices/x', idPath: 'pci-2' })).toBeNull();
    expect(mappedBays(rows).bays()).toEqual([{ bayId: 'bay-14', number: 14, row: 0, column: 0, name: 'top left' }]);
    for (const twice of [
      { number: 2, row: 1 },
      { path: 'pci-2', row: 1 },
      { path: 'pci-2', number: 2 },
    ]) {
      expect(bayMap.safeParse([...rows, { ...rows[0], ...twice }]).success, JSON.stringify(twice)).toBe(false);
    }
  });
});

describe('health', () => {
  it('is graded by what the drive reports', () => {
    expect(healthOfSmart(smart('sata'))).toMatchObject({
      grade: 'B',
      reallocatedSectors: 8,
      pendingSectors: 0,
      powerOnHours: 21_877,
    });
    expect(healthOfSmart(smart('sas'))).toMatchObject({ grade: 'A', reallocatedSectors: 0, pendingSectors: null });
    expect(healthOfSmart(smart('nvme'))).toMatchObject({ grade: 'D', percentageUsed: 101, uncorrectableErrors: 3 });
  });
  it('stays unknown when the drive does not report its state', () => {
    const silent = { ...smart('sata'), smart_status: undefined };
    expect(healthOfSmart(smartctlOutput.parse(silent))).toMatchObject({ grade: 'unknown', reallocatedSectors: 8 });
  });
});
