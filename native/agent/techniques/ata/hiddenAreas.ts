import type { AtaEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { DeviceTools } from '../deviceTechnique.ts';
import { type AtaSession, factsNow, openAtaSession } from './ataSession.ts';

/** What is hidden behind the capacity that the drive shows. `unread` is not "nothing". */
export type HiddenArea =
  | { readonly kind: 'none' }
  | { readonly kind: 'unread' }
  | { readonly kind: 'hpa' | 'amac' | 'dco'; readonly sectors: number };

const ASK_MS = 60_000;

/** The outermost hidden area first: a device configuration cannot be restored while a host protected area is set (ATA8-ACS 7.10.4). */
export function hiddenAreaOf(facts: AtaEraseFacts): HiddenArea {
  const { currentSectors, nativeSectors, dcoSectors, accessibleMaxAddress } = facts;
  if (currentSectors === null || nativeSectors === null) return { kind: 'unread' };
  if (nativeSectors > currentSectors) {
    return { kind: accessibleMaxAddress ? 'amac' : 'hpa', sectors: nativeSectors - currentSectors };
  }
  if (dcoSectors === null) return { kind: 'unread' };
  if (dcoSectors > nativeSectors) return { kind: 'dco', sectors: dcoSectors - nativeSectors };
  return { kind: 'none' };
}

/**
 * Makes hidden sectors addressable again. Answers why nothing may be erased yet, or `null` when nothing is hidden. Every restored area ends in
 * `power-cycle-needed`: AMAC and DCO demand it, a host protected area may be changed for good only once per power cycle, and the kernel learns the
 * new capacity when the drive is plugged in again; a job that went on would plant its canaries on the smaller drive.
 */
export async function restoreHiddenAreas(tools: DeviceTools): Promise<Reason | null> {
  const session = openAtaSession(tools);
  await session.askForDescriptorSense();
  const now = await factsNow(session);
  return now.read ? restoreIn(session, tools, now.value.facts) : because('ata-identify-unread', { why: now.why });
}

/** The same with facts that were read just now. */
export async function restoreIn(session: AtaSession, tools: DeviceTools, facts: AtaEraseFacts): Promise<Reason | null> {
  const hidden = hiddenAreaOf(facts);
  if (hidden.kind === 'none') return null;
  if (hidden.kind === 'unread') return because('ata-hidden-area-unread');
  const target = facts.nativeSectors;
  const argv =
    hidden.kind === 'dco'
      ? ['--verbose', '--yes-i-know-what-i-am-doing', '--dco-restore']
      : ['--verbose', '-N', `p${target}`];
  tools.remember({ what: `ata-${hidden.kind}-restore`, facts: { hiddenSectors: hidden.sectors } });
  await session.ask(argv, ASK_MS);
  const after = await factsNow(session);
  const left = after.read ? hiddenAreaOf(after.value.facts) : null;
  const restored = left !== null && left.kind !== hidden.kind && left.kind !== 'unread';
  return because('power-cycle-needed', { area: hidden.kind.toUpperCase(), sectors: hidden.sectors, restored });
}
