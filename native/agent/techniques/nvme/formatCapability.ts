import type { Drive } from '../../../../core/domain/drive.ts';
import type { NvmeEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import type { Policy } from '../../../../core/domain/policy.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { Capability } from '../deviceTechnique.ts';
import type { SecureErase } from './formatCommand.ts';
import { nvmeFactsOf, subsystemObjections } from './sanitizeCapability.ts';

/** nvme-cli 2.x takes no higher index. */
const HIGHEST_FORMAT = 15;

/**
 * A format with user data erase is Clear; one with cryptographic erase is a possible Purge under IEEE 2883 where the maker attests it, and Clear
 * otherwise. A format reaches namespaces only: capacity that no namespace has now keeps what an earlier one wrote there.
 */
export function formatCapability(ses: SecureErase, drive: Drive, policy: Policy): Capability {
  const facts = nvmeFactsOf(drive);
  if ('code' in facts) return { method: null, reasons: [facts] };
  const objections = [
    ...supportObjections(ses, facts),
    ...formatObjections(facts),
    ...subsystemObjections(drive, facts, policy),
  ];
  if (objections.length > 0) return { method: null, reasons: objections };
  const leftOut = facts.unallocatedBytes === 0 ? [] : [because('nvme-unallocated-out-of-reach')];
  if (ses === 1) return { method: 'clear', reasons: [because('nvme-format-is-clear'), ...leftOut] };
  const attested = policy.attestedTechniques?.includes('nvme-format-crypto') === true;
  const judged = attested ? because('nvme-format-crypto-attested') : because('nvme-format-crypto-not-attested');
  return {
    method: attested && leftOut.length === 0 ? 'purge' : 'clear',
    reasons: [judged, because('crypto-erase-is-attested'), ...leftOut],
  };
}

function supportObjections(ses: SecureErase, facts: NvmeEraseFacts): Reason[] {
  const objections: Reason[] = [];
  if (!facts.formatSupported) objections.push(because('nvme-format-not-supported'));
  else if (ses === 2 && !facts.formatCrypto) objections.push(because('nvme-format-crypto-not-supported'));
  if (facts.sanitizeStatus === 2) objections.push(because('nvme-sanitize-of-another'));
  if (facts.sanitizeStatus === 3) objections.push(because('nvme-only-sanitize-helps'));
  return objections;
}

/** What cannot be kept as it is cannot be formatted. */
function formatObjections({ namespaces, formatAllNamespaces, eraseAllNamespaces }: NvmeEraseFacts): Reason[] {
  const objections: Reason[] = [];
  const unread = namespaces.some(
    ({ lbaFormat, metadataExtended, protectionType }) =>
      lbaFormat === null || metadataExtended === null || protectionType === null || lbaFormat > HIGHEST_FORMAT,
  );
  if (unread) objections.push(because('nvme-format-not-known'));
  const kinds = new Set(
    namespaces.map(({ lbaFormat, metadataExtended, protectionType }) =>
      JSON.stringify([lbaFormat, metadataExtended, protectionType]),
    ),
  );
  if (formatAllNamespaces && kinds.size > 1) objections.push(because('nvme-formats-differ'));
  // One that reaches all is run once for each and is never known to have been one of ours only.
  if (namespaces.length > 1 && (formatAllNamespaces || eraseAllNamespaces)) {
    objections.push(because('nvme-format-reaches-all-namespaces'));
  }
  return objections;
}
