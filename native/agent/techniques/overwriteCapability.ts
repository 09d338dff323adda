import type { Drive } from '../../../core/domain/drive.ts';
import { because } from '../../../core/domain/reason.ts';
import type { Capability } from './deviceTechnique.ts';

/**
 * An overwrite through the host interface is Clear on every medium (SP 800-88r1 Table ): it reaches only the addresses that the drive
 * shows, so it is never Purge here.
 */
export function overwriteCapability(drive: Drive): Capability {
  if (!isAllShown(drive)) return { method: null, reasons: [because('nvme-overwrite-misses-namespaces')] };
  const reasons = [because('overwrite-is-clear')];
  switch (drive.mediaType) {
    case 'magnetic':
      reasons.push(because('magnetic-overwritten-in-place'));
      break;
    case 'flash':
      reasons.push(because('flash-spare-area-out-of-reach'));
      break;
    case 'hybrid':
      reasons.push(because('hybrid-cache-out-of-reach'));
      break;
    case 'unknown':
      reasons.push(because('media-type-unknown'));
      break;
  }
  return { method: 'clear', reasons };
}

/** An overwrite goes through one namespace: what lies in others, or in none, would be left as it is. */
function isAllShown({ erase, parts }: Drive): boolean {
  if (parts !== undefined) return false;
  return erase?.interface !== 'nvme' || (erase.namespaces.length === 1 && (erase.unallocatedBytes ?? 0) === 0);
}
