import type { AtaEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import { type HiddenArea, hiddenAreaOf } from '../../drives/erase/hiddenArea.ts';
import { identifyOf } from '../../tools/hdparm.ts';
import { bit, type IdentifyWords, logicalSectorBytesOf, wordOf } from '../../tools/identifyDevice.ts';
import { known, type Reading } from '../../tools/reading.ts';
import type { DeviceTools, TechniqueNote } from '../deviceTechnique.ts';
import { type AtaSession, factsNow, openAtaSession } from './ataSession.ts';

const ASK_MS = 60_000;

/**
 * What came of looking for hidden areas. `open`: nothing is hidden (any more), and the drive says that it has `sizeBytes`. `hidden`: part of it is and
 * stays so. `unread`: an ATA drive, but what it hides could not be read. `no-ata`: something answered, and not as an ATA drive. `silent`: nothing answered.
 */
export type Opened =
  | { readonly kind: 'open'; readonly restored: boolean; readonly sizeBytes: number }
  | { readonly kind: 'hidden'; readonly why: Reason }
  | { readonly kind: 'unread' | 'no-ata' | 'silent'; readonly why: string };

/**
 * Looks for hidden areas and makes them addressable again, the outer one first. Every step is judged by reading the drive anew. What a drive shows only
 * after it was without power stays `hidden` for now.
 */
export async function openHiddenAreas(tools: DeviceTools, mayRestore: boolean): Promise<Opened> {
  const session = openAtaSession(tools);
  await session.askForDescriptorSense();
  let now = await factsNow(session);
  if (!now.read) return { kind: await whoIsSilent(session), why: now.why };
  session.keep('identify-hidden-areas', now.value.words);
  const tried = new Set<HiddenArea['kind']>();
  for (;;) {
    const { words, facts }: FactsNow = now.value;
    const hidden = hiddenAreaOf(facts);
    if (hidden.kind === 'unread') return { kind: 'unread', why: unreadPart(facts) };
    if (hidden.kind === 'none') {
      if (tried.size > 0) session.keep('identify-hidden-areas-opened', words);
      return {
        kind: 'open',
        restored: tried.size > 0,
        sizeBytes: (facts.currentSectors ?? 0) * logicalSectorBytesOf(words),
      };
    }
    if (!mayRestore || tried.has(hidden.kind) || tools.stop.aborted) {
      return { kind: 'hidden', why: powerCycleNeeded(hidden, false) };
    }
    tried.add(hidden.kind);
    now = await restoreArea(session, tools, now.value, hidden);
    if (!now.read) return { kind: 'hidden', why: powerCycleNeeded(hidden, false) };
  }
}

/**
 * Makes Linux identify the drive again: libata keeps the capacity it read last, and does so only after a SET FEATURES of the write cache (libata-core.c,
 * ata_qc_complete). The cache is set to what it is, so nothing on the drive changes.
 */
export async function makeSystemIdentifyAgain(tools: DeviceTools): Promise<void> {
  const session = openAtaSession(tools);
  const words = await session.identify();
  if (!words.read || !bit(words.value, 82, 5) || (wordOf(words.value, 87) & 0xc000) !== 0x4000) return;
  await session.ask(['--verbose', bit(words.value, 85, 5) ? '-W1' : '-W0'], ASK_MS);
}

/** The capacity that a restore which was noted was to give; `null` for every other note. */
export function openingBytesOf({ what, facts }: TechniqueNote): number | null {
  return RESTORE_NOTE.test(what) && typeof facts.toBytes === 'number' ? facts.toBytes : null;
}

/**
 * The last look of an ATA technique, with facts that were read just now: why nothing may be erased yet, or `null` when nothing is hidden. The job
 * opened what it could before its canaries; what is found here was hidden since, and the canaries are not in it.
 */
export async function restoreIn(session: AtaSession, tools: DeviceTools, facts: AtaEraseFacts): Promise<Reason | null> {
  const hidden = hiddenAreaOf(facts);
  if (hidden.kind === 'none') return null;
  const words = await session.identify();
  if (hidden.kind === 'unread' || !words.read) return because('ata-hidden-area-unread');
  const after = await restoreArea(session, tools, { words: words.value, facts }, hidden);
  const left = after.read ? hiddenAreaOf(after.value.facts) : null;
  return powerCycleNeeded(hidden, left !== null && left.kind !== hidden.kind && left.kind !== 'unread');
}

type FactsNow = { readonly words: IdentifyWords; readonly facts: AtaEraseFacts };
type Area = Exclude<HiddenArea, { kind: 'none' | 'unread' }>;

const RESTORE_NOTE = /^ata-(hpa|amac|dco)-restore$/;
/** A drive whose capacity was changed is identified anew by the system and may be away for a moment. */
const RETURN_MS = 10_000;

/** Opens one area, and reads the drive afresh. The note comes first: a crash in between must not make the larger drive a stranger. */
async function restoreArea(
  session: AtaSession,
  tools: DeviceTools,
  { words, facts }: FactsNow,
  hidden: Area,
): Promise<Reading<FactsNow>> {
  const toSectors = (facts.currentSectors ?? 0) + hidden.sectors;
  const argv =
    hidden.kind === 'dco'
      ? ['--verbose', '--yes-i-know-what-i-am-doing', '--dco-restore']
      : ['--verbose', '-N', `p${facts.nativeSectors}`];
  const toBytes = toSectors * logicalSectorBytesOf(words);
  tools.remember({ what: `ata-${hidden.kind}-restore`, facts: { hiddenSectors: hidden.sectors, toBytes } });
  await session.ask(argv, ASK_MS);
  const back = await session.identifyPatiently(RETURN_MS);
  return back.read ? known({ words: back.value, facts: await session.facts(back.value) }) : back;
}

const powerCycleNeeded = ({ kind, sectors }: Area, restored: boolean): Reason =>
  because('power-cycle-needed', { area: kind.toUpperCase(), sectors, restored });

/** IDENTIFY said nothing usable: because something answered that is no ATA drive, or because nothing could be asked? */
async function whoIsSilent(session: AtaSession): Promise<'no-ata' | 'silent'> {
  const run = await session.ask(['--Istdout'], ASK_MS);
  return run?.ending === 'exited' && !identifyOf(run).read ? 'no-ata' : 'silent';
}

function unreadPart({ currentSectors, nativeSectors }: AtaEraseFacts): string {
  if (currentSectors === null) return 'its capacity';
  return nativeSectors === null ? 'its native maximum' : 'its device configuration';
}
