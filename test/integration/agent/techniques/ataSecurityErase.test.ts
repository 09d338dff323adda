import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSecurityErase } from '../../../../native/agent/techniques/ata/securityEraseRun.ts';
import type { DeviceOutcome } from '../../../../native/agent/techniques/deviceTechnique.ts';
import { type AtaBench, type BenchOptions, Crash, openAtaBench } from '../../../fixtures/ata/ataBench.ts';
import { type AtaDriveOptions, createAtaDrive } from '../../../fixtures/ata/ataDrive.ts';
import { buildShim } from '../../../fixtures/ata/driveShim.ts';

let shim: ReturnType<typeof buildShim>;
beforeAll(() => {
  shim = buildShim();
});
afterAll(() => shim.remove());

const PASSWORD = 'Wtest0123456789';
const open = (options?: AtaDriveOptions, bench?: BenchOptions) =>
  openAtaBench(shim.library, createAtaDrive(options), bench);
const erase = (bench: AtaBench, enhanced = false) =>
  runSecurityErase(bench.tools(), { enhanced, maySuspend: false, newPassword: () => PASSWORD });
const codeOf = (outcome: DeviceOutcome) =>
  outcome.kind === 'completed'
    ? ['completed', ...outcome.notes.map(({ code }) => code)].join(' ')
    : [outcome.kind, outcome.kind === 'stalled' ? '' : outcome.why.code].join(' ').trim();

/** Whatever happened: only a really erased drive completes quietly, and one that we closed is open again unless the outcome says it. */
function expectHonest(bench: AtaBench, outcome: DeviceOutcome): void {
  const { erased, enabled, password } = bench.drive.state;
  if (outcome.kind === 'completed' && !erased) expect(outcome.notes).not.toEqual([]);
  if (enabled && password === PASSWORD) {
    expect('why' in outcome ? outcome.why.code : outcome.kind).toMatch(/^ata-(password-left|erase-left-running)$/);
  }
}

type Row = {
  name: string;
  drive?: AtaDriveOptions;
  bench?: BenchOptions;
  state?: Partial<AtaBench['drive']['state']>;
  enhanced?: boolean;
  expected: string;
};

const rows: Row[] = [
  { name: 'an honest drive, normal', expected: 'completed' },
  { name: 'an honest drive, enhanced', enhanced: true, expected: 'completed' },
  {
    name: 'an honest drive whose layer cannot give descriptor sense',
    drive: { faults: { noDescriptorSense: true } },
    expected: 'completed',
  },
  { name: 'an honest drive without sg_wr_mode on the PC', bench: { missing: ['sg_wr_mode'] }, expected: 'completed' },
  {
    name: 'a drive that refuses the password, with hdparm ending 0',
    drive: { faults: { noDescriptorSense: true, refuse: 0xf1 } },
    expected: 'failed ata-password-not-taken',
  },
  {
    name: 'a drive that refuses the password',
    drive: { faults: { refuse: 0xf1 } },
    expected: 'failed ata-password-not-taken',
  },
  {
    name: 'a drive that takes the password and forgets it',
    drive: { faults: { ignore: 0xf1 } },
    expected: 'failed ata-password-not-taken',
  },
  {
    name: 'a drive that refuses the erase, with hdparm ending 0',
    drive: { faults: { noDescriptorSense: true, refuse: 0xf4 } },
    expected: 'failed ata-erase-refused',
  },
  { name: 'a drive that refuses the erase', drive: { faults: { refuse: 0xf4 } }, expected: 'failed ata-erase-refused' },
  {
    name: 'a drive that refuses to prepare',
    drive: { faults: { refuse: 0xf3 } },
    expected: 'failed ata-erase-not-confirmed',
  },
  {
    name: 'a drive that says good and does nothing',
    drive: { faults: { ignore: 0xf4 } },
    expected: 'failed ata-erase-claimed-but-closed',
  },
  {
    name: 'a controller that hides the refusal',
    drive: { faults: { withoutSense: true, refuse: 0xf4 } },
    expected: 'failed ata-erase-claimed-but-closed',
  },
  {
    name: 'a drive that opens itself and refuses',
    drive: { faults: { refusesButOpens: true } },
    expected: 'failed ata-erase-refused',
  },
  {
    name: 'a drive whose answer is lost by the controller',
    drive: { faults: { hostErrorOn: 0xf4 } },
    expected: 'unknown ata-erase-answer-unread',
  },
  {
    name: 'a drive that opens itself at once without erasing',
    drive: { eraseMs: 300, eraseWords: [90, 90], faults: { opensWithoutErasing: true } },
    expected: 'completed erase-implausibly-quick',
  },
  {
    name: 'a drive that is too quick for platters',
    drive: { eraseMs: 10 },
    expected: 'completed erase-implausibly-quick',
  },
  {
    name: 'a quick flash drive',
    drive: { eraseMs: 300, eraseWords: [30, 30] },
    bench: { mediaType: 'flash' },
    expected: 'completed',
  },
  {
    name: 'a drive that cannot take its password off again',
    drive: { faults: { refuse: 0xf4, ignore: 0xf6 } },
    expected: 'failed ata-password-left',
  },
  {
    name: 'a drive that dies between password and erase',
    drive: { faults: { goneAfter: 0xf1 } },
    expected: 'unknown ata-password-left',
  },
  {
    name: 'a drive that dies in the erase',
    drive: { faults: { goneAfter: 0xf4 } },
    expected: 'unknown ata-password-left',
  },
  {
    name: 'a drive in whose place another answers after the erase',
    drive: { faults: { swappedAfter: 0xf4 } },
    expected: 'unknown ata-password-left',
  },
  {
    name: 'another drive from the start',
    drive: { serialNumber: 'EX-OTHER' },
    expected: 'unknown ata-identify-unread',
  },
  {
    name: 'a drive that identifies with zeros',
    drive: { faults: { identifyZeros: true } },
    expected: 'unknown ata-identify-unread',
  },
  {
    name: 'a drive whose words are damaged',
    drive: { faults: { identifyDamaged: true } },
    expected: 'unknown ata-identify-unread',
  },
  { name: 'a drive without security', drive: { security: false }, expected: 'failed ata-security-not-supported' },
  { name: 'a frozen drive', state: { frozen: true }, expected: 'failed ata-frozen' },
  {
    name: 'a drive locked by its owner',
    state: { enabled: true, locked: true, password: 'x', masterRevision: 1 },
    expected: 'failed ata-locked-high',
  },
  {
    name: "a locked drive with the maker's master password",
    state: { enabled: true, locked: true, password: 'x' },
    expected: 'failed ata-locked-factory-master',
  },
  {
    name: 'a drive locked at the maximum level',
    state: { enabled: true, locked: true, maximum: true, password: 'x' },
    expected: 'failed ata-locked-maximum',
  },
  {
    name: 'a drive that takes no more passwords',
    state: { enabled: true, locked: true, countExpired: true, password: 'x' },
    expected: 'failed ata-locked-count-expired',
  },
  {
    name: "a drive that is open but has an owner's password",
    state: { enabled: true, password: 'owner' },
    expected: 'completed',
  },
  {
    name: 'a drive with a host protected area',
    drive: { hostProtectedArea: true, nativeSectors: 70_000 },
    expected: 'failed power-cycle-needed',
  },
  {
    name: 'a drive whose sectors are hidden by its configuration',
    drive: { deviceConfiguration: true, dcoSectors: 70_000 },
    expected: 'failed power-cycle-needed',
  },
  {
    name: 'a drive whose native maximum cannot be read',
    drive: { hostProtectedArea: true, faults: { refuse: 0x27 } },
    expected: 'failed ata-hidden-area-unread',
  },
];

describe('security erase, with the real hdparm', () => {
  it.each(rows)('$name ends as: $expected', async ({ drive, bench: benchOptions, state, enhanced, expected }) => {
    const bench = await open(drive, benchOptions);
    try {
      Object.assign(bench.drive.state, state);
      const outcome = await erase(bench, enhanced);
      expect(codeOf(outcome)).toBe(expected);
      expectHonest(bench, outcome);
      expect(bench.drive.state.wrongTries).toBe(0);
    } finally {
      await bench.close();
    }
  });

  it('has the password in the journal before the drive has it', async () => {
    const bench = await open();
    bench.beforeRun = (argv) => {
      if (!argv.includes('--security-set-pass')) return;
      expect(bench.notes).toContainEqual({ what: 'ata-password', facts: { password: PASSWORD, enhanced: false } });
      expect(bench.drive.state.enabled).toBe(false);
    };
    await erase(bench);
    expect(bench.commands.some((command) => command.includes('--security-set-pass'))).toBe(true);
    await bench.close();
  });

  it.each([
    ['ata-password', 'after the password was journalled'],
    ['ata-password-set', 'between password and erase'],
    ['ata-security-erase-started', 'right before the erase'],
  ])('a crash at %s, power cut or not, is taken up again and leaves no drive locked', async (note) => {
    for (const powerCut of [false, true]) {
      const bench = await open();
      bench.crashAfterNote = note;
      await expect(erase(bench)).rejects.toThrow(Crash);
      bench.crashAfterNote = null;
      if (powerCut) bench.drive.powerCycle();
      const outcome = await erase(bench);
      expect([codeOf(outcome), bench.drive.state.erased, bench.drive.state.enabled]).toEqual([
        'completed',
        true,
        false,
      ]);
      expect(
        new Set(bench.notes.filter(({ what }) => what === 'ata-password').map(({ facts }) => facts.password)),
      ).toEqual(new Set([PASSWORD]));
      await bench.close();
    }
  });

  it('a power cut in the middle of the erase leaves the drive locked; the next run erases it with the journalled password', async () => {
    const bench = await open({ faults: { goneAfter: 0xf4, refuse: 0xf4 } });
    const first = await erase(bench);
    expect(codeOf(first)).toBe('unknown ata-password-left');
    bench.drive.powerCycle();
    bench.drive.faults.goneAfter = undefined;
    bench.drive.faults.refuse = undefined;
    expect(bench.drive.state.locked).toBe(true);
    expect(codeOf(await erase(bench))).toBe('completed');
    expect(bench.drive.state).toMatchObject({ enabled: false, locked: false, erased: true });
    await bench.close();
  });

  it('an erase that ended while nobody watched is completed, and says that its answer was not seen', async () => {
    const bench = await open();
    await erase(bench);
    const outcome = await erase(bench);
    expect(codeOf(outcome)).toBe('completed ata-erase-answer-not-seen');
    await bench.close();
  });

  it('a drive that we opened ourselves is never taken for an erased one after a restart', async () => {
    const bench = await open({ faults: { refuse: 0xf4 } });
    bench.crashAfterNote = 'ata-password-releasing';
    await expect(erase(bench)).rejects.toThrow(Crash);
    bench.crashAfterNote = null;
    Object.assign(bench.drive.state, { enabled: false, locked: false });
    const outcome = await erase(bench);
    expect(codeOf(outcome)).toBe('failed ata-erase-refused');
    await bench.close();
  });

  it('a drive that opened itself without a readable yes is not completed after a restart either', async () => {
    const bench = await open({ faults: { hostErrorOn: 0xf4, opensWithoutErasing: true } });
    expect(codeOf(await erase(bench))).toBe('unknown ata-erase-answer-unread');
    const again = await erase(bench);
    expect(codeOf(again)).toBe('unknown ata-erase-answer-unread');
    await bench.close();
  });

  it.each(['ata-password', 'ata-password-set'])('a job stopped at %s leaves the drive open', async (note) => {
    const bench = await open();
    const tools = bench.tools();
    const outcome = await runSecurityErase(
      {
        ...tools,
        remember(one) {
          tools.remember(one);
          if (one.what === note) bench.stop.abort();
        },
      },
      { enhanced: false, maySuspend: false, newPassword: () => PASSWORD },
    );
    expect(outcome.kind).not.toBe('completed');
    expect(bench.drive.state.enabled).toBe(false);
    await bench.close();
  });

  it('a job that is stopped while hidden areas are looked for has not failed: nothing was read', async () => {
    const bench = await open({ hostProtectedArea: true });
    bench.beforeRun = (argv) => {
      if (argv.includes('-N')) bench.stop.abort();
    };
    const outcome = await erase(bench);
    expect(bench.stop.signal.aborted).toBe(true);
    expect(outcome).toMatchObject({ kind: 'interrupted', why: { code: 'stopped-before-erase' } });
    expect(bench.drive.state.enabled).toBe(false);
    await bench.close();
  });

  it('restores a hidden area before it erases anything, and asks for a power cycle', async () => {
    const bench = await open({ hostProtectedArea: true, nativeSectors: 70_000 });
    const first = await erase(bench);
    expect(first).toMatchObject({ kind: 'failed', why: { details: { area: 'HPA', sectors: 4_464, restored: true } } });
    expect(bench.drive.state).toMatchObject({ sectors: 70_000, enabled: false, erased: false });
    await bench.close();
  });
});
