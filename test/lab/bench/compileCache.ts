import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LAB_CACHE, PROJECT } from './labPaths.ts';

/** Node's compile cache for the agent, made on the host: an emulated processor takes seconds to strip types and compile. Read-only to the guest. */
export const COMPILE_CACHE = join(LAB_CACHE, 'compile-cache');

/** Fills the cache with the agent as it is now. The agent is started without arguments: it loads whole, says how it is used, and ends. */
export function warmCompileCache(): void {
  const { error } = spawnSync(join(PROJECT, 'node_modules/node/bin/node'), [join(PROJECT, 'native/agent/main.ts')], {
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: 'ignore',
    timeout: 30_000,
  });
  if (error !== undefined) throw error;
}
