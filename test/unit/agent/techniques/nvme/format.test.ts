import { describe, expect, it } from 'vitest';
import type { DeviceOutcome } from '../../../../../native/agent/techniques/deviceTechnique.ts';
import { formatArgv } from '../../../../../native/agent/techniques/nvme/formatCommand.ts';
import { runFormat } from '../../../../../native/agent/techniques/nvme/formatRun.ts';
import { findProgram } from '../../../../../native/agent/tools/locate.ts';
import { wordsOfNvme } from '../../../../../native/agent/tools/nvme.ts';
import { runTool } from '../../../../../native/agent/tools/run.ts';
import { nvmeDrive, nvmeFacts } from '../../../../fixtures/nvme/nvmeDrive.ts';
import { type Script, ScriptedController, toolsOn } from '../../../../fixtures/nvme/scriptedController.ts';

const codeOf = (outcome: DeviceOutcome): string => ('why' in outcome ? outcome.why.code : outcome.kind);
const formats = (controller: ScriptedController): string[][] => controller.asked.filter(([verb]) => verb === 'format');
const [plain] = nvmeFacts.namespaces;
const two = nvmeDrive({
  namespaces: [
    { ...plain, nsid: 1, kernelName: 'nvme3n1', lbaFormat: 0 } as never,
    { ...plain, nsid: 2, kernelName: 'nvme3n2', lbaFormat: 3 } as never,
  ],
});

describe('a format', () => {
  it('keeps the LBA format, the metadata and the protection of every namespace, and always says which erase', async () => {
    const controller = new ScriptedController({}, {}, [
      { nsid: 1, blocks: 131_072, flbas: 0, dps: 0, attached: true },
      { nsid: 2, blocks: 1_000, flbas: 0b1_0011, dps: 0b1010, attached: true },
    ]);
    const kept = toolsOn(controller, { drive: two });
    const outcome = await runFormat(1, kept.tools);
    expect(formats(controller)).toEqual([
      [
        'format',
        '/dev/nvme3',
        '--namespace-id=1',
        '--ses=1',
        '--lbaf=0',
        '--ms=0',
        '--pi=0',
        '--pil=0',
        '--timeout=600000',
        '--force',
      ],
      [
        'format',
        '/dev/nvme3',
        '--namespace-id=2',
        '--ses=1',
        '--lbaf=3',
        '--ms=1',
        '--pi=2',
        '--pil=1',
        '--timeout=600000',
        '--force',
      ],
    ]);
    expect(outcome.kind).toBe('completed');
    expect(controller.formatted).toEqual([1, 2]);
    // Nothing is counted down, yet a namespace that is done is a movement.
    expect(kept.fractions.filter((fraction) => fraction !== null)).toEqual([0.5, 1]);
  });

  it('that the drive said yes to and that changed nothing of the format is completed, with the word that no log shows it', async () => {
    const controller = new ScriptedController();
    const kept = toolsOn(controller);
    const outcome = await runFormat(2, kept.tools);
    expect(outcome.kind === 'completed' && outcome.notes.map(({ code }) => code)).toEqual([
      'nvme-tool-versions',
      'nvme-format-keeps-no-log',
    ]);
    expect(kept.notes.map(({ what }) => what)).toEqual(['nvme-format-started']);
    expect(kept.pages.map(({ name }) => name)).toEqual(['nvme-namespace-1-before', 'nvme-namespace-1-after']);
  });

  it('shows its progress where the drive counts it down', async () => {
    const controller = new ScriptedController({ formatMs: 100_000, showsFormatProgress: true });
    const kept = toolsOn(controller, { silenceMs: 20_000 });
    expect((await runFormat(1, kept.tools)).kind).toBe('completed');
    expect(kept.fractions.filter((fraction) => fraction !== null).length).toBeGreaterThan(5);
  });

  it.each<[string, Script, string, string]>([
    ['is refused', { formatFails: true }, 'failed', 'nvme-format-refused'],
    ['leaves another block size', { formatLeaves: { flbas: 1 } }, 'failed', 'nvme-format-changed-the-namespace'],
    ['leaves no protection information', { formatLeaves: { dps: 1 } }, 'failed', 'nvme-format-changed-the-namespace'],
    ['leaves another size', { formatLeaves: { blocks: 10 } }, 'failed', 'nvme-format-changed-the-namespace'],
    ['leaves a dead controller', { diesAfter: 'wholly' }, 'unknown', 'nvme-controller-not-answering'],
    ['leaves another drive', { serialAfter: 'OTHER' }, 'unknown', 'nvme-controller-of-another-drive'],
    ['says nothing for too long', { formatMs: 10_000_000 }, 'stalled', 'stalled'],
    [
      'is asked by a libnvme that answers zeros',
      { version: 'nvme version 2.12\nlibnvme version 1.12\n' },
      'unknown',
      'nvme-libnvme-answers-zeros',
    ],
  ])('that %s is not completed', async (_, script, kind, code) => {
    const controller = new ScriptedController(script);
    const outcome = await runFormat(1, toolsOn(controller).tools);
    expect([outcome.kind, codeOf(outcome)]).toEqual([kind, code]);
    if (kind === 'stalled') controller.pause(20_000_000);
  });

  it('of other namespaces than the plan was made for is not begun', async () => {
    for (const drive of [
      two,
      nvmeDrive({ namespaces: [{ ...plain, lbaFormat: 1 } as never] }),
      { ...nvmeDrive(), erase: null },
    ]) {
      const controller = new ScriptedController();
      expect((await runFormat(1, toolsOn(controller, { drive }).tools)).kind).toBe('unknown');
      expect(formats(controller)).toEqual([]);
    }
  });

  it('that was cut off by a restart is run again', async () => {
    const controller = new ScriptedController();
    const remembered = [{ what: 'nvme-format-started', facts: { ses: 1 } }];
    expect((await runFormat(1, toolsOn(controller, { remembered }).tools)).kind).toBe('completed');
    expect(controller.formatted).toEqual([1]);
  });

  it('that is ended early says that the drive may go on', async () => {
    const stop = new AbortController();
    const controller = new ScriptedController({ formatMs: 50_000 });
    const kept = toolsOn(controller, { stop: stop.signal, onPause: (nowMs) => nowMs > 10_000 && stop.abort() });
    expect(codeOf(await runFormat(1, kept.tools))).toBe('nvme-format-runs-on');
    controller.pause(100_000);
  });

  const path = findProgram('nvme');
  it.skipIf(path === null)(
    'is known to the real nvme-cli in every argument (skipped where it is not installed)',
    async () => {
      const keep = { blocks: 1, lbaFormat: 1, metadataExtended: true, protectionType: 2, protectionFirst: true };
      const tool = { name: 'nvme', path: path ?? '', version: 'unknown' };
      const run = await runTool(tool, formatArgv('/dev/null', 1, 1, keep, 600_000), { timeoutMs: 10_000 });
      expect(wordsOfNvme(run)).toContain('Inappropriate ioctl for device');
    },
  );
});
