import type { DriveBody } from '../driveBody.ts';
import { advanceErase, newEraseRun } from '../eraseRun.ts';

/** How finely it lets time pass. */
const STEP_MS = 20;

/** Throws every media key away, in model time, all at once at its end; false when it failed or `lost` its power first. */
export async function throwKeysAway(body: DriveBody, lost: () => boolean): Promise<boolean> {
  let run = newEraseRun({
    command: 'revert',
    how: 'crypto',
    offsetBytes: 0,
    lengthBytes: body.media.sizeBytes,
    durationMs: body.durations.cryptoMs,
    patternHex: '00000000',
    passes: 1,
    invert: false,
    deallocate: false,
  });
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
