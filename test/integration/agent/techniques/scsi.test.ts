import { afterEach, describe, expect, it } from 'vitest';
import type { DeviceOutcome, DeviceTechnique } from '../../../../native/agent/techniques/deviceTechnique.ts';
import { formatUnit } from '../../../../native/agent/techniques/scsi/formatUnit.ts';
import { sanitizeBlock } from '../../../../native/agent/techniques/scsi/sanitizeBlock.ts';
import { sanitizeCrypto } from '../../../../native/agent/techniques/scsi/sanitizeCrypto.ts';
import { sanitizeOverwrite } from '../../../../native/agent/techniques/scsi/sanitizeOverwrite.ts';
import { announceSkip } from '../../../fixtures/engine/loopDevices.ts';
import { openScsiBench, type ScsiBench, SG_PROGRAMS, scsiDriveFacts } from '../../../fixtures/scsi/scsiBench.ts';
import { SANITIZE_FAILED, type ScsiScript, WRITE_REQUIRED } from '../../../fixtures/scsi/scsiDrive.ts';
import { sgIoSkipReason } from '../../../fixtures/shim/sgIo.ts';

const skip = sgIoSkipReason(SG_PROGRAMS);
const open: ScsiBench[] = [];
const bench = async (script: ScsiScript = {}): Promise<ScsiBench> => {
  const opened = await openScsiBench(script);
  open.push(opened);
  return opened;
};

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** The outcome and its code, as one word. */
const words = (outcome: DeviceOutcome): string =>
  'why' in outcome ? `${outcome.kind} ${outcome.why.code}` : outcome.kind;
const notesOf = (outcome: DeviceOutcome): string[] =>
  outcome.kind === 'completed' ? outcome.notes.map(({ code }) => code) : [];

describe.skipIf(skip !== '')(announceSkip('SCSI erases through the real sg3-utils', skip), () => {
  const four: readonly (readonly [DeviceTechnique, string])[] = [
    [sanitizeBlock, '4882'],
    [sanitizeCrypto, '4883'],
    [sanitizeOverwrite, '4881'],
    [formatUnit, '0418'],
  ];

  it.each(four)('an honest drive completes $0.techniqueId and was seen at work', async ({ run }, cdb) => {
    const { tools, drive, notes, pages, fractions } = await bench();
    const outcome = await run(tools());
    expect(words(outcome)).toBe('completed');
    expect(notesOf(outcome)).toEqual([]);
    expect(drive.erased()).toBe(1);
    expect(drive.commands.filter((one) => one.toString('hex').startsWith(cdb))).toHaveLength(1);
    expect(notes.map(({ what }) => what)).toEqual(['scsi-erase-asked', 'scsi-erase-seen-running']);
    expect(pages.map(({ name }) => name)).toEqual(['request-sense-before', 'request-sense-after']);
    expect(fractions.length).toBeGreaterThan(3);
    expect(fractions).toEqual(fractions.toSorted((one, other) => one - other));
  });

  it('reads the same from sense data in descriptor format', async () => {
    const { tools, fractions } = await bench({ descriptorSense: true });
    expect(words(await sanitizeBlock.run(tools()))).toBe('completed');
    expect(fractions.length).toBeGreaterThan(3);
  });

  it('asks for one pass of zeros', async () => {
    const { tools, drive } = await bench();
    await sanitizeOverwrite.run(tools());
    expect(drive.parameters.map((one) => one.toString('hex'))).toEqual(['0100000400000000']);
  });

  it.each([
    [0, '041800000000'],
    [1, '049800000000'],
    [2, '04d800000000'],
    [3, '04d800000000'],
  ])('a format keeps protection type %j', async (protectionType, cdb) => {
    const { tools, drive } = await bench({ protectionType });
    expect(words(await formatUnit.run(tools()))).toBe('completed');
    expect(drive.commands.find(([operation]) => operation === 0x04)?.toString('hex')).toBe(cdb);
    expect(drive.parameters[0]?.[0]).toBe(protectionType === 3 ? 1 : 0);
    expect(drive.commands.some(([operation]) => operation === 0x15 || operation === 0x55)).toBe(false);
  });

  describe('of all that fail, stall and lie, none is completed', () => {
    const liars: readonly (readonly [string, DeviceTechnique, ScsiScript, string])[] = [
      ['fails in the middle', sanitizeBlock, { failAt: 0.4 }, 'failed scsi-sanitize-failed'],
      ['fails before the first look', sanitizeBlock, { failAt: 0 }, 'failed scsi-sanitize-failed'],
      ['fails a format', formatUnit, { failAt: 0.4 }, 'failed scsi-format-failed'],
      ['stands still at 655 of 65536', sanitizeOverwrite, { stallAt: 0.01 }, 'stalled'],
      ['stands still at the last step', sanitizeBlock, { stallAt: 0.99999 }, 'stalled'],
      ['never tells a progress', sanitizeBlock, { noProgress: true, durationMs: 1e9 }, 'stalled'],
      [
        'drops the run at 30 % and looks clean',
        sanitizeOverwrite,
        { dropAt: 0.3, durationMs: 6e6 },
        'unknown scsi-erase-ended-early',
      ],
      ['says done at once to a block erase', sanitizeBlock, { durationMs: 0 }, 'unknown scsi-erase-never-seen-running'],
      [
        'says done at once to an overwrite',
        sanitizeOverwrite,
        { durationMs: 0 },
        'unknown scsi-erase-never-seen-running',
      ],
      ['says done at once to a format', formatUnit, { durationMs: 0 }, 'unknown scsi-erase-never-seen-running'],
      ['refuses the command', sanitizeCrypto, { refuses: [5, 0x20, 0] }, 'failed scsi-erase-refused'],
      ['refuses for its write protection', sanitizeBlock, { refuses: [7, 0x27, 0] }, 'failed scsi-erase-refused'],
      ['aborts the command', sanitizeCrypto, { refuses: [0xb, 0, 0] }, 'failed scsi-erase-refused'],
      ['answers zeros for sense data', sanitizeCrypto, { sense: 'zeros' }, 'unknown scsi-state-not-read'],
      ['does not answer for its state', sanitizeCrypto, { sense: 'host-error' }, 'unknown scsi-state-not-read'],
      ['has a state nobody knows', sanitizeCrypto, { sense: [4, 0x44, 0] }, 'unknown scsi-state-not-understood'],
      ['says idle while it erases for ever', sanitizeBlock, { sense: [0, 0, 0], stallAt: 0.5 }, 'stalled'],
      ['says idle while it erases to the end', sanitizeBlock, { sense: [0, 0, 0] }, 'unknown scsi-states-contradict'],
      ['says idle after it failed', sanitizeBlock, { sense: [0, 0, 0], failAt: 0.5 }, 'failed scsi-sanitize-failed'],
      ['fails only when it is read', sanitizeBlock, { readsAfter: SANITIZE_FAILED }, 'failed scsi-sanitize-failed'],
      ['cannot be read afterwards', sanitizeBlock, { readsAfter: [3, 0x11, 0] }, 'unknown scsi-read-failed'],
      ['breaks afterwards', sanitizeBlock, { readsAfter: [4, 0x44, 0] }, 'unknown scsi-read-failed'],
      ['reads half a block afterwards', sanitizeBlock, { readShort: true }, 'unknown scsi-read-short'],
      ['is smaller afterwards', sanitizeBlock, { blocksAfter: 1_024 }, 'failed capacity-changed'],
    ];
    it.each(liars)('a drive that %s', async (_, technique, script, expected) => {
      const { tools } = await bench(script);
      expect(words(await technique.run(tools()))).toBe(expected);
    });

    it('an overwrite quicker than any disk can write', async () => {
      const { tools } = await bench({ blocks: 2_000_000_000, durationMs: 200_000 });
      const magnetic = { ...scsiDriveFacts, mediaType: 'magnetic' as const, sizeBytes: 1_024_000_000_000 };
      expect(words(await sanitizeOverwrite.run(tools({ drive: magnetic })))).toBe('unknown scsi-erase-too-quick');
      const flash = { ...magnetic, mediaType: 'flash' as const };
      expect(words(await sanitizeOverwrite.run(tools({ drive: flash })))).toBe('completed');
    });

    it('a drive that is gone in the middle', async () => {
      const one = await bench();
      let gone = false;
      one.onPause = () => {
        gone ||= one.time.ms > 20_000;
      };
      const nodes = async () => (gone ? null : await one.tools().nodes());
      expect(words(await sanitizeBlock.run(one.tools({ nodes })))).toBe('unknown scsi-drive-gone');
    });

    it('tools that are not installed', async () => {
      const { tools } = await bench();
      expect(words(await sanitizeBlock.run(tools({ run: () => Promise.resolve(null) })))).toBe(
        'unknown scsi-state-not-read',
      );
    });

    it('a sanitize of somebody else', async () => {
      const one = await bench();
      one.drive.begin('sanitize');
      expect(words(await sanitizeBlock.run(one.tools()))).toBe('unknown scsi-erase-of-another');
      expect(one.notes).toEqual([]);
    });
  });

  it('a change of keys may be over before anybody looks, and the record says so', async () => {
    const { tools } = await bench({ durationMs: 0 });
    const outcome = await sanitizeCrypto.run(tools());
    expect(words(outcome)).toBe('completed');
    expect(notesOf(outcome)).toEqual(['scsi-erase-ended-at-once']);
  });

  it('a drive whose last owner left a failed sanitize is sanitized', async () => {
    const one = await bench();
    one.drive.leave(SANITIZE_FAILED);
    expect(words(await sanitizeBlock.run(one.tools()))).toBe('completed');
  });

  it('attentions after a power-on are no answer and no obstacle', async () => {
    const { tools } = await bench({ attentions: 4 });
    expect(words(await sanitizeBlock.run(tools()))).toBe('completed');
  });

  it('places that must be written first are told, not hidden and not failed', async () => {
    const { tools } = await bench({ readsAfter: WRITE_REQUIRED });
    expect(notesOf(await sanitizeBlock.run(tools()))).toEqual(['scsi-unreadable-until-written']);
    const announced = await bench({ readsAfter: [3, 0x11, 0], wabereq: 2 });
    expect(notesOf(await sanitizeBlock.run(announced.tools()))).toEqual(['scsi-unreadable-until-written']);
    expect(words(await sanitizeCrypto.run(announced.tools()))).toBe('unknown scsi-read-failed');
  });

  it('a size that the kernel took for 0 is read anew', async () => {
    const one = await bench();
    one.kernelSize = 0;
    const outcome = await sanitizeBlock.run(one.tools());
    expect(notesOf(outcome)).toEqual(['scsi-kernel-size-restored']);
    expect(one.rescans).toBe(1);
    const without = await bench();
    without.kernelSize = 0;
    const { rescan: _, ...tools } = without.tools();
    expect(notesOf(await sanitizeBlock.run(tools))).toEqual(['scsi-kernel-size-not-restored']);
  });

  describe('after the agent or the power was gone', () => {
    /** One life of the agent that ends at a time, then what becomes of the drive, then the next life. */
    const twoLives = async (technique: DeviceTechnique, between: (one: ScsiBench) => void, script: ScsiScript = {}) => {
      const one = await bench(script);
      const controller = new AbortController();
      one.onPause = () => {
        if (one.time.ms > 20_000) controller.abort();
      };
      expect(words(await technique.run(one.tools({ stop: controller.signal })))).toBe(
        'interrupted scsi-erase-left-running',
      );
      one.onPause = () => undefined;
      between(one);
      const starts = () => one.notes.filter(({ what }) => what === 'scsi-erase-asked').length;
      return { outcome: words(await technique.run(one.tools())), starts: starts(), erased: one.drive.erased() };
    };

    it('a sanitize that still runs is rejoined, not started again', async () => {
      expect(await twoLives(sanitizeBlock, () => undefined)).toEqual({ outcome: 'completed', starts: 1, erased: 1 });
      const power = await twoLives(sanitizeBlock, ({ drive }) => drive.powerCycle('resumes'));
      expect(power).toEqual({ outcome: 'completed', starts: 1, erased: 1 });
    });

    it('one that the drive forgot at the power cut is started again', async () => {
      const cut = await twoLives(sanitizeBlock, ({ drive }) => drive.powerCycle('forgets'));
      expect(cut).toEqual({ outcome: 'completed', starts: 2, erased: 1 });
    });

    it('one that ended while nobody looked is started again, since SCSI keeps no record of it', async () => {
      const unseen = await twoLives(sanitizeBlock, ({ time }) => {
        time.ms += 3_600_000;
      });
      expect(unseen).toEqual({ outcome: 'completed', starts: 2, erased: 2 });
    });

    it('one that failed while nobody looked has failed', async () => {
      const between = ({ time }: ScsiBench) => {
        time.ms += 3_600_000;
      };
      expect((await twoLives(sanitizeBlock, between, { failAt: 0.9 })).outcome).toBe('failed scsi-sanitize-failed');
      expect((await twoLives(formatUnit, between, { failAt: 0.9 })).outcome).toBe('failed scsi-format-failed');
    });

    it('a format cut off leaves the format corrupt and is run again', async () => {
      const cut = await twoLives(formatUnit, ({ drive }) => drive.powerCycle('corrupt'));
      expect(cut).toEqual({ outcome: 'completed', starts: 2, erased: 1 });
    });

    it('after three starts that nobody saw end it is not known', async () => {
      const one = await bench();
      for (let life = 0; life < 3; life += 1) {
        one.notes.push({ what: 'scsi-erase-asked', facts: { techniqueId: 'scsi-sanitize-block', nth: life + 1 } });
      }
      expect(words(await sanitizeBlock.run(one.tools()))).toBe('unknown scsi-erase-never-watched');
      expect(one.drive.commands.some(([operation]) => operation === 0x48)).toBe(false);
    });

    it('a job that is stopped before it began starts nothing', async () => {
      const one = await bench();
      const outcome = await sanitizeBlock.run(one.tools({ stop: AbortSignal.abort() }));
      expect(words(outcome)).toBe('interrupted scsi-erase-not-started');
      expect(one.drive.commands).toEqual([]);
    });
  });

  it('the note that it comes is written before the command that destroys', async () => {
    const one = await bench();
    const order: string[] = [];
    const plain = one.tools();
    await sanitizeBlock.run({
      ...plain,
      remember: (note) => order.push(note.what),
      run: (program, argv, options) => {
        if (program === 'sg_sanitize') order.push(program);
        return plain.run(program, argv, options);
      },
    });
    expect(order.slice(0, 2)).toEqual(['scsi-erase-asked', 'sg_sanitize']);
  });
});
