import type { Drive } from '../../../../core/domain/drive.ts';
import type { NvmeEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import type { Policy } from '../../../../core/domain/policy.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { Capability } from '../deviceTechnique.ts';
import type { SanitizeAction } from './sanitizeCommand.ts';
import { severalObjections } from './severalNamespaces.ts';

/** The NVMe facts of a drive, or why there are none. */
export function nvmeFactsOf({ erase }: Drive): NvmeEraseFacts | Reason {
  if (erase === null) return because('erase-means-not-asked');
  if (erase.interface === 'none') return erase.why;
  return erase.interface === 'nvme' ? erase : because('not-an-nvme-drive');
}

/** Every sanitize counts as Purge (IEEE 2883 by NIST SP 800-88r2 3.1.2: dedicated device sanitize commands). */
export function sanitizeCapability(action: SanitizeAction, drive: Drive, policy: Policy): Capability {
  const facts = nvmeFactsOf(drive);
  if ('code' in facts) return { method: null, reasons: [facts] };
  const supported = { block: facts.sanitizeBlock, crypto: facts.sanitizeCrypto, overwrite: facts.sanitizeOverwrite };
  const objections: Reason[] = [];
  if (!supported[action]) objections.push(because('nvme-sanitize-not-supported'));
  else if (facts.sanitizeStatus === null) objections.push(because('nvme-sanitize-log-not-readable'));
  else if (facts.sanitizeStatus === 2) objections.push(because('nvme-sanitize-of-another'));
  objections.push(...subsystemObjections(drive, facts, policy));
  if (objections.length > 0) return { method: null, reasons: objections };
  return { method: 'purge', reasons: reasonsOf(action, facts) };
}

/** What speaks against erasing the subsystem as one: paths and namespaces that are not held and read here. */
export function subsystemObjections(drive: Drive, facts: NvmeEraseFacts, policy: Policy): Reason[] {
  const { controllers, namespaces } = facts;
  const objections: Reason[] = [];
  if (controllers > 1) objections.push(because('nvme-several-controllers', { controllers }));
  if (namespaces.length === 0) objections.push(because('nvme-no-namespace'));
  const hidden = namespaces.filter(({ kernelName }) => kernelName === null).length;
  if (hidden > 0) objections.push(because('nvme-namespace-not-shown', { hidden, all: namespaces.length }));
  if (namespaces.length > 1 || drive.parts !== undefined) objections.push(...severalObjections(drive, facts, policy));
  return objections;
}

function reasonsOf(action: SanitizeAction, facts: NvmeEraseFacts): Reason[] {
  const reasons = [because('nvme-sanitize-is-purge')];
  if (action === 'crypto') reasons.push(because('crypto-erase-is-attested'));
  if (action === 'overwrite') reasons.push(because('overwrite-wears-flash'));
  if (facts.noDeallocateInhibited) reasons.push(because('nvme-deallocates-always'));
  return reasons;
}
