import { CAMPAIGN_TECHNIQUES } from '../campaign/campaignTechniques.ts';
import { powerCutSuite } from '../campaign/powerCutSuite.ts';

powerCutSuite(
  'the power is cut in the middle of an erase by an NVMe drive',
  CAMPAIGN_TECHNIQUES.filter(({ techniqueId }) => /^(nvme|opal)-/.test(techniqueId)),
);
