import { agentContract } from '../../../core/contract/agent.ts';
import { connectContract } from '../../../core/contract/rpcClient.ts';
import { dialAgent } from '../../station/agentLink/dialAgent.ts';
import { granted } from '../demo/ask.ts';
import { demoDrives } from '../demo/demoDrives.ts';

const FIRST_DRIVES = 6;
const SIZE_BYTES = 256 * 1024 * 1024;

/** Plugs a few drives into an empty virtual bench, slow enough that a person can watch them being wiped. */
export async function plugFirstDrives(agentSocket: string): Promise<void> {
  const agent = connectContract(agentContract, await dialAgent(agentSocket), {
    build: 'start',
    callTimeoutMs: 120_000,
  });
  await agent.ready;
  for (const { bayId, model, serialNumber, mediaType, fileSystem } of demoDrives(FIRST_DRIVES)) {
    granted(
      await agent.call('virtual.plug', {
        bayId,
        sizeBytes: SIZE_BYTES,
        model,
        serialNumber,
        mediaType,
        fileSystem,
        maxBytesPerSecond: 8 * 1024 * 1024,
      }),
    );
  }
  agent.close();
}
