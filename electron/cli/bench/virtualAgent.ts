import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../check/rooms.ts';
import { type ReadyChild, startUntilReady } from './childProcess.ts';

export type VirtualAgent = ReadyChild & { readonly socketPath: string; readonly benchFolder: string };

/**
 * Starts the embedded agent on a virtual bench below `folder`: image files as drives, the real engine, no root. Its records say `virtual: true`.
 * The socket lies in `runFolder`, because a socket's path may have 107 bytes at most.
 */
export async function startVirtualAgent(folder: string, runFolder: string, stationName: string): Promise<VirtualAgent> {
  const benchFolder = join(folder, 'bench');
  const stateFolder = join(folder, 'agent');
  for (const path of [benchFolder, stateFolder, runFolder]) mkdirSync(path, { recursive: true, mode: 0o700 });
  const socketPath = join(runFolder, 'agent.sock');
  const child = await startUntilReady('wipebench-agent', [
    join(projectFolder, 'native/agent/main.ts'),
    '--virtual',
    benchFolder,
    '--state',
    stateFolder,
    '--socket',
    socketPath,
    '--name',
    stationName,
  ]);
  return { ...child, socketPath, benchFolder };
}
