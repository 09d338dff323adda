import type { TechniqueId } from '../../../core/domain/technique.ts';
import { ataTechniques } from './ata/ataTechniques.ts';
import type { DeviceTechnique } from './deviceTechnique.ts';
import { nvmeTechniques } from './nvme/nvmeTechniques.ts';
import { opalTechniques } from './opal/opalTechniques.ts';
import { overwriteStream } from './overwriteStream.ts';
import { overwriteThreePass } from './overwriteThreePass.ts';
import { overwriteZeros } from './overwriteZeros.ts';
import { scsiTechniques } from './scsi/scsiTechniques.ts';
import type { OverwriteTechnique, Technique } from './technique.ts';

export const overwriteTechniques: readonly OverwriteTechnique[] = [overwriteZeros, overwriteStream, overwriteThreePass];

/** Every technique this agent can run. */
export const allTechniques: readonly Technique[] = [
  ...nvmeTechniques,
  ...ataTechniques,
  ...scsiTechniques,
  ...opalTechniques,
  ...overwriteTechniques,
];

/** The technique of a name when the drive runs it itself, else `null`. */
export function deviceTechniqueOf(techniques: readonly Technique[], techniqueId: TechniqueId): DeviceTechnique | null {
  const found = techniques.find((technique) => technique.techniqueId === techniqueId);
  return found?.kind === 'device' ? found : null;
}

/** The technique of a name; throws for one that cannot be run (it was never accepted by a plan). */
export function techniqueOf(techniques: readonly Technique[], techniqueId: TechniqueId): Technique {
  const found = techniques.find((technique) => technique.techniqueId === techniqueId);
  if (found === undefined) throw new Error(`no technique ${techniqueId}`);
  return found;
}
