import type { DeviceTechnique } from '../deviceTechnique.ts';

/** The techniques of this family, in no order of preference. */
export const ataTechniques: readonly DeviceTechnique[] = [];
