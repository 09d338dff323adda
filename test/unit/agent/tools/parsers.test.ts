import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSignature, signatureOf } from '../../../../native/agent/tools/blkid.ts';
import { probeDescriptor } from '../../../../native/agent/tools/engineProbe.ts';
import { readLsblk } from '../../../../native/agent/tools/lsblk.ts';
import type { RunTool, Tool, ToolRun } from '../../../../native/agent/tools/run.ts';
import { readSmartctl } from '../../../../native/agent/tools/smartctl.ts';
import { decodeUdevText, isMonitorEvent, parseUdevProperties } from '../../../../native/agent/tools/udevadm.ts';
import { parsePoolDevices } from '../../../../native/agent/tools/zpool.ts';

const folder = resolve(import.meta.dirname, '../../../fixtures/tools');
const fixture = (name: string): string => readFileSync(join(folder, name), 'utf8');
const tool: Tool = { name: 'tool', path: '/usr/bin/tool', version: '1' };
/** A run that ended so, without running anything. */
const said =
  (stdout: string, more: Partial<ToolRun> = {}): RunTool =>
  async (ran, argv) => ({
    tool: ran.name,
    version: ran.version,
    argv: [ran.path, ...argv],
    startedAt: '2026-01-01T00:00:00.000Z',
    elapsedMs: 1,
    exitCode: 0,
    signal: null,
    stdoutSha256: '0'.repeat(64),
    stdoutBytes: stdout.length,
    stderrSha256: '0'.repeat(64),
    stderrBytes: 0,
    ending: 'exited',
    startError: null,
    stdout: Buffer.from(stdout),
    stderr: Buffer.alloc(0),
    outputCut: false,
    ...more,
  });

describe('udevadm', () => {
  it('properties are read with and without quotes, and with a quote inside', () => {
    expect(parseUdevProperties(fixture('udevadm-loop.txt')).get('DEVTYPE')).toBe('disk');
    const properties = parseUdevProperties(fixture('invented-udevadm-sata.txt'));
    expect(properties.get('ID_FS_LABEL')).toBe("Jorun's disk");
    expect(decodeUdevText(properties.get('ID_MODEL_ENC') ?? '').trim()).toBe('ACME ROTOR 2000AB-00');
    expect(parseUdevProperties('A=b=c\nnothing\n=x\n')).toEqual(new Map([['A', 'b=c']]));
  });
  it("the monitor's events are told from its heading and their properties", () => {
    const lines = fixture('udevadm-monitor.txt').split('\n');
    const events = lines.filter(isMonitorEvent);
    expect(events).toHaveLength(lines.filter((line) => line.startsWith('ACTION=')).length);
    expect(events.length).toBeGreaterThan(2);
  });
});

describe('lsblk', () => {
  it('tells the disks, and unknown facts are null', async () => {
    const listed = await readLsblk(said(fixture('lsblk-disks.json')), tool);
    expect(listed.read && listed.value.map(({ name, size, serial }) => [name, size, serial])).toContainEqual([
      'vda',
      274_877_906_944,
      null,
    ]);
  });
});

describe('smartctl', () => {
  it('identity and health are read of ATA, SCSI and NVMe drives, also when the drive reports old errors (exit 64)', async () => {
    for (const [name, serial] of [
      ['sata', 'AR-20X7731'],
      ['sas', 'TB-6XX-0042'],
      ['nvme', 'SW1-000-77'],
    ]) {
      const output = await readSmartctl(
        said(fixture(`invented-smartctl-${name}.json`), { exitCode: 64 }),
        tool,
        '/dev/sda',
      );
      expect(output.read && output.value.serial_number).toBe(serial);
    }
  });
  it('a drive that could not be asked is not read, with the reason', async () => {
    const output = await readSmartctl(said(fixture('smartctl-not-answered.json'), { exitCode: 1 }), tool, '/dev/vda');
    expect(output).toEqual({ read: false, why: '/dev/vda: Unable to detect device type' });
  });
});

describe('output that is not whole', () => {
  it.each<[string, Partial<ToolRun>]>([
    ['cut', { outputCut: true }],
    ['timed out', { ending: 'timed-out', exitCode: null }],
    ['abandoned', { ending: 'abandoned', exitCode: null }],
    ['not started', { ending: 'not-started', exitCode: null }],
  ])('%s is never taken for an answer', async (_, more) => {
    const probe =
      '{"kind":"block","major":8,"minor":0,"inode":1,"sizeBytes":1,"logicalBlockBytes":512,"physicalBlockBytes":512,"readOnly":false,"rotational":null,"diskSequence":1}';
    expect((await probeDescriptor(said(probe), tool, 9)).read).toBe(true);
    expect((await probeDescriptor(said(probe, more), tool, 9)).read).toBe(false);
    expect((await readLsblk(said(fixture('lsblk-disks.json'), more), tool)).read).toBe(false);
    if (more.outputCut !== true) expect((await readSignature(said('', more), tool, '/dev/sda')).read).toBe(false);
  });
  it('JSON of another shape, half of it, or none', async () => {
    for (const text of ['', '{', '[]', '{"blockdevices":[{"name":"sda"}]}']) {
      expect((await readLsblk(said(text), tool)).read).toBe(false);
      expect((await probeDescriptor(said(text), tool, 9)).read).toBe(false);
    }
  });
  it('a probe that failed after it had printed', async () => {
    expect((await probeDescriptor(said('{}', { exitCode: 4 }), tool, 9)).read).toBe(false);
  });
});

describe('blkid', () => {
  it('tells what lies on a device; "nothing" only when it did not complain', () => {
    expect(signatureOf(0, fixture('blkid-ext4.txt'), '')).toEqual({ read: true, value: 'ext4' });
    expect(signatureOf(2, '', '')).toEqual({ read: true, value: null });
    expect(signatureOf(2, '', 'blkid: error: /dev/vda: Operation not permitted\n').read).toBe(false);
    expect(signatureOf(8, '', '')).toEqual({ read: true, value: 'ambivalent' });
    expect(signatureOf(4, '', '').read).toBe(false);
  });
});

describe('zpool', () => {
  it('tells the devices of all pools', () => {
    const text = 'tank\t1.8T\t1G\n\tmirror-0\t1.8T\n\t/dev/sdb1\t-\t-\n\t/dev/sdc1\t-\t-\nsmall\t1G\n\t/files/one\t-\n';
    expect(parsePoolDevices(text)).toEqual(['/dev/sdb1', '/dev/sdc1']);
  });
});
