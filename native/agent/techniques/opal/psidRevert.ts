import { because } from '../../../../core/domain/reason.ts';
import type { DeviceTechnique } from '../deviceTechnique.ts';

/**
 * TCG PSID revert (sedutil-cli, `--PSIDrevert`): returns a locked Opal drive to its factory state with the PSID printed on its label. A person must
 * type that, and no call of the agent takes it, so the technique stands in the plan with this reason and cannot be run.
 */
export const psidRevert: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'opal-psid-revert',
  leaves: 'anything',
  capability: () => ({ method: null, reasons: [because('psid-entry-not-built')] }),
  run: () => Promise.resolve({ kind: 'failed', why: because('psid-entry-not-built') }),
};
