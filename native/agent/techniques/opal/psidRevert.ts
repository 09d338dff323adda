import type { Drive } from '../../../../core/domain/drive.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { Capability, DeviceTechnique } from '../deviceTechnique.ts';
import { runPsidRevert } from './psidRevertRun.ts';

/**
 * TCG PSID revert (sedutil-cli `--PSIDrevert`): returns an Opal drive whose lock was set up to its factory state and throws its media keys away, with the PSID
 * that is printed on its label. Purge by NIST SP 800-88r1 (table A-8, cryptographic erase through the TCG Opal SSC), with what every cryptographic erase
 * leaves to attest.
 */
export const psidRevert: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'opal-psid-revert',
  leaves: 'anything',
  needsPsid: true,
  capability: psidRevertCapability,
  run: runPsidRevert,
};

function psidRevertCapability({ tcgLock }: Drive): Capability {
  const none = (...reasons: Reason[]): Capability => ({ method: null, reasons });
  if (tcgLock === undefined) return none(because('opal-not-shown'));
  if (!tcgLock.opal) return none(because('opal-other-lock'));
  if (!tcgLock.mediaEncryption) return none(because('opal-no-media-encryption'));
  // The keys are thrown away with the locking SP; where that was never activated there is nothing to revert (Opal SSC 2.01, 5.1.2.2).
  if (!tcgLock.lockingEnabled) return none(because('opal-lock-never-set-up'));
  const marks = tcgLock.locked ? [because('opal-locked-takes-no-marks')] : [];
  return { method: 'purge', reasons: [because('opal-psid-asked-for'), because('crypto-erase-is-attested'), ...marks] };
}
