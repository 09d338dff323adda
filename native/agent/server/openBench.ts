import type { DriveBench } from '../drives/driveBench.ts';
import { createLinuxBench } from '../drives/linux/linuxBench.ts';
import { createVirtualBench, type VirtualBench } from '../drives/virtual/virtualBench.ts';
import type { Tool } from '../tools/run.ts';
import type { AgentOptions } from './agentOptions.ts';

export type OpenedBench = { readonly bench: DriveBench; readonly virtualBench: VirtualBench | null };

/** The bench that the command line asks for. */
export function openBench(
  options: AgentOptions,
  engine: Tool | null,
  fault: (where: string, cause: unknown) => void,
): OpenedBench {
  if (options.virtualDirectory !== null) {
    const virtualBench = createVirtualBench({
      directory: options.virtualDirectory,
      engine,
      ...(options.virtualBays === null ? {} : { bayCount: options.virtualBays }),
    });
    return { bench: virtualBench, virtualBench };
  }
  return {
    bench: createLinuxBench({ engine, allowLoop: options.allowLoop, emulated: options.emulated, fault }),
    virtualBench: null,
  };
}
