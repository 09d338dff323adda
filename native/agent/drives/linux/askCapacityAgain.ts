import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes the kernel ask the drive for its capacity again. Needed after a SCSI sanitize, which leaves a size of 0 until then; harmless otherwise. A
 * drive that does not answer keeps the write waiting in a thread of its own; nobody waits for it.
 */
export function askCapacityAgain(sysRoot: string, device: string): void {
  const directory = join(sysRoot, 'dev', 'block', device, 'device');
  for (const path of [join(directory, 'rescan'), join(directory, 'rescan_controller')]) {
    // Which of the two there is depends on the kind of drive, and some have neither.
    writeFile(path, '1', { flag: 'r+' }).catch(() => undefined);
  }
}
