import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type DemoOptions = {
  readonly outFolder: string;
  readonly drives: number;
  readonly sizeMiB: number;
  readonly lab: boolean;
};

/** The virtual bench has twelve bays. */
const MOST_DRIVES = 12;

/**
 * Reads `--out DIR --drives N --size MiB`. Without `--out` a fresh `demo-output`, `demo-output-2`, ... is taken, so that no earlier run is
 * overwritten. Answers a sentence when the words are off.
 */
export function readDemoOptions(argv: readonly string[], folder: string): DemoOptions | { readonly problem: string } {
  let values: { out?: string; drives?: string; size?: string; lab?: boolean };
  try {
    values = parseArgs({
      args: [...argv],
      options: {
        out: { type: 'string' },
        drives: { type: 'string' },
        size: { type: 'string' },
        lab: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    return {
      problem: `${cause instanceof Error ? cause.message : String(cause)}\nUse: npm run demo -- [--out DIR] [--drives N] [--size MiB] [--lab]`,
    };
  }
  const drives = Number(values.drives ?? 4);
  const sizeMiB = Number(values.size ?? 64);
  if (!Number.isInteger(drives) || drives < 1 || drives > MOST_DRIVES)
    return { problem: `--drives takes a whole number from 1 to ${MOST_DRIVES}` };
  if (!Number.isInteger(sizeMiB) || sizeMiB < 16 || sizeMiB > 65_536)
    return { problem: '--size takes whole MiB from 16 to 65536' };
  const outFolder = values.out === undefined ? freshFolder(folder) : resolve(folder, values.out);
  if (existsSync(outFolder) && readdirSync(outFolder).length > 0)
    return { problem: `${outFolder} is not empty; name another folder, nothing there is overwritten` };
  return { outFolder, drives, sizeMiB, lab: values.lab ?? false };
}

function freshFolder(folder: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = resolve(folder, number === 1 ? 'demo-output' : `demo-output-${number}`);
    if (!existsSync(candidate)) return candidate;
  }
}
