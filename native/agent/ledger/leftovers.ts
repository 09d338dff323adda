import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes what a killed agent left of files that it was writing beside their places (`durableFile.ts`): copies that never counted, or that stand under
 * their name already. Answers their names. Only for the agent that holds the state directory.
 */
export function removeLeftovers(stateDirectory: string): string[] {
  const left = readdirSync(stateDirectory).filter((name) => name.endsWith('.new'));
  for (const name of left) rmSync(join(stateDirectory, name), { force: true });
  return left;
}
