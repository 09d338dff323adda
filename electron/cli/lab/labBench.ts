import { DOZEN_DRIVES } from '../../../test/lab/bench/labDrive.ts';
import { type LabStation, startLabStation } from './labStation.ts';

/** A lab bench with a dozen drives of every bus and four that can erase themselves; `null` after saying why it cannot run here. */
export async function startLabBench(folder: string, write: (text: string) => void): Promise<LabStation | null> {
  const started = await startLabStation(folder, DOZEN_DRIVES, (text) => write(`${text}\n`));
  if (!('missing' in started)) return started;
  for (const reason of started.missing) write(`The lab cannot run here: ${reason}\n`);
  return null;
}
