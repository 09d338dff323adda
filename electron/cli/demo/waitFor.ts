import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;

/** Asks again and again until there is an answer; throws with the name of what it waited for when patience ends. */
export async function waitFor<T>(what: string, patienceMs: number, ask: () => Promise<T | null>): Promise<T> {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > untilMs) throw new Error(`gave up waiting for ${what}`);
    await sleep(EVERY_MS);
  }
}
