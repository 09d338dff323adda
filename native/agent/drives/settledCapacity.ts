import type { CapacityReading } from './driveBench.ts';

const SETTLE_MS = 20_000;
const PAUSE_MS = 500;

/**
 * Reads the capacity until it is the expected one, asking the drive again in between, for at most twenty seconds; answers what was read last. `null`:
 * it could not be read at all.
 */
export async function settledCapacity(
  expectedBytes: number,
  stop: AbortSignal,
  read: () => Promise<number | null>,
  askAgain: () => Promise<void>,
): Promise<CapacityReading> {
  const untilMs = performance.now() + SETTLE_MS;
  let sizeBytes = await read();
  let askedAgain = false;
  while (sizeBytes !== expectedBytes && !stop.aborted && performance.now() < untilMs) {
    await askAgain();
    askedAgain = true;
    await new Promise((next) => setTimeout(next, PAUSE_MS));
    sizeBytes = await read();
  }
  return { sizeBytes, askedAgain };
}
