import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sanitizeArgv } from '../../../../native/agent/techniques/nvme/sanitizeCommand.ts';
import { findProgram } from '../../../../native/agent/tools/locate.ts';
import {
  type AskNvme,
  answeredByNvme,
  nvmeVersionProblem,
  parseNvmeVersions,
  wordsOfNvme,
} from '../../../../native/agent/tools/nvme.ts';
import {
  namespaceBytes,
  readNamespaceIds,
  readNvmeController,
  readNvmeNamespace,
} from '../../../../native/agent/tools/nvmeIdentify.ts';
import { parseSanitizeLog, rawSanitizeLog, readSanitizeLog } from '../../../../native/agent/tools/nvmeSanitizeLog.ts';
import { runTool } from '../../../../native/agent/tools/run.ts';
import { nvmeRun } from '../../../fixtures/nvme/scriptedController.ts';

const folder = resolve(import.meta.dirname, '../../../fixtures/tools/nvme');
const captured = (name: string): Buffer => readFileSync(join(folder, name));
const prints =
  (stdout: Buffer | string): AskNvme =>
  async (argv) =>
    nvmeRun(argv, { stdout: Buffer.from(stdout) });
const logOf = (name: string) => {
  const page = rawSanitizeLog(captured(name));
  if (!page.read) throw new Error(page.why);
  const log = parseSanitizeLog(page.value);
  if (!log.read) throw new Error(log.why);
  return log.value;
};

describe('nvme version', () => {
  it('tells nvme-cli and libnvme', () => {
    expect(parseNvmeVersions(captured('version-2.3.txt').toString())).toEqual({
      read: true,
      value: { nvmeCli: '2.3', libnvme: '1.3' },
    });
    expect(parseNvmeVersions('nvme version 1.16\n')).toEqual({ read: true, value: { nvmeCli: '1.16', libnvme: null } });
    for (const text of ['', 'nvme version\n', 'nvme: command not found\n']) {
      expect(parseNvmeVersions(text).read).toBe(false);
    }
  });
  it('a libnvme that answers zeros for what it could not read is refused, and so is a tool nobody has looked at', () => {
    const problem = (nvmeCli: string, libnvme: string | null) => nvmeVersionProblem({ nvmeCli, libnvme })?.code ?? null;
    expect(problem('2.3', '1.3')).toBeNull();
    expect(problem('2.12', '1.12')).toBe('nvme-libnvme-answers-zeros');
    expect(problem('2.12', '1.12.1')).toBe('nvme-libnvme-answers-zeros');
    expect(problem('2.13', '1.13')).toBeNull();
    expect(problem('2.1', '1.1')).toBeNull();
    expect(problem('1.16', null)).toBe('nvme-cli-too-old');
  });
});

describe('the sanitize log', () => {
  it('is read by its bytes, also where nvme-cli prints it in words after them', () => {
    expect(captured('sanitize-log-success.bin').length).toBeGreaterThan(512);
    expect(logOf('sanitize-log-never.bin')).toMatchObject({ status: 0, progress: 0xffff, globalDataErased: false });
    expect(logOf('sanitize-log-running.bin')).toMatchObject({ status: 2, progress: 0x3dc5, commandDword10: 2 });
    expect(logOf('sanitize-log-success.bin')).toMatchObject({
      status: 1,
      progress: 0xffff,
      commandDword10: 4,
      globalDataErased: true,
      purgedByIeee2883: false,
      estimatedSeconds: { overwrite: 3, block: 3, crypto: 2 },
    });
    expect(logOf('sanitize-log-failed.bin')).toMatchObject({ status: 3, commandDword10: 0x202, machineState: 2 });
  });
  it('of another length is not read', () => {
    const page = captured('sanitize-log-success.bin').subarray(0, 512);
    expect(rawSanitizeLog(page).read).toBe(true);
    for (const other of [Buffer.alloc(0), page.subarray(0, 511), Buffer.concat([page, Buffer.alloc(1)])]) {
      expect(rawSanitizeLog(other).read).toBe(false);
      expect(parseSanitizeLog(other).read).toBe(false);
    }
    expect(rawSanitizeLog(Buffer.concat([page, page])).read).toBe(false);
  });
  it('of nothing but zeros is not read: a log that could not be read looks like that', () => {
    expect(parseSanitizeLog(Buffer.alloc(512)).read).toBe(false);
  });
  it.each([5, 6, 7])('with the unknown status %i is not read', (status) => {
    const page = Buffer.from(captured('sanitize-log-success.bin').subarray(0, 512));
    page.writeUInt16LE(0x100 | status, 2);
    expect(parseSanitizeLog(page).read).toBe(false);
  });
  it('tells the purge that the drive claims by itself', () => {
    const page = Buffer.from(captured('sanitize-log-success.bin').subarray(0, 512));
    page.writeUInt16LE(0x901, 2);
    expect(parseSanitizeLog(page)).toMatchObject({ read: true, value: { purgedByIeee2883: true, status: 1 } });
  });
  it('that the drive does not have is not read, with the drive’s own words', async () => {
    const stderr = captured('sanitize-log-unsupported.txt');
    const read = await readSanitizeLog(async (argv) => nvmeRun(argv, { exitCode: 1, stderr }), '/dev/nvme0');
    expect(read).toMatchObject({ read: false, why: expect.stringContaining('Invalid Field in Command') });
  });
  it('after a failed run is not read, whatever was printed', async () => {
    const stdout = captured('sanitize-log-success.bin');
    for (const more of [{ exitCode: 1 }, { ending: 'timed-out' as const }, { outputCut: true }]) {
      expect((await readSanitizeLog(async (argv) => nvmeRun(argv, { stdout, ...more }), '/dev/nvme0')).read).toBe(
        false,
      );
    }
    expect((await readSanitizeLog(async () => null, '/dev/nvme0')).read).toBe(false);
  });
});

describe('identify', () => {
  it('reads controllers as nvme-cli 2.3 prints them', async () => {
    const lab = await readNvmeController(prints(captured('id-ctrl-tcp-sanitize.json')), '/dev/nvme2');
    expect(lab).toMatchObject({ read: true, value: { sanicap: 0x40000007, oacs: 2, fna: 4, unvmcap: 0 } });
    const qemu = await readNvmeController(prints(captured('id-ctrl-qemu.json')), '/dev/nvme1');
    expect(qemu.read && qemu.value.sn.trim()).toBe('LABNVME2E5F6');
    const numbers = captured('id-ctrl-qemu.json').toString().replace('"unvmcap":"0"', '"unvmcap":4096');
    expect(await readNvmeController(prints(numbers), '/dev/nvme1')).toMatchObject({ value: { unvmcap: 4096 } });
  });
  it('reads namespace lists of objects and of numbers', async () => {
    const ids = async (text: Buffer | string) => readNamespaceIds(prints(text), '/dev/nvme1', 'all');
    expect(await ids(captured('list-ns-two.json'))).toEqual({ read: true, value: [1, 2] });
    expect(await ids('{"nsid_list":[2,1,2]}')).toEqual({ read: true, value: [1, 2] });
    for (const other of ['{}', '[1,2]', '{"nsid_list":["1"]}', '{"nsid_list":[{"id":1}]}', '{"nsid_list":[0]}', '']) {
      expect((await ids(other)).read, other).toBe(false);
    }
  });
  it('reads the format of a namespace, and the size of one that is not there is not known', async () => {
    const facts = async (name: string) => {
      const read = await readNvmeNamespace(prints(captured(name)), '/dev/nvme1', 1, true);
      if (!read.read) throw new Error(read.why);
      return read.value;
    };
    const plain = await facts('id-ns-512.json');
    expect(plain).toMatchObject({ lbaFormat: 0, blockBytes: 512, metadataExtended: false, formatPercentLeft: 0 });
    expect(namespaceBytes(plain)).toBe(64 * 1024 ** 2);
    const other = await facts('id-ns-4096-of-eight-formats.json');
    expect(other).toMatchObject({ lbaFormat: 4, blockBytes: 4096, formatPercentLeft: null });
    expect(namespaceBytes(await facts('id-ns-that-is-not-there.json'))).toBeNull();
  });
  it('reads the upper bits of the format, the metadata and where the protection lies', async () => {
    const told = JSON.parse(captured('id-ns-4096-of-eight-formats.json').toString());
    const lbafs = Array.from({ length: 20 }, (_, index) => ({ ms: 8, ds: index === 18 ? 12 : 9, rp: 0 }));
    const text = JSON.stringify({ ...told, flbas: 0b0011_0010, dps: 0b1010, lbafs });
    expect(await readNvmeNamespace(prints(text), '/dev/nvme1', 1, true)).toMatchObject({
      value: { lbaFormat: 18, blockBytes: 4096, metadataExtended: true, protectionType: 2, protectionFirst: true },
    });
  });
});

describe('the words of nvme-cli', () => {
  it('go into the record without names of device nodes', () => {
    const run = nvmeRun([], { exitCode: 1, stderr: Buffer.from('/dev/nvme9: No such file or directory\n') });
    expect(wordsOfNvme(run)).toBe('the drive No such file or directory');
    expect(wordsOfNvme(nvmeRun([], { exitCode: 1 }))).toContain('exit code 1');
    expect(answeredByNvme(run).read).toBe(false);
  });
  const path = findProgram('nvme');
  it.skipIf(path === null)(
    'the real nvme-cli knows every argument that we use (skipped where it is not installed)',
    async () => {
      const device = '/dev/null';
      expect(existsSync(device)).toBe(true);
      const tool = { name: 'nvme', path: path ?? '', version: 'unknown' };
      const commands = [
        ...(['block', 'crypto', 'overwrite'] as const).flatMap((action) =>
          [true, false].map((noDeallocate) => sanitizeArgv(device, action, noDeallocate)),
        ),
        ['sanitize-log', device, '--raw-binary'],
        ['id-ctrl', device, '--output-format=json'],
      ];
      for (const argv of commands) {
        const run = await runTool(tool, argv, { timeoutMs: 10_000 });
        expect(wordsOfNvme(run), argv.join(' ')).toContain('Inappropriate ioctl for device');
      }
      const unknown = await runTool(tool, [...sanitizeArgv(device, 'block', true), '--force'], { timeoutMs: 10_000 });
      expect(wordsOfNvme(unknown)).toContain("unrecognized option '--force'");
    },
  );
});
