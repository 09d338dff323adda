import { CAMPAIGN_TECHNIQUES } from '../campaign/campaignTechniques.ts';
import { powerCutSuite } from '../campaign/powerCutSuite.ts';

powerCutSuite(
  'the power is cut in the middle of an overwrite',
  CAMPAIGN_TECHNIQUES.filter(({ techniqueId }) => techniqueId.startsWith('overwrite-')),
);
