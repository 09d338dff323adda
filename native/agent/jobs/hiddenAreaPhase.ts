import { because } from '../../../core/domain/reason.ts';
import { makeSystemIdentifyAgain, type Opened, openHiddenAreas } from '../techniques/ata/hiddenAreas.ts';
import type { DeviceTools } from '../techniques/deviceTechnique.ts';
import { hasAtaInformation } from '../tools/sg.ts';
import { createDeviceTools, JournalNotDurable } from './deviceTools.ts';
import { isBegun, type JobStory } from './jobStory.ts';
import type { JobEnding, NewFact } from './journalFact.ts';
import { begin, type Phase, type PhaseNeeds } from './phaseEngine.ts';

type Examined = Extract<NewFact, { code: 'hidden-areas-examined' }>['details'];
type Found = { readonly state: Examined['state']; readonly why?: string; readonly ending?: JobEnding };

/**
 * Before anything is planted: is part of the drive hidden behind the capacity it shows (HPA, AMAC, DCO)? Asked of every drive that can be an ATA drive,
 * whatever the technique. What is found is opened, and the job goes on with the whole; what stays hidden ends it before anything was written. What
 * cannot be read lets it go on, and the verdict does not pass.
 */
export const examineHiddenAreas: Phase = async (needs, story) => {
  // A drive that erases itself answers none of this.
  if (story.hiddenAreas !== null || story.techniqueStarted) return null;
  begin(needs, 'preflight', 0);
  const { journal, held, stop } = needs;
  const { tools, close } = createDeviceTools(needs, story.notes, stop);
  try {
    const found = await find(needs, story, tools);
    if (stop.aborted) return needs.stoppedBecause();
    const { sizeBytes } = held.drive;
    journal.note({ code: 'hidden-areas-examined', details: { state: found.state, why: found.why ?? '', sizeBytes } });
    if (!journal.flushed()) return { kind: 'interrupted', why: because('journal-not-durable') };
    if (sizeBytes !== story.intent.drive.sizeBytes) needs.onCapacity(sizeBytes);
    return found.ending ?? null;
  } catch (cause) {
    if (cause instanceof JournalNotDurable) return { kind: 'interrupted', why: because('journal-not-durable') };
    throw cause;
  } finally {
    close();
  }
};

async function find(needs: PhaseNeeds, story: JobStory, tools: DeviceTools): Promise<Found> {
  if (await isOfAnotherKind(tools)) return { state: 'not-applicable' };
  // On a drive that is half overwritten the canaries would not reach what is opened now.
  const untouched = story.planted === null && !isBegun(story);
  const opened = await openHiddenAreas(tools, untouched);
  switch (opened.kind) {
    case 'open':
      return agree(needs, story, tools, opened);
    case 'hidden':
      return { state: 'present', why: opened.why.code, ending: { kind: 'failed', why: opened.why } };
    case 'no-ata': {
      const behindBridge = tools.drive.transport === 'usb';
      return { state: behindBridge ? 'behind-bridge' : 'not-examined', why: opened.why };
    }
    case 'unread':
    case 'silent':
      return { state: 'not-examined', why: opened.why };
  }
}

/** By what the drive is and not by a guess: no image, no NVMe drive and no memory card has such areas, and no SCSI disk without a translator has. */
async function isOfAnotherKind({ drive, run, nodes }: DeviceTools): Promise<boolean> {
  switch (drive.transport) {
    case 'nvme':
    case 'mmc':
    case 'loop':
    case 'virtual':
      return true;
    case 'sas':
    case 'scsi': {
      if (drive.erase?.interface === 'scsi') return true;
      const present = await nodes();
      if (drive.erase?.interface === 'ata' || present === null) return false;
      const translated = await hasAtaInformation(run, present.generic ?? present.block);
      return translated.read && !translated.value;
    }
    case 'sata':
    case 'usb':
    case 'unknown':
      return false;
  }
}

/** The engine writes to what the system shows; that has to be what the drive says it has. */
async function agree(
  { held, stop }: PhaseNeeds,
  story: JobStory,
  tools: DeviceTools,
  { restored, sizeBytes }: Extract<Opened, { kind: 'open' }>,
): Promise<Found> {
  const state = restored || story.openingBytes !== null ? 'restored' : 'none';
  const shownBytes = held.drive.sizeBytes;
  if (sizeBytes === shownBytes) return { state };
  if (sizeBytes < shownBytes) return { state: 'not-examined', why: 'the system shows more than the drive says it has' };
  await held.rescan();
  await makeSystemIdentifyAgain(tools);
  const { sizeBytes: nowBytes } = await held.adoptCapacity(sizeBytes, stop);
  const begun = story.planted !== null || isBegun(story);
  if (nowBytes === sizeBytes && !begun) return { state: 'restored' };
  const why = because('capacity-out-of-reach', { driveBytes: sizeBytes, systemBytes: nowBytes ?? shownBytes });
  return { state: 'present', why: why.code, ending: { kind: 'failed', why } };
}
