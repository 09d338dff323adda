import type { Drive } from '../../../../core/domain/drive.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { Capability } from '../deviceTechnique.ts';
import { ataFactsOf, lockObjections } from './ataFacts.ts';

/**
 * A normal erase is Clear on every medium (SP 800-88r1 Table A-5, A-8). An enhanced one is Purge on platters as the maker attests it (Table A-5; IEEE
 * 2883 by the makers' reading), and Clear on flash, whose makers implement it too differently (Table A-8).
 */
export function securityEraseCapability(drive: Drive, enhanced: boolean): Capability {
  const facts = ataFactsOf(drive);
  if ('code' in facts) return { method: null, reasons: [facts] };
  const objections: Reason[] = [];
  if (!facts.securitySupported) objections.push(because('ata-security-not-supported'));
  else if (enhanced && !facts.enhancedSupported) objections.push(because('ata-enhanced-not-supported'));
  objections.push(...lockObjections(facts));
  if (facts.securityCountExpired && !facts.securityLocked) objections.push(because('ata-locked-count-expired'));
  if (facts.securityFrozen) objections.push(because('ata-frozen'));
  if (objections.length > 0) return { method: null, reasons: objections };
  const minutes = enhanced ? facts.enhancedMinutes : facts.normalMinutes;
  const time = minutes === null ? because('ata-erase-time-unknown') : because('ata-erase-time', { minutes });
  if (!enhanced) return { method: 'clear', reasons: [because('ata-normal-erase-is-clear'), time] };
  return drive.mediaType === 'magnetic'
    ? { method: 'purge', reasons: [because('ata-enhanced-vendor-attested'), time] }
    : { method: 'clear', reasons: [because('ata-enhanced-not-purge-on-flash'), time] };
}
