import type { DriveBody } from './driveBody.ts';
import { advanceErase, type EraseOrder, newEraseRun } from './eraseRun.ts';

/** How finely it lets time pass. */
const STEP_MS = 20;

/** Carries out an erase whose command is answered only at its end, in model time; false when it failed or `lost` its power first. */
export async function carryOut(body: DriveBody, order: EraseOrder, lost: () => boolean): Promise<boolean> {
  let run = newEraseRun(order);
  let seenMs = body.time.nowMs();
  for (;;) {
    const now = body.time.nowMs();
    run = advanceErase(body, run, now - seenMs);
    seenMs = now;
    if (run.outcome !== 'running') return run.outcome === 'succeeded';
    await body.time.sleep(STEP_MS);
    if (lost()) return false;
  }
}
