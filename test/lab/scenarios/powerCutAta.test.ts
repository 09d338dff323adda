import { expect, it } from 'vitest';
import { CAMPAIGN_TECHNIQUES } from '../campaign/campaignTechniques.ts';
import { powerCutSuite } from '../campaign/powerCutSuite.ts';

powerCutSuite(
  'the power is cut in the middle of an erase by a SATA drive',
  CAMPAIGN_TECHNIQUES.filter(({ techniqueId }) => techniqueId.startsWith('ata-')),
  (results) => {
    it('reaches drives that had our password at the cut: the promise that none stays locked is not empty', () => {
      expect(results().some(({ passwordAtCut }) => passwordAtCut)).toBe(true);
      expect(results().some(({ resumed }) => resumed > 0)).toBe(true);
    });
  },
);
