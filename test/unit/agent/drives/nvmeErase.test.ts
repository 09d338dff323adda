import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { nvmeEraseReader } from '../../../../native/agent/drives/erase/nvmeErase.ts';
import { nvmeSubsystemOf } from '../../../../native/agent/drives/linux/nvmeSubsystem.ts';
import type { RunTool } from '../../../../native/agent/tools/run.ts';
import { nvmeRun, type Script, ScriptedController } from '../../../fixtures/nvme/scriptedController.ts';
import { SysfsTree } from './sysfsTree.ts';

/** Any file that is there: its answers are scripted, but the reader asks once per file and so looks at it. */
const someProgram = process.execPath;

let tree: SysfsTree;
beforeEach(() => {
  tree = new SysfsTree();
});
afterEach(() => tree.end());

const twoNamespaces = (multipath: boolean) => ({
  slot: 3,
  controllers: ['nvme7'],
  serial: 'LABNV-0001',
  namespaces: [
    { name: 'nvme3n1', nsid: 2, minor: 1, sequence: 4 },
    { name: 'nvme3n2', nsid: 1, minor: 2, sequence: 5 },
  ],
  multipath,
});

describe('the subsystem of a block device', () => {
  it.each([false, true])('is found by links, never by names (paths joined: %s)', (multipath) => {
    tree.plugNvme(twoNamespaces(multipath));
    tree.plugNvme({
      slot: 4,
      controllers: ['nvme3'],
      serial: 'LABNV-0002',
      namespaces: [{ name: 'nvme7n1', nsid: 1, minor: 3, sequence: 6 }],
    });
    const found = nvmeSubsystemOf(tree.sysRoot, 'nvme3n2');
    expect(found?.controllers).toEqual(['nvme7']);
    expect(found?.nodes).toEqual([
      { kernelName: 'nvme3n2', nsid: 1 },
      { kernelName: 'nvme3n1', nsid: 2 },
    ]);
    expect(nvmeSubsystemOf(tree.sysRoot, 'nvme7n1')?.controllers).toEqual(['nvme3']);
  });

  it('has all of its controllers, those that answer first', () => {
    tree.plugNvme({ ...twoNamespaces(true), controllers: ['nvme2', 'nvme10', 'nvme1'] });
    tree.write('sys/devices/pci0000:00/0000:00:03.0/0000:03:00.0/nvme/nvme1/state', 'resetting\n');
    expect(nvmeSubsystemOf(tree.sysRoot, 'nvme3n1')?.controllers).toEqual(['nvme2', 'nvme10', 'nvme1']);
  });

  it('is not there for other drives, or for one that is gone', () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    expect(nvmeSubsystemOf(tree.sysRoot, 'sda')).toBeNull();
    expect(nvmeSubsystemOf(tree.sysRoot, 'nvme0n1')).toBeNull();
  });
});

describe('the erase means of an NVMe drive', () => {
  const askAbout = async (
    kernelName: string,
    controller: ScriptedController,
    find: (name: string) => string | null = () => someProgram,
  ) => {
    const run: RunTool = async (_, argv) => nvmeRun(argv, await controller.answer(argv));
    const facts = await nvmeEraseReader(find)({
      run,
      blockPath: `/dev/${kernelName}`,
      kernelName,
      sysRoot: tree.sysRoot,
    });
    return facts === null ? null : eraseFacts.parse(facts);
  };
  const one = { nsid: 1, blocks: 131_072, flbas: 0, dps: 0, attached: true };
  const codeOf = (facts: Awaited<ReturnType<typeof askAbout>>) =>
    facts?.interface === 'none' ? facts.why.code : facts;

  it('are asked of the controller behind it and not of the one with its number', async () => {
    tree.plugNvme(twoNamespaces(false));
    const controller = new ScriptedController({}, { status: 1, dword10: 2 }, [one, { ...one, nsid: 2, flbas: 1 }]);
    expect(await askAbout('nvme3n1', controller)).toMatchObject({
      interface: 'nvme',
      controllerName: 'nvme7',
      controllers: 1,
      sanitizeBlock: true,
      sanitizeCrypto: true,
      sanitizeOverwrite: true,
      noDeallocateInhibited: false,
      formatSupported: true,
      formatCrypto: true,
      formatAllNamespaces: false,
      unallocatedBytes: 0,
      sanitizeStatus: 1,
      namespaces: [
        { nsid: 1, kernelName: 'nvme3n2', sizeBytes: 131_072 * 512, lbaFormat: 0 },
        { nsid: 2, kernelName: 'nvme3n1', sizeBytes: 131_072 * 4096, lbaFormat: 1 },
      ],
    });
    expect(new Set(controller.asked.slice(1).map(([, path]) => path))).toEqual(new Set(['/dev/nvme7']));
    expect(controller.asked.map(([verb]) => verb)).not.toContain('sanitize');
  });

  it.each<[string, Script, number | null, boolean]>([
    ['has one controller by its own word', { cmic: 1 }, 0, false],
    ['may have several and names one', { cmic: 2 }, 0, true],
    ['may have several and names three', { cmic: 3, controllers: [1, 2, 7] }, 2, true],
    ['may have several and does not name them', { cmic: 2, controllers: 'fails' }, null, true],
    ['may have several and names none', { cmic: 2, controllers: [] }, null, true],
    ['does not say how many it may have', {}, 0, true],
  ])('of a drive with several namespaces that %s tell who else reaches them', async (_, script, others, asked) => {
    tree.plugNvme(twoNamespaces(false));
    const controller = new ScriptedController(script, {}, [one, { ...one, nsid: 2 }]);
    expect(await askAbout('nvme3n1', controller)).toMatchObject({ otherControllers: others });
    expect(controller.asked.some(([verb]) => verb === 'list-ctrl')).toBe(asked);
  });

  it('of a drive with one namespace do not ask for other controllers', async () => {
    tree.plugNvme({ ...twoNamespaces(false), namespaces: [{ name: 'nvme3n1', nsid: 1, minor: 1, sequence: 4 }] });
    const controller = new ScriptedController({ cmic: 3 });
    expect(await askAbout('nvme3n1', controller)).not.toHaveProperty('otherControllers');
    expect(controller.asked.map(([verb]) => verb)).not.toContain('list-ctrl');
  });

  it('name a namespace that is not attached, without a device', async () => {
    tree.plugNvme({ ...twoNamespaces(false), namespaces: [{ name: 'nvme3n1', nsid: 1, minor: 1, sequence: 4 }] });
    const controller = new ScriptedController({}, {}, [one, { ...one, nsid: 5, attached: false }]);
    const facts = await askAbout('nvme3n1', controller);
    expect(facts).toMatchObject({ namespaces: [{ nsid: 1 }, { nsid: 5, kernelName: null }] });
  });

  it('of a drive without namespace management need not answer for namespaces that are not attached', async () => {
    tree.plugNvme({ ...twoNamespaces(false), namespaces: [{ name: 'nvme3n1', nsid: 1, minor: 1, sequence: 4 }] });
    expect(await askAbout('nvme3n1', new ScriptedController({ listAllFails: true }))).toMatchObject({
      namespaces: [{ nsid: 1, kernelName: 'nvme3n1' }],
    });
  });

  it('are none, with the reason, where they cannot be read', async () => {
    tree.plugNvme(twoNamespaces(false));
    const zeros: Script = { version: 'nvme version 2.12\nlibnvme version 1.12\n' };
    expect(codeOf(await askAbout('nvme3n1', new ScriptedController(zeros)))).toBe('nvme-libnvme-answers-zeros');
    expect(codeOf(await askAbout('nvme3n1', new ScriptedController(), () => null))).toBe('nvme-tool-not-usable');
    // The controller names one namespace, the kernel shows two.
    expect(codeOf(await askAbout('nvme3n1', new ScriptedController()))).toBe('nvme-namespaces-not-read');
  });

  it('a sanitize log that is not read leaves its status unknown', async () => {
    tree.plugNvme({ ...twoNamespaces(false), namespaces: [{ name: 'nvme3n1', nsid: 1, minor: 1, sequence: 4 }] });
    for (const log of [() => Buffer.alloc(512), () => 'fails' as const]) {
      expect(await askAbout('nvme3n1', new ScriptedController({ log }))).toMatchObject({ sanitizeStatus: null });
    }
  });

  it('are not asked of other drives', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    const controller = new ScriptedController();
    expect(await askAbout('sda', controller)).toBeNull();
    expect(controller.asked).toEqual([]);
  });

  it('of a real capture of QEMU’s own drive: it formats and does not sanitize', async () => {
    tree.plugNvme({ ...twoNamespaces(false), namespaces: [{ name: 'nvme3n1', nsid: 1, minor: 1, sequence: 4 }] });
    const folder = resolve(import.meta.dirname, '../../../fixtures/tools/nvme');
    const files: Record<string, string> = {
      version: 'version-2.3.txt',
      'id-ctrl': 'id-ctrl-qemu.json',
      'list-ns': 'list-ns-one.json',
      'id-ns': 'id-ns-512.json',
    };
    const run: RunTool = async (_, argv) =>
      nvmeRun(argv, { stdout: readFileSync(join(folder, files[argv[0] ?? ''] ?? '')) });
    const ask = { run, blockPath: '/dev/nvme3n1', kernelName: 'nvme3n1', sysRoot: tree.sysRoot };
    expect(await nvmeEraseReader(() => someProgram)(ask)).toMatchObject({
      formatSupported: true,
      formatCrypto: false,
      sanitizeBlock: false,
      sanitizeStatus: null,
    });
  });
});
