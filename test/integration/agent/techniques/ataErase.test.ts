import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ataEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { readAtaErase } from '../../../../native/agent/drives/erase/ataErase.ts';
import { openAtaBench } from '../../../fixtures/ata/ataBench.ts';
import { type AtaDriveOptions, createAtaDrive } from '../../../fixtures/ata/ataDrive.ts';
import { buildShim } from '../../../fixtures/ata/driveShim.ts';

let shim: ReturnType<typeof buildShim>;
let sysRoot: string;
beforeAll(() => {
  shim = buildShim();
  sysRoot = mkdtempSync(join(tmpdir(), 'wipebench-sys-'));
  mkdirSync(join(sysRoot, 'block'));
  for (const [name, place, vendor] of [
    ['sda', 'devices/pci0/ata1/host0/sda', 'ATA     '],
    ['sdb', 'devices/pci0/usb1/host1/sdb', 'ATA     '],
    ['sdc', 'devices/pci0/host2/sdc', 'MAKER   '],
  ] as const) {
    mkdirSync(join(sysRoot, place, 'device'), { recursive: true });
    writeFileSync(join(sysRoot, place, 'device/vendor'), vendor);
    symlinkSync(join(sysRoot, place), join(sysRoot, 'block', name));
  }
});
afterAll(() => {
  shim.remove();
  rmSync(sysRoot, { recursive: true, force: true });
});

async function read(kernelName: string, options: AtaDriveOptions, state: Record<string, unknown> = {}) {
  const drive = createAtaDrive(options);
  Object.assign(drive.state, state);
  const bench = await openAtaBench(shim.library, drive);
  const nodes = await bench.tools().nodes();
  const facts = await readAtaErase({ run: bench.run, blockPath: nodes?.block ?? '', kernelName, sysRoot });
  await bench.close();
  return { facts, seen: drive.state.seen };
}

describe('what an ATA drive says of its erase means, asked with the real hdparm', () => {
  it('is read whole from an honest drive', async () => {
    const { facts } = await read('sda', {
      hostProtectedArea: true,
      deviceConfiguration: true,
      nativeSectors: 70_000,
      dcoSectors: 80_000,
      eraseWords: [90, 0],
    });
    expect(ataEraseFacts.parse(facts)).toMatchObject({
      sanitizeBlock: true,
      sanitizeState: 'idle',
      securitySupported: true,
      normalMinutes: 180,
      enhancedMinutes: null,
      currentSectors: 65_536,
      nativeSectors: 70_000,
      dcoSectors: 80_000,
    });
  });

  it('what cannot be read is unknown, never idle and never "nothing hidden"', async () => {
    const blind = await read('sda', {
      hostProtectedArea: true,
      deviceConfiguration: true,
      faults: { zeroRegisters: true },
    });
    expect(blind.facts).toMatchObject({ sanitizeState: 'unknown', nativeSectors: null });
    const refusing = await read('sda', { deviceConfiguration: true, faults: { refuse: 0xb1 } });
    expect(refusing.facts).toMatchObject({ dcoSectors: null });
  });

  it('says why a SATA disk has none when it cannot be read', async () => {
    const { facts, seen } = await read('sda', { faults: { identifyZeros: true } });
    expect(facts).toMatchObject({ interface: 'none', why: { code: 'ata-identify-unread' } });
    expect(new Set(seen)).toEqual(new Set([0xec]));
  });

  it('a disk of another family is left to the others after IDENTIFY alone', async () => {
    const { facts, seen } = await read('sdc', { faults: { identifyZeros: true } });
    expect(facts).toBeNull();
    expect(new Set(seen)).toEqual(new Set([0xec]));
  });

  it('behind a USB bridge nothing is asked at all', async () => {
    const { facts, seen } = await read('sdb', {});
    expect(facts).toMatchObject({ interface: 'none', why: { code: 'ata-behind-bridge' } });
    expect(seen).toEqual([]);
  });
});
