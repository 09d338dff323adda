import { carryOut } from '../awaitedErase.ts';
import type { DriveBody } from '../driveBody.ts';

/** Throws every media key away, in model time, all at once at its end; false when it failed or `lost` its power first. */
export function throwKeysAway(body: DriveBody, lost: () => boolean): Promise<boolean> {
  return carryOut(
    body,
    {
      command: 'revert',
      how: 'crypto',
      offsetBytes: 0,
      lengthBytes: body.media.sizeBytes,
      durationMs: body.durations.cryptoMs,
      patternHex: '00000000',
      passes: 1,
      invert: false,
      deallocate: false,
    },
    lost,
  );
}
