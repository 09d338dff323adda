import type { DeviceTechnique } from '../deviceTechnique.ts';
import { formatUnit } from './formatUnit.ts';
import { sanitizeBlock } from './sanitizeBlock.ts';
import { sanitizeCrypto } from './sanitizeCrypto.ts';
import { sanitizeOverwrite } from './sanitizeOverwrite.ts';

/** The techniques of this family, in no order of preference. */
export const scsiTechniques: readonly DeviceTechnique[] = [
  sanitizeBlock,
  sanitizeCrypto,
  sanitizeOverwrite,
  formatUnit,
];
