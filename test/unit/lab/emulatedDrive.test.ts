import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DriveFault } from '../../lab/drives/model/faults.ts';
import { startNvmeDrive } from '../../lab/drives/startNvmeDrive.ts';
import { MIB } from './benchlessDrive.ts';
import { ManualTime } from './manualTime.ts';

const BLANK = { namespaceId: 0, cdw10: 0, cdw11: 0, cdw12: 0, cdw13: 0, cdw14: 0, cdw15: 0 };
const SANITIZE_BLOCK = { ...BLANK, opcode: 0x84, cdw10: 2 };

function options(...faults: readonly DriveFault[]) {
  const directory = mkdtempSync(join(tmpdir(), 'wipebench-shelf-'));
  return { directory, name: 'a', sizeBytes: 4 * MIB, time: new ManualTime(), faults };
}

describe('a drive on the shelf', () => {
  it('goes on with a sanitize after its own process ended, with its cells and mapping', async () => {
    const same = options();
    const first = await startNvmeDrive(same);
    const secret = first.fillRandom(3 * MIB, 4096);
    await first.model.admin(SANITIZE_BLOCK, 1, 'nqn');
    await same.time.pass(1500);
    await first.stop();
    await same.time.pass(60_000);
    const second = await startNvmeDrive(same);
    expect(second.facts()).toMatchObject({ phase: 'processing', elapsedMs: 1500 });
    expect(second.cellsHold(secret)).toBe(true);
    await same.time.pass(1500);
    expect(second.facts()).toMatchObject({ phase: 'idle', lastStatus: 1 });
    expect(second.cellsHold(secret)).toBe(false);
    await second.stop();
  });

  it('stands still while it is unplugged, and comes back as whoever it is told to be', async () => {
    const made = options();
    const drive = await startNvmeDrive(made);
    await drive.model.admin(SANITIZE_BLOCK, 1, 'nqn');
    await made.time.pass(1000);
    const { port } = drive;
    await drive.unplug();
    await made.time.pass(60_000);
    await drive.replug({ ...drive.identity, serial: 'SOMEONE ELSE' });
    expect(drive.port).toBe(port);
    expect(drive.facts()).toMatchObject({ phase: 'processing', elapsedMs: 1000, identity: { serial: 'SOMEONE ELSE' } });
    await drive.stop();
  });

  it('vanishes at the share it was told to', async () => {
    const made = options({ kind: 'vanishes', atPercent: 50 });
    const drive = await startNvmeDrive(made);
    await drive.model.admin(SANITIZE_BLOCK, 1, 'nqn');
    await made.time.pass(1400);
    drive.facts();
    expect(drive.plugged).toBe(true);
    await made.time.pass(200);
    drive.facts();
    expect(drive.plugged).toBe(false);
    await drive.stop();
  });
});
