import type { DeviceTechnique } from '../deviceTechnique.ts';
import { psidRevert } from './psidRevert.ts';

/** The techniques of this family, in no order of preference. */
export const opalTechniques: readonly DeviceTechnique[] = [psidRevert];
