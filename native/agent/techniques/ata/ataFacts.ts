import type { Drive } from '../../../../core/domain/drive.ts';
import type { AtaEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';

/**
 * The ATA facts of a drive, or why there are none that may be used. Behind a USB or card bridge no erase of the drive itself is offered: bridges cut
 * commands off after their own time, and drives were left locked by it for good.
 */
export function ataFactsOf(drive: Drive): AtaEraseFacts | Reason {
  if (drive.transport === 'usb' || drive.transport === 'mmc') return because('ata-behind-bridge');
  if (drive.erase === null) return because('erase-means-not-asked');
  if (drive.erase.interface === 'none') return drive.erase.why;
  return drive.erase.interface === 'ata' ? drive.erase : because('not-an-ata-drive');
}

/** Why a drive that an earlier owner locked cannot be erased through its commands, and what to do; empty when it is not locked. */
export function lockObjections(facts: AtaEraseFacts): Reason[] {
  if (!facts.securityLocked) return [];
  if (facts.securityCountExpired) return [because('ata-locked-count-expired')];
  return [because(facts.securityMaximum ? 'ata-locked-maximum' : 'ata-locked-high')];
}
