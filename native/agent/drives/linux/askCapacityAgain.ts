import { constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PATIENCE_MS = 5_000;
const PAUSE_BETWEEN_MS = 10_000;

/**
 * Makes the kernel ask the drive for its capacity again (sysfs `rescan` of SCSI, `rescan_controller` of NVMe). Needed after a SCSI sanitize, which
 * leaves a size of 0 until then; harmless otherwise. A drive that does not answer keeps the write waiting in a thread of its own; nobody waits
 * for it longer than five seconds. Never rejects.
 */
export async function askCapacityAgain(sysRoot: string, device: string): Promise<void> {
  const directory = join(sysRoot, 'dev', 'block', device, 'device');
  // Which of the two there is depends on the kind of drive, and some have neither: a write that fails is no fault.
  const asked = ['rescan', 'rescan_controller'].map((name) =>
    // Write-only: sysfs lets nobody, not even root, open for reading what has no read bit (kernfs_fop_open), so `r+` would ask nothing.
    writeFile(join(directory, name), '1', { flag: constants.O_WRONLY }).catch(() => undefined),
  );
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([Promise.all(asked), patience]);
  clearTimeout(timer);
}

/** Asks drives that show no capacity from time to time: after a power cut in a SCSI sanitize nobody else does. */
export function createEmptyDriveAsker(sysRoot: string, monotonicMs: () => number): (device: string) => void {
  const askedMs = new Map<string, number>();
  return (device) => {
    const now = monotonicMs();
    if (now - (askedMs.get(device) ?? Number.NEGATIVE_INFINITY) < PAUSE_BETWEEN_MS) return;
    askedMs.set(device, now);
    void askCapacityAgain(sysRoot, device);
  };
}
