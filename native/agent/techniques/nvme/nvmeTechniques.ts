import type { DeviceTechnique } from '../deviceTechnique.ts';
import { formatCrypto } from './formatCrypto.ts';
import { formatUserData } from './formatUserData.ts';
import { sanitizeBlock } from './sanitizeBlock.ts';
import { sanitizeCrypto } from './sanitizeCrypto.ts';
import { sanitizeOverwrite } from './sanitizeOverwrite.ts';

/** The techniques of this family, in no order of preference. */
export const nvmeTechniques: readonly DeviceTechnique[] = [
  sanitizeBlock,
  sanitizeCrypto,
  sanitizeOverwrite,
  formatUserData,
  formatCrypto,
];
