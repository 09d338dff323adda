import type { Drive } from '../../../../core/domain/drive.ts';
import type { ScsiEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { SanitizationMethod } from '../../../../core/domain/technique.ts';
import type { Capability } from '../deviceTechnique.ts';

/** Which fact must be true, what the erase then counts as, and what else is to be said of it. */
export type ScsiOffer = {
  supported(facts: ScsiEraseFacts): boolean;
  readonly method: SanitizationMethod;
  readonly reasons: readonly Reason[];
};

/**
 * What a SCSI drive can be offered. IEEE 2883 counts every SANITIZE as Purge and FORMAT UNIT as Clear. A device with several logical units (two
 * actuators) is not offered any: one command may reach units that this job does not hold, or leave some out.
 */
export function scsiCapability({ erase }: Drive, offer: ScsiOffer): Capability {
  const none = (why: Reason): Capability => ({ method: null, reasons: [why] });
  if (erase === null) return none(because('erase-means-not-asked'));
  if (erase.interface === 'none') return none(erase.why);
  if (erase.interface !== 'scsi') return none(because('not-a-scsi-drive'));
  if (!offer.supported(erase)) return none(because('scsi-erase-not-supported'));
  if (erase.logicalUnits !== 1) return none(because('scsi-several-logical-units', { units: erase.logicalUnits }));
  return { method: offer.method, reasons: offer.reasons };
}
