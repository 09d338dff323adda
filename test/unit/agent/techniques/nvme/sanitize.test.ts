import { describe, expect, it } from 'vitest';
import type { DeviceOutcome, TechniqueNote } from '../../../../../native/agent/techniques/deviceTechnique.ts';
import { runSanitize } from '../../../../../native/agent/techniques/nvme/sanitizeRun.ts';
import { nvmeDrive } from '../../../../fixtures/nvme/nvmeDrive.ts';
import { type Kept, type Script, ScriptedController, toolsOn } from '../../../../fixtures/nvme/scriptedController.ts';

const codeOf = (outcome: DeviceOutcome): string =>
  'why' in outcome ? outcome.why.code : outcome.kind === 'stalled' ? 'stalled' : 'completed';
const starts = (kept: Kept): TechniqueNote[] => kept.notes.filter(({ what }) => what === 'nvme-sanitize-started');
const commands = (controller: ScriptedController): string[][] =>
  controller.asked.filter(([verb]) => verb === 'sanitize');

describe('a sanitize that goes well', () => {
  it.each([
    ['block', 0x202, ['--sanact=start-block-erase', '--no-dealloc']],
    ['crypto', 0x204, ['--sanact=start-crypto-erase', '--no-dealloc']],
    ['overwrite', 0x213, ['--sanact=start-overwrite', '--owpass=1', '--ovrpat=0', '--no-dealloc']],
  ] as const)('%s is completed by the drive’s own state', async (action, dword10, argv) => {
    const controller = new ScriptedController();
    const kept = toolsOn(controller);
    const outcome = await runSanitize(action, kept.tools);
    expect(outcome.kind).toBe('completed');
    expect(controller.sanitized).toBe(1);
    expect(commands(controller)).toEqual([['sanitize', '/dev/nvme3', ...argv]]);
    expect(starts(kept)[0]?.facts.dword10).toBe(dword10);
    expect(kept.pages.map(({ name }) => name)).toEqual([
      'nvme-sanitize-log-before',
      'nvme-sanitize-log-first-poll',
      'nvme-sanitize-log-after',
    ]);
    expect(kept.pages.every(({ bytes }) => bytes.length === 512)).toBe(true);
    const notes = outcome.kind === 'completed' ? outcome.notes.map(({ code }) => code) : [];
    expect(notes).toEqual(['nvme-tool-versions', 'nvme-kept-allocated']);
    expect(kept.fractions.filter((fraction) => fraction !== null).length).toBeGreaterThan(2);
  });

  it('the start is remembered before the drive is told', async () => {
    const controller = new ScriptedController();
    const kept = toolsOn(controller);
    const { tools } = kept;
    const run: typeof tools.run = async (program, argv, options) => {
      if (argv[0] === 'sanitize') expect(starts(kept)).toHaveLength(1);
      return tools.run(program, argv, options);
    };
    await runSanitize('block', { ...tools, run });
    expect(commands(controller)).toHaveLength(1);
  });

  it('a drive that never can but deallocate is told so, and the record too', async () => {
    const controller = new ScriptedController();
    const outcome = await runSanitize(
      'block',
      toolsOn(controller, { drive: nvmeDrive({ noDeallocateInhibited: true }) }).tools,
    );
    expect(commands(controller)).toEqual([['sanitize', '/dev/nvme3', '--sanact=start-block-erase']]);
    expect(outcome.kind === 'completed' && outcome.notes.map(({ code }) => code)).toContain('nvme-deallocated');
  });

  it('a drive that refuses the wish not to deallocate is asked without it', async () => {
    const controller = new ScriptedController({ refusesNoDeallocate: true });
    const kept = toolsOn(controller);
    expect((await runSanitize('crypto', kept.tools)).kind).toBe('completed');
    expect(starts(kept).map(({ facts }) => facts.dword10)).toEqual([0x204, 4]);
  });

  it('status 4 is success with the word that it was deallocated', async () => {
    const controller = new ScriptedController({ deallocatesAnyway: true });
    const outcome = await runSanitize('block', toolsOn(controller).tools);
    expect(outcome.kind === 'completed' && outcome.notes.map(({ code }) => code)).toContain(
      'nvme-deallocated-against-the-wish',
    );
  });

  it('one too quick to be seen is known by "all data is erased", which the canaries had taken back', async () => {
    const controller = new ScriptedController({ instant: true }, { status: 1, dword10: 0x204, dataErased: true });
    controller.write();
    expect((await runSanitize('crypto', toolsOn(controller).tools)).kind).toBe('completed');
  });

  it('logs that cannot be read for a while do not end it', async () => {
    const controller = new ScriptedController({ sanitizeMs: 20_000 });
    controller.script = {
      sanitizeMs: 20_000,
      log: (page, nowMs) => (nowMs > 3_000 && nowMs < 15_000 ? 'fails' : page),
    };
    expect((await runSanitize('block', toolsOn(controller).tools)).kind).toBe('completed');
  });
});

describe('a sanitize that is not known to have gone well is never completed', () => {
  const earlierSuccess = { status: 1, dword10: 0x202, dataErased: true } as const;
  it.each<[string, Script, Partial<ConstructorParameters<typeof ScriptedController>[1]>, string, string]>([
    ['fails half way', { failsAt: 0.5 }, {}, 'failed', 'nvme-sanitize-failed'],
    ['stands still at 655 of 65536 for ever', { stallsAt: 655 / 65_536 }, {}, 'stalled', 'stalled'],
    ['stands still at nothing', { stallsAt: 0 }, {}, 'stalled', 'stalled'],
    ['refuses', { refusesSanitize: true }, {}, 'failed', 'nvme-sanitize-refused'],
    [
      'refuses, with a success of an earlier owner',
      { refusesSanitize: true },
      earlierSuccess,
      'failed',
      'nvme-sanitize-refused',
    ],
    ['says yes and does nothing', { ignoresSanitize: true }, {}, 'failed', 'nvme-sanitize-not-begun'],
    [
      'says yes, does nothing, earlier success',
      { ignoresSanitize: true },
      earlierSuccess,
      'unknown',
      'nvme-sanitize-success-not-ours',
    ],
    [
      'says yes, does nothing, earlier success of another action',
      { ignoresSanitize: true },
      { ...earlierSuccess, dword10: 4 },
      'unknown',
      'nvme-sanitize-success-not-ours',
    ],
    [
      'is never seen at it and never takes "all erased" back',
      { instant: true, forgetsWrites: true },
      earlierSuccess,
      'unknown',
      'nvme-sanitize-success-not-ours',
    ],
    ['answers zeros from the beginning', { log: () => Buffer.alloc(512) }, {}, 'unknown', 'nvme-sanitize-log-not-read'],
    [
      'answers zeros once it runs',
      { log: (page) => (page.readUInt16LE(2) === 0 ? page : Buffer.alloc(512)) },
      {},
      'unknown',
      'nvme-sanitize-log-lost',
    ],
    [
      'tells an unknown status',
      { log: (page) => ((page[2] ?? 0) === 0 ? page : Buffer.from(page).fill(6, 2, 3)) },
      {},
      'unknown',
      'nvme-sanitize-log-lost',
    ],
    [
      'is not readable any more',
      { log: (page, nowMs) => (nowMs > 1_000 ? 'fails' : page) },
      {},
      'unknown',
      'nvme-sanitize-log-lost',
    ],
    ['gives half a log', { log: (page) => page.subarray(0, 256) }, {}, 'unknown', 'nvme-sanitize-log-not-read'],
    ['does not say who it is after it', { diesAfter: 'but-logs' }, {}, 'unknown', 'nvme-controller-not-answering'],
    ['is dead after it', { diesAfter: 'wholly' }, {}, 'unknown', 'nvme-sanitize-log-lost'],
    ['is another drive after it', { serialAfter: 'OTHER' }, {}, 'unknown', 'nvme-controller-of-another-drive'],
    ['is at a sanitize of somebody else', {}, { status: 2, dword10: 0x202 }, 'unknown', 'nvme-sanitize-of-another'],
    [
      'waits for a verification of its media',
      { log: (page) => ((page[2] ?? 0) === 2 ? Buffer.from(page).fill(5, 36, 37) : page) },
      {},
      'unknown',
      'nvme-sanitize-waits-for-verification',
    ],
    [
      'is asked by a libnvme that answers zeros',
      { version: 'nvme version 2.12\nlibnvme version 1.12\n' },
      {},
      'unknown',
      'nvme-libnvme-answers-zeros',
    ],
    ['is asked by a tool without a version', { version: 'nvme\n' }, {}, 'unknown', 'nvme-tool-not-usable'],
  ])('%s', async (_, script, earlier, kind, code) => {
    const controller = new ScriptedController(script, earlier);
    if (earlier?.dataErased === true) controller.write();
    const outcome = await runSanitize('block', toolsOn(controller).tools);
    expect([outcome.kind, codeOf(outcome)]).toEqual([kind, code]);
  });

  it('exit codes are no ground: never is exit-failure sent, never AUSE, and a failed one stays failed', async () => {
    const controller = new ScriptedController({ failsAt: 0.2 });
    await runSanitize('block', toolsOn(controller).tools);
    expect(commands(controller).flat().join(' ')).not.toMatch(/exit|ause|-u\b/);
  });

  it('without nvme-cli, and without a controller, nothing is started', async () => {
    for (const more of [{ installed: false }, { controllerNode: null }]) {
      const controller = new ScriptedController();
      const kept = toolsOn(controller, more);
      expect((await runSanitize('block', kept.tools)).kind).toBe('unknown');
      expect(starts(kept)).toEqual([]);
    }
  });

  it('a controller of another drive is never told to sanitize', async () => {
    const controller = new ScriptedController();
    const kept = toolsOn(controller, { drive: { ...nvmeDrive(), serialNumber: 'SOMETHING-ELSE' } });
    expect(codeOf(await runSanitize('block', kept.tools))).toBe('nvme-controller-of-another-drive');
    expect(commands(controller)).toEqual([]);
  });

  it('a job that is ended while it runs says that the drive goes on', async () => {
    const stop = new AbortController();
    const controller = new ScriptedController({ sanitizeMs: 60_000 });
    const kept = toolsOn(controller, { stop: stop.signal, onPause: (nowMs) => nowMs > 5_000 && stop.abort() });
    const outcome = await runSanitize('block', kept.tools);
    expect([outcome.kind, codeOf(outcome)]).toEqual(['interrupted', 'nvme-sanitize-runs-on']);
    const early = new AbortController();
    early.abort();
    const other = new ScriptedController();
    expect((await runSanitize('block', toolsOn(other, { stop: early.signal }).tools)).kind).toBe('interrupted');
    expect(commands(other)).toEqual([]);
  });
});

describe('after a restart', () => {
  /** Starts and is cut off after a while; answers what the job had noted by then. */
  const cutOff = async (controller: ScriptedController, afterMs: number): Promise<TechniqueNote[]> => {
    const stop = new AbortController();
    const kept = toolsOn(controller, { stop: stop.signal, onPause: (nowMs) => nowMs >= afterMs && stop.abort() });
    expect((await runSanitize('block', kept.tools)).kind).toBe('interrupted');
    return kept.notes;
  };

  it('one of ours that still runs is watched on, not started again', async () => {
    const controller = new ScriptedController({ sanitizeMs: 30_000 });
    const remembered = await cutOff(controller, 5_000);
    const outcome = await runSanitize('block', toolsOn(controller, { remembered }).tools);
    expect(outcome.kind).toBe('completed');
    expect(commands(controller)).toHaveLength(1);
  });

  it('one of ours that ended meanwhile is ours, as it was seen at work; a failure too', async () => {
    for (const [script, kind] of [
      [{ sanitizeMs: 30_000 }, 'completed'],
      [{ sanitizeMs: 30_000, failsAt: 0.9 }, 'failed'],
    ] as const) {
      const controller = new ScriptedController(script);
      const remembered = await cutOff(controller, 5_000);
      controller.pause(600_000);
      expect((await runSanitize('block', toolsOn(controller, { remembered }).tools)).kind).toBe(kind);
      expect(commands(controller)).toHaveLength(1);
    }
  });

  it('a command that never reached the drive is sent', async () => {
    const lost = new ScriptedController({ ignoresSanitize: true });
    const notes = toolsOn(lost);
    await runSanitize('block', notes.tools);
    const controller = new ScriptedController({}, {});
    const outcome = await runSanitize('block', toolsOn(controller, { remembered: starts(notes) }).tools);
    expect(outcome.kind).toBe('completed');
    expect(commands(controller)).toHaveLength(1);
  });

  it('a success that may be an earlier one is done again and not believed', async () => {
    const controller = new ScriptedController(
      { ignoresSanitize: true },
      { status: 1, dword10: 0x202, dataErased: true },
    );
    const kept = toolsOn(controller);
    expect((await runSanitize('block', kept.tools)).kind).toBe('unknown');
    controller.script = {};
    const outcome = await runSanitize('block', toolsOn(controller, { remembered: kept.notes }).tools);
    expect(outcome.kind).toBe('completed');
    expect(controller.sanitized).toBe(1);
  });

  it('a sanitize that runs and is not ours is nobody’s success', async () => {
    const controller = new ScriptedController({ sanitizeMs: 30_000 });
    const remembered = await cutOff(controller, 5_000);
    controller.pause(60_000);
    controller.startBySomebodyElse(4);
    const outcome = await runSanitize('block', toolsOn(controller, { remembered }).tools);
    expect([outcome.kind, codeOf(outcome)]).toEqual(['unknown', 'nvme-sanitize-of-another']);
  });
});

describe('a sanitize of a drive with several namespaces', () => {
  const part = (nsid: number) => ({
    nsid,
    kernelName: `nvme3n${nsid}`,
    sizeBytes: 131_072 * 512,
    logicalBlockBytes: 512,
  });
  const namespace = (nsid: number, attached = true) => ({ nsid, blocks: 131_072, flbas: 0, dps: 0, attached });
  const drive = { ...nvmeDrive(), parts: [part(1), part(2)] };

  it('is sent once, to the controller that they share', async () => {
    const controller = new ScriptedController({}, {}, [namespace(1), namespace(2)]);
    expect((await runSanitize('block', toolsOn(controller, { drive }).tools)).kind).toBe('completed');
    expect(commands(controller)).toHaveLength(1);
  });

  it.each<[string, ScriptedController]>([
    ['has one more now', new ScriptedController({}, {}, [namespace(1), namespace(2), namespace(3)])],
    [
      'has one more that is not attached',
      new ScriptedController({}, {}, [namespace(1), namespace(2), namespace(3, false)]),
    ],
    ['has another one', new ScriptedController({}, {}, [namespace(1), namespace(3)])],
    ['has one less', new ScriptedController({}, {}, [namespace(1)])],
  ])('is not sent to one that %s', async (_, controller) => {
    const kept = toolsOn(controller, { drive });
    expect(codeOf(await runSanitize('block', kept.tools))).toBe('nvme-namespaces-changed');
    expect(commands(controller)).toEqual([]);
    expect(starts(kept)).toEqual([]);
  });
});
