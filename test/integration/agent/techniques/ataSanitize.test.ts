import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sanitizeBlock } from '../../../../native/agent/techniques/ata/sanitizeBlock.ts';
import { sanitizeCrypto } from '../../../../native/agent/techniques/ata/sanitizeCrypto.ts';
import { sanitizeOverwrite } from '../../../../native/agent/techniques/ata/sanitizeOverwrite.ts';
import type { DeviceOutcome, DeviceTechnique } from '../../../../native/agent/techniques/deviceTechnique.ts';
import { type AtaBench, type BenchOptions, Crash, openAtaBench } from '../../../fixtures/ata/ataBench.ts';
import { type AtaDriveOptions, createAtaDrive } from '../../../fixtures/ata/ataDrive.ts';
import { buildShim } from '../../../fixtures/ata/driveShim.ts';

let shim: ReturnType<typeof buildShim>;
beforeAll(() => {
  shim = buildShim();
});
afterAll(() => shim.remove());

const open = (options?: AtaDriveOptions, bench?: BenchOptions) =>
  openAtaBench(shim.library, createAtaDrive(options), bench);
const codeOf = (outcome: DeviceOutcome) =>
  outcome.kind === 'completed'
    ? ['completed', ...outcome.notes.map(({ code }) => code)].join(' ')
    : [outcome.kind, outcome.kind === 'stalled' ? '' : outcome.why.code].join(' ').trim();

type Row = {
  name: string;
  technique?: DeviceTechnique;
  drive?: AtaDriveOptions;
  bench?: BenchOptions;
  state?: Partial<AtaBench['drive']['state']>;
  expected: string;
};
const SANITIZE = 0xb4;
/** The success flag of an earlier owner's sanitize. */
const stale = { completed: true };

const rows: Row[] = [
  { name: 'an honest block erase', expected: 'completed' },
  { name: 'an honest crypto scramble', technique: sanitizeCrypto, expected: 'completed' },
  { name: 'an honest overwrite', technique: sanitizeOverwrite, expected: 'completed' },
  { name: 'an honest one after an earlier owner had sanitized', state: stale, expected: 'completed' },
  { name: 'an honest one without sg_wr_mode on the PC', bench: { missing: ['sg_wr_mode'] }, expected: 'completed' },
  { name: 'an honest one after an earlier one failed', state: { sanitizing: 'failed' }, expected: 'completed' },
  { name: 'one that is over at once', drive: { sanitizePolls: 0 }, expected: 'completed sanitize-not-seen-running' },
  {
    name: 'one that is over at once, the flag up before',
    drive: { sanitizePolls: 0 },
    state: stale,
    expected: 'completed sanitize-not-seen-running',
  },
  {
    name: 'a drive that takes the command and does nothing',
    drive: { faults: { ignore: SANITIZE } },
    expected: 'unknown ata-sanitize-not-begun',
  },
  {
    name: 'a drive that takes it, does nothing, and has a stale success',
    drive: { faults: { ignore: SANITIZE } },
    state: stale,
    expected: 'completed sanitize-not-seen-running',
  },
  {
    name: 'a controller that loses the answer, with a stale success',
    drive: { faults: { withoutSense: true } },
    state: stale,
    expected: 'unknown ata-sanitize-status-unread',
  },
  {
    name: 'a bridge that rewrites all sense data',
    drive: { faults: { alwaysFixedSense: true } },
    expected: 'unknown ata-sanitize-status-unread',
  },
  {
    name: 'a controller that gives zero registers',
    drive: { faults: { zeroRegisters: true } },
    state: stale,
    expected: 'unknown ata-sanitize-status-unread',
  },
  {
    name: 'a controller that drops the upper registers',
    drive: { faults: { registersNotExtended: true } },
    expected: 'unknown ata-sanitize-status-unread',
  },
  { name: 'one that fails', drive: { faults: { sanitizeFails: true } }, expected: 'failed ata-sanitize-failed' },
  {
    name: 'one that fails and whose refusals cannot be read',
    drive: { faults: { sanitizeFails: true, noDescriptorSense: true } },
    expected: 'unknown ata-sanitize-status-unread',
  },
  {
    name: 'one that fails with the flag of an earlier owner',
    drive: { faults: { sanitizeFails: true } },
    state: stale,
    expected: 'failed ata-sanitize-failed',
  },
  {
    name: 'one that ends without a word',
    drive: { faults: { sanitizeEndsMute: true } },
    expected: 'unknown ata-sanitize-ended-without-success',
  },
  {
    name: 'one that stands still',
    drive: { sanitizePolls: 20, faults: { sanitizeStallsAt: 655 } },
    expected: 'stalled',
  },
  { name: 'one that stands still at 100 %', drive: { faults: { sanitizeStallsAt: 65_535 } }, expected: 'stalled' },
  { name: 'a frozen drive', state: { sanitizing: 'frozen' }, expected: 'failed ata-sanitize-frozen' },
  {
    name: 'a drive where another sanitize runs',
    state: { sanitizing: 'in-process' },
    expected: 'failed ata-sanitize-of-another',
  },
  {
    name: 'a locked drive',
    state: { enabled: true, locked: true, password: 'x' },
    expected: 'failed ata-sanitize-while-locked',
  },
  { name: 'a drive without sanitize', drive: { sanitize: false }, expected: 'failed ata-sanitize-not-supported' },
  {
    name: 'another drive from the start',
    drive: { serialNumber: 'EX-OTHER' },
    expected: 'unknown ata-identify-unread',
  },
  {
    name: 'a drive that goes away for good',
    drive: { faults: { goneAfter: SANITIZE } },
    expected: 'unknown ata-sanitize-status-unread',
  },
  {
    name: 'a drive in whose place another answers',
    drive: { faults: { swappedAfter: SANITIZE } },
    expected: 'unknown ata-identify-unread',
  },
  {
    name: 'a drive with a host protected area',
    drive: { hostProtectedArea: true, nativeSectors: 70_000 },
    expected: 'failed power-cycle-needed',
  },
];

describe('sanitize, with the real hdparm', () => {
  it.each(rows)(
    '$name ends as: $expected',
    async ({ technique = sanitizeBlock, drive, bench: benchOptions, state, expected }) => {
      const bench = await open(drive, benchOptions);
      try {
        Object.assign(bench.drive.state, state);
        const outcome = await technique.run(bench.tools());
        expect(codeOf(outcome)).toBe(expected);
        if (outcome.kind === 'completed' && outcome.notes.length === 0) expect(bench.drive.state.erased).toBe(true);
      } finally {
        await bench.close();
      }
    },
  );

  it('an overwrite is always one pass; zero would be sixteen', async () => {
    const bench = await open();
    await sanitizeOverwrite.run(bench.tools());
    expect(bench.drive.state.overwritePasses).toBe(1);
    await bench.close();
  });

  it('nothing is destroyed on a drive whose state could not be told afterwards', async () => {
    const bench = await open({ faults: { zeroRegisters: true } });
    await sanitizeBlock.run(bench.tools());
    expect(bench.drive.state).toMatchObject({ erased: false, sanitizing: 'idle' });
    expect(bench.notes).toEqual([]);
    await bench.close();
  });

  it.each([
    ['before the command', 'ata-sanitize-started', false],
    ['before the command, with a stale success', 'ata-sanitize-started', true],
    ['right after it', 'ata-sanitize-accepted', true],
    ['while it was seen running', 'ata-sanitize-seen-running', false],
  ])('a crash %s is taken up again', async (_, note, completed) => {
    const bench = await open({ sanitizePolls: 6 });
    bench.drive.state.completed = completed;
    bench.crashAfterNote = note;
    await expect(sanitizeBlock.run(bench.tools())).rejects.toThrow(Crash);
    bench.crashAfterNote = null;
    bench.drive.powerCycle();
    expect(codeOf(await sanitizeBlock.run(bench.tools()))).toBe('completed');
    expect(bench.drive.state.erased).toBe(true);
    await bench.close();
  });

  it('a running one is rejoined, not started anew', async () => {
    const bench = await open({ sanitizePolls: 6 });
    bench.crashAfterNote = 'ata-sanitize-seen-running';
    await expect(sanitizeBlock.run(bench.tools())).rejects.toThrow(Crash);
    bench.crashAfterNote = null;
    await sanitizeBlock.run(bench.tools());
    expect(bench.commands.filter((command) => command.includes('--sanitize-block-erase'))).toHaveLength(1);
    await bench.close();
  });

  it('tells the progress that the drive tells', async () => {
    const bench = await open({ sanitizePolls: 4 });
    await sanitizeBlock.run(bench.tools());
    const told = bench.progress.map(([fraction]) => fraction);
    expect(told.length).toBeGreaterThan(2);
    expect(told).toEqual([...told].sort((one, other) => (one ?? 0) - (other ?? 0)));
    await bench.close();
  });
});
