import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PrinterIdentity, PrinterPort } from '../../../core/domain/printer.ts';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import { findPrinter } from '../../../electron/station/labels/findPrinter.ts';
import { usbPrinters } from '../../../electron/station/labels/ports.ts';
import { choiceOf, listedPrinters } from '../../../renderer/features/settings/printerChoice.ts';

const identity: PrinterIdentity = { vendorId: '0a5f', productId: '0180', serialNumber: 'S1' };
const port = (path: string, own: PrinterIdentity | null): PrinterPort => ({
  path,
  connection: 'serial',
  description: 'Zebra',
  identity: own,
});
const setting = { path: '/dev/ttyUSB0', connection: 'serial', identity } as const;

describe('where the printer of the settings is', () => {
  test('by its serial number, whatever its port is called', () => {
    expect(findPrinter(setting, [port('/dev/ttyUSB0', null), port('/dev/ttyUSB1', identity)])).toMatchObject({
      port: { path: '/dev/ttyUSB1' },
    });
  });
  test.each([
    ['printer-unplugged', []],
    ['other-printer-on-port', [port('/dev/ttyUSB0', { ...identity, serialNumber: 'S2' })]],
    ['other-printer-on-port', [port('/dev/ttyUSB0', null)]],
    ['other-printer-on-port', [port('/dev/ttyUSB0', { ...identity, vendorId: '1203' })]],
    ['printer-identity-shared', [port('/dev/ttyUSB0', identity), port('/dev/ttyUSB1', identity)]],
  ])('%s is said and nothing is opened', (code, ports) => {
    expect(findPrinter(setting, ports)).toMatchObject({ why: { code } });
  });
  test('one that tells no number is taken by its port', () => {
    const nameless = { ...setting, identity: null };
    expect(findPrinter(nameless, [])).toEqual({ port: { path: '/dev/ttyUSB0', connection: 'serial' } });
  });
});

describe('the list in the settings', () => {
  const saved = { ...FACTORY_PRINTER, path: '/dev/ttyUSB0', identity };
  test('shows the printer of the settings also when it is not plugged in', () => {
    const listed = listedPrinters([port('/dev/ttyS0', null)], saved);
    expect(listed.map(({ there }) => there)).toEqual([false, true]);
    expect(choiceOf(saved, listed)).toBe(listed[0]?.key);
  });
  test('knows it under another name', () => {
    const listed = listedPrinters([port('/dev/ttyUSB7', identity)], saved);
    expect(listed).toHaveLength(1);
    expect(choiceOf(saved, listed)).toBe(listed[0]?.key);
  });
  test('a typed path stays typed', () => {
    expect(choiceOf({ ...saved, identity: null, path: '/tmp/x' }, listedPrinters([], null))).toBe('typed');
    expect(choiceOf(null, [])).toBe('none');
  });
});

describe('USB printers as the kernel shows them', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'wipebench-sysfs-'));
    mkdirSync(join(root, 'class'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function plug(name: string, facts: Readonly<Record<string, string>>): void {
    const device = join(root, 'devices', `usb-${name}`);
    const usbInterface = join(device, '1-1:1.0');
    mkdirSync(usbInterface, { recursive: true });
    for (const [file, text] of Object.entries(facts)) writeFileSync(join(device, file), `${text}\n`);
    mkdirSync(join(root, 'class', name));
    symlinkSync(usbInterface, join(root, 'class', name, 'device'));
  }

  test('are listed with what their descriptors say', () => {
    plug('lp0', { idVendor: '0A5F', idProduct: '0180', serial: 'S1', manufacturer: 'Zebra', product: 'ZD421' });
    plug('lp1', { idVendor: '1203', idProduct: '0230', product: 'TSC DA210' });
    mkdirSync(join(root, 'class', 'hiddev0'));
    expect(usbPrinters(join(root, 'class'), '/dev/usb')).toEqual([
      { path: '/dev/usb/lp0', connection: 'usb-printer', description: 'Zebra ZD421', identity },
      { path: '/dev/usb/lp1', connection: 'usb-printer', description: 'TSC DA210', identity: null },
    ]);
  });
  test('none where the kernel has no such folder', () => {
    expect(usbPrinters(join(root, 'nowhere'), '/dev/usb')).toEqual([]);
  });
});
