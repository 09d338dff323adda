import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drive } from '../../../../core/domain/drive.ts';
import { verdict } from '../../../../core/domain/verdict.ts';
import type { HeldDrive } from '../../../../native/agent/drives/driveBench.ts';
import { examineHiddenAreas } from '../../../../native/agent/jobs/hiddenAreaPhase.ts';
import { evidenceOf } from '../../../../native/agent/jobs/jobEvidence.ts';
import { type JobStory, storyOf } from '../../../../native/agent/jobs/jobStory.ts';
import { openJournal } from '../../../../native/agent/jobs/journal.ts';
import type { NewFact } from '../../../../native/agent/jobs/journalFact.ts';
import type { PhaseNeeds } from '../../../../native/agent/jobs/phaseEngine.ts';
import { systemClock } from '../../../../native/agent/tools/clock.ts';
import { findProgram } from '../../../../native/agent/tools/locate.ts';
import { type AtaBench, openAtaBench } from '../../../fixtures/ata/ataBench.ts';
import { type AtaDriveOptions, createAtaDrive } from '../../../fixtures/ata/ataDrive.ts';
import { buildShim } from '../../../fixtures/ata/driveShim.ts';
import { journalOf, overwriteFrom } from '../../../unit/agent/jobs/exampleJob.ts';

let shim: ReturnType<typeof buildShim>;
beforeAll(() => {
  shim = buildShim();
});
afterAll(() => shim.remove());

const SECTORS = 65_536;
const WHOLE = 70_000;
const SHOWN_BYTES = SECTORS * 512;
const WHOLE_BYTES = WHOLE * 512;
const hpa = { hostProtectedArea: true, nativeSectors: WHOLE };

type Given = {
  readonly drive?: AtaDriveOptions;
  readonly as?: Partial<Drive>;
  readonly facts?: readonly NewFact[];
  /** The system never learns another capacity. */
  readonly deafSystem?: boolean;
  readonly missing?: readonly string[];
};

/** The phase of a job on a drive behind the real hdparm; the kernel's part (capacity and rescan) is the drive's own state. */
async function examine(given: Given) {
  const bench = await openAtaBench(shim.library, createAtaDrive(given.drive));
  try {
    const facts = journalOf(...(given.facts ?? []));
    const [first] = facts;
    if (first?.code !== 'job-intended') throw new Error('no intent');
    const drive: Drive = { ...bench.tools().drive, sizeBytes: SHOWN_BYTES, ...given.as };
    first.details.intent = { ...first.details.intent, drive };
    const held = heldBy(bench, drive, given.deafSystem === true);
    const journal = openJournal({ append: () => undefined, close: () => undefined }, facts, systemClock);
    const adopted: number[] = [];
    const needs = {
      held,
      journal,
      clock: systemClock,
      deviceSilenceMs: 60_000,
      deviceTechnique: null,
      run: bench.run,
      locate: async (name: string) => {
        const path = given.missing?.includes(name) === true ? null : findProgram(name);
        return path === null ? null : { name, path, version: 'test' };
      },
      stop: new AbortController().signal,
      stoppedBecause: () => {
        throw new Error('nobody stopped it');
      },
      onPhase: () => undefined,
      onProgress: () => undefined,
      onCapacity: (sizeBytes: number) => adopted.push(sizeBytes),
    } as unknown as PhaseNeeds;
    const ending = await examineHiddenAreas(needs, story());
    return { ending, story: story(), adopted, seen: bench.drive.state.seen, sectors: bench.drive.state.sectors };

    function story(): JobStory {
      const told = storyOf(journal.facts());
      if (told === null) throw new Error('no story');
      return told;
    }
  } finally {
    await bench.close();
  }
}

function heldBy(bench: AtaBench, asHeld: Drive, deaf: boolean): Partial<HeldDrive> {
  let drive = asHeld;
  return {
    get drive() {
      return drive;
    },
    nodes: () => bench.tools().nodes(),
    rescan: async () => undefined,
    async adoptCapacity(expectedBytes) {
      const sizeBytes = deaf ? drive.sizeBytes : bench.drive.state.sectors * 512;
      if (sizeBytes === expectedBytes) drive = { ...drive, sizeBytes };
      return { sizeBytes, askedAgain: true };
    },
  };
}

const reasonsOf = (story: JobStory) => verdict(evidenceOf(story, { kind: 'finished' })).reasons.map(({ code }) => code);

describe('before a job plants anything, on a drive behind the real hdparm', () => {
  it('nothing is hidden: it goes on with the capacity it has', async () => {
    const { ending, story, adopted } = await examine({ drive: { hostProtectedArea: true, deviceConfiguration: true } });
    expect([ending, story.hiddenAreas?.state, adopted]).toEqual([null, 'none', []]);
    expect(reasonsOf(story)).not.toContain('hidden-areas-not-examined');
    expect(story.statusPages.map(({ name }) => name)).toEqual(['identify-hidden-areas']);
  });

  it('a host protected area is opened for good, and the job works on the whole drive', async () => {
    const { ending, story, adopted, sectors } = await examine({ drive: hpa });
    expect([ending, story.hiddenAreas?.state, sectors]).toEqual([null, 'restored', WHOLE]);
    expect(adopted).toEqual([WHOLE_BYTES]);
    expect(story.intent.drive.sizeBytes).toBe(WHOLE_BYTES);
    // Durable before the command: a crash in between must not make the larger drive a stranger.
    expect(story.notes).toEqual([
      { what: 'ata-hpa-restore', facts: { hiddenSectors: WHOLE - SECTORS, toBytes: WHOLE_BYTES } },
    ]);
  });

  it('a device configuration is opened, and then what it had covered', async () => {
    const { ending, story } = await examine({
      drive: { hostProtectedArea: true, deviceConfiguration: true, dcoSectors: WHOLE },
    });
    expect([ending, story.hiddenAreas?.state, story.intent.drive.sizeBytes]).toEqual([null, 'restored', WHOLE_BYTES]);
    expect(story.notes.map(({ what }) => what)).toEqual(['ata-dco-restore', 'ata-hpa-restore']);
  });

  it.each([
    ['refuses to be opened', { ...hpa, faults: { refuse: 0x37 } }],
    ['says it was opened and did nothing', { ...hpa, faults: { ignore: 0x37 } }],
    ['shows its overlaid half only after a power cycle', { deviceConfiguration: true, dcoSectors: WHOLE }],
    ['lets its capacity be set once in a power cycle', { ...hpa, deviceConfiguration: true, dcoSectors: 80_000 }],
  ] satisfies [string, AtaDriveOptions][])(
    'a drive that %s ends the job before anything is written',
    async (_, drive) => {
      const { ending, story } = await examine({ drive });
      expect(ending).toMatchObject({ kind: 'failed', why: { code: 'power-cycle-needed' } });
      expect(story.hiddenAreas).toMatchObject({ state: 'present', sizeBytes: SHOWN_BYTES });
      expect(reasonsOf(story)).toEqual(['hidden-area-left']);
    },
  );

  it('an opened area that the system never shows ends the job', async () => {
    const { ending, story } = await examine({ drive: hpa, deafSystem: true });
    expect(ending).toMatchObject({ kind: 'failed', why: { code: 'capacity-out-of-reach' } });
    expect(story.hiddenAreas?.state).toBe('present');
  });

  it.each([
    ['refuses its native maximum', { drive: { ...hpa, faults: { refuse: 0x27 } } }],
    ['has registers of zeros', { drive: { ...hpa, faults: { zeroRegisters: true } } }],
    ['sits behind a controller that loses the registers', { drive: { ...hpa, faults: { alwaysFixedSense: true } } }],
    ['refuses its device configuration', { drive: { deviceConfiguration: true, faults: { refuse: 0xb1 } } }],
    ['identifies with zeros', { drive: { faults: { identifyZeros: true } } }],
    ['has another serial number than the one that was held', { drive: { serialNumber: 'EX-OTHER' } }],
    ['cannot be asked because hdparm is missing', { missing: ['hdparm'] }],
    [
      'is behind a bridge that passes ATA through but no registers',
      {
        drive: { ...hpa, faults: { alwaysFixedSense: true } },
        as: { transport: 'usb' },
      },
    ],
    ['is behind a bridge on a PC without hdparm', { missing: ['hdparm'], as: { transport: 'usb' } }],
    ['shows more to the system than it says it has', { as: { sizeBytes: SHOWN_BYTES + 512 } }],
  ] satisfies [string, Given][])('a drive that %s is never taken for one without hidden areas', async (_, given) => {
    const { ending, story } = await examine(given);
    expect([ending, story.hiddenAreas?.state]).toEqual([null, 'not-examined']);
    expect(reasonsOf(story)).toContain('hidden-areas-not-examined');
  });

  it('a bridge that passes no ATA through is told apart, and the job may go on', async () => {
    const { ending, story } = await examine({ drive: { faults: { identifyZeros: true } }, as: { transport: 'usb' } });
    expect([ending, story.hiddenAreas?.state]).toEqual([null, 'behind-bridge']);
    expect(reasonsOf(story)).not.toContain('hidden-areas-not-examined');
  });

  it('an ATA drive behind a bridge that passes everything through is opened like any other', async () => {
    const { ending, story } = await examine({ drive: hpa, as: { transport: 'usb' } });
    expect([ending, story.hiddenAreas?.state, story.intent.drive.sizeBytes]).toEqual([null, 'restored', WHOLE_BYTES]);
  });

  it.each(['nvme', 'mmc', 'loop', 'virtual'] as const)('a %s drive is not asked at all', async (transport) => {
    const { story, seen } = await examine({ drive: hpa, as: { transport } });
    expect([story.hiddenAreas?.state, seen]).toEqual(['not-applicable', []]);
  });
});

describe('after a restart', () => {
  it('a drive that is half overwritten is not opened any more, and the job ends', async () => {
    const { ending, story, sectors } = await examine({ drive: hpa, facts: [overwriteFrom(0)] });
    expect(ending).toMatchObject({ kind: 'failed', why: { code: 'power-cycle-needed' } });
    expect([story.hiddenAreas?.state, sectors]).toEqual(['present', SECTORS]);
  });

  it('an area that was opened by the process that died counts as opened, and the job works on the whole', async () => {
    const note: NewFact = {
      code: 'technique-note',
      details: { what: 'ata-hpa-restore', facts: { hiddenSectors: WHOLE - SECTORS, toBytes: WHOLE_BYTES } },
    };
    const drive = { hostProtectedArea: true, sectors: WHOLE };
    const shown = await examine({ drive, facts: [note], as: { sizeBytes: WHOLE_BYTES } });
    expect([shown.ending, shown.story.hiddenAreas?.state]).toEqual([null, 'restored']);
    const notYet = await examine({ drive, facts: [note] });
    expect([notYet.ending, notYet.story.intent.drive.sizeBytes]).toEqual([null, WHOLE_BYTES]);
  });

  it('what was examined is not asked again, least of all of a drive that erases itself', async () => {
    const before: NewFact = {
      code: 'hidden-areas-examined',
      details: { state: 'none', why: '', sizeBytes: SHOWN_BYTES },
    };
    const started: NewFact = { code: 'technique-started', details: { techniqueId: 'ata-sanitize-block' } };
    for (const fact of [before, started]) {
      const { ending, seen } = await examine({ drive: hpa, facts: [fact] });
      expect([ending, seen]).toEqual([null, []]);
    }
  });
});
