import type { Drive } from '../../../../core/domain/drive.ts';
import type { AtaEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { SanitizationMethod } from '../../../../core/domain/technique.ts';
import type { Capability } from '../deviceTechnique.ts';
import { ataFactsOf, lockObjections } from './ataFacts.ts';
import type { SanitizeOperation } from './sanitizeOperation.ts';

type Rank = { readonly method: SanitizationMethod | null; readonly reasons: readonly Reason[] };

/** A sanitize of the drive's own: Purge where the operation fits the medium (IEEE 2883 by NIST SP 800-88r2 3.1.2). */
export function sanitizeCapability(drive: Drive, operation: SanitizeOperation['name']): Capability {
  const facts = ataFactsOf(drive);
  if ('code' in facts) return { method: null, reasons: [facts] };
  const objections = objectionsOf(facts, operation);
  const { method, reasons } = rankOf(drive, operation);
  if (method === null || objections.length > 0) {
    return { method: null, reasons: [...objections, ...(method === null ? reasons : [])] };
  }
  // Refused statuses come without registers until descriptor sense is asked for, which only a run may do; the run reads again and refuses by itself.
  const unread = facts.sanitizeState === 'unknown' ? [because('ata-sanitize-status-not-yet-read')] : [];
  return { method, reasons: [...reasons, ...unread] };
}

function objectionsOf(facts: AtaEraseFacts, operation: SanitizeOperation['name']): Reason[] {
  const supported = { block: facts.sanitizeBlock, crypto: facts.sanitizeCrypto, overwrite: facts.sanitizeOverwrite };
  const objections: Reason[] = [];
  if (!supported[operation]) objections.push(because('ata-sanitize-not-supported'));
  else if (facts.sanitizeState === 'frozen') objections.push(because('ata-sanitize-frozen'));
  else if (facts.sanitizeState === 'in-process') objections.push(because('ata-sanitize-of-another'));
  return [...objections, ...lockObjections(facts)];
}

function rankOf({ mediaType }: Drive, operation: SanitizeOperation['name']): Rank {
  const purge = because('ata-sanitize-is-purge');
  const unknownMedium = mediaType === 'unknown' ? [because('media-type-unknown')] : [];
  switch (operation) {
    case 'block':
      return mediaType === 'magnetic'
        ? { method: null, reasons: [because('ata-block-erase-not-for-platters')] }
        : { method: 'purge', reasons: [purge, ...unknownMedium] };
    case 'crypto':
      return { method: 'purge', reasons: [purge, because('crypto-erase-is-attested'), ...unknownMedium] };
    case 'overwrite':
      return mediaType === 'magnetic'
        ? { method: 'purge', reasons: [purge] }
        : { method: 'clear', reasons: [because('ata-sanitize-overwrite-on-flash'), ...unknownMedium] };
  }
}
