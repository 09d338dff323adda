import type { DeviceTechnique } from '../deviceTechnique.ts';
import { sanitizeBlock } from './sanitizeBlock.ts';
import { sanitizeCrypto } from './sanitizeCrypto.ts';
import { sanitizeOverwrite } from './sanitizeOverwrite.ts';
import { securityErase } from './securityErase.ts';
import { securityEraseEnhanced } from './securityEraseEnhanced.ts';

/** The techniques of this family, in no order of preference. */
export const ataTechniques: readonly DeviceTechnique[] = [
  sanitizeBlock,
  sanitizeCrypto,
  sanitizeOverwrite,
  securityErase,
  securityEraseEnhanced,
];
