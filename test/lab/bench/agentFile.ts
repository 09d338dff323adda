import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { agentFileIsStale, buildAgentFile } from '../../../electron/cli/setup/prepare.mjs';
import { LAB_CACHE, PROJECT } from './labPaths.ts';

/** The agent with all it imports in one file, as a package ships it: finding and reading five hundred files takes an emulated processor five seconds. */
export const AGENT_FILE = join(PROJECT, 'out/agent/agent.mjs');

/** Node's compile cache for the agent, made on the host: an emulated processor takes seconds to compile. Read-only to the guest. */
export const COMPILE_CACHE = join(LAB_CACHE, 'compile-cache');

/** Makes the agent's file and fills the cache with it, as it is now. Started without arguments it loads whole, says how it is used, and ends. */
export function prepareAgentFile(): void {
  if (agentFileIsStale()) {
    const problem = buildAgentFile();
    if (problem !== null) throw new Error(problem);
  }
  const { error } = spawnSync(join(PROJECT, 'node_modules/node/bin/node'), [AGENT_FILE], {
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: 'ignore',
    timeout: 30_000,
  });
  if (error !== undefined) throw error;
}
