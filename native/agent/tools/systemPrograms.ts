import { hdparmKind } from './hdparm.ts';
import { locateTool, type ToolKind } from './locate.ts';
import { nvmeKind } from './nvme.ts';
import type { RunTool, Tool } from './run.ts';
import { sedutilKind } from './sedutil.ts';

/** How programs tell their version that do not print it behind `--version` as the first number with a dot. */
const KINDS: readonly ToolKind[] = [nvmeKind, hdparmKind, sedutilKind];

function kindOf(name: string): ToolKind {
  const known = KINDS.find((kind) => kind.name === name);
  return known ?? { name, versionArgv: ['--version'], pattern: /(\d+\.[\w.]+)/ };
}

/** Finds programs of the system by name and remembers them with their versions. One that is not there is looked for again the next time. */
export function createProgramFinder(run: RunTool): (name: string) => Promise<Tool | null> {
  const found = new Map<string, Promise<Tool | null>>();
  return async (name) => {
    const asked = found.get(name) ?? locateTool(run, kindOf(name));
    found.set(name, asked);
    const tool = await asked;
    if (tool === null || tool.version === 'unknown') found.delete(name);
    return tool;
  };
}
