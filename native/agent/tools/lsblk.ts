import { z } from 'zod';
import { jsonOutput } from './jsonOutput.ts';
import type { ToolKind } from './locate.ts';
import { known, type Reading } from './reading.ts';
import type { RunTool, Tool } from './run.ts';

export const lsblkKind: ToolKind = { name: 'lsblk', versionArgv: ['--version'], pattern: /(\d+\.\d+(?:\.\d+)?)/ };

const fact = z.string().nullable();

/** The columns asked for; lsblk(8) of util-linux 2.36 and newer. */
const disk = z.object({
  name: z.string(),
  'maj:min': z.string(),
  model: fact,
  serial: fact,
  wwn: fact,
  rev: fact,
  tran: fact,
  size: z.number(),
  ro: z.boolean(),
  type: z.string(),
});
export const lsblkOutput = z.object({ blockdevices: z.array(disk) });
export type LsblkDisk = z.infer<typeof disk>;

/** All whole disks as lsblk sees them (udev's database, else sysfs). */
export async function readLsblk(run: RunTool, lsblk: Tool): Promise<Reading<readonly LsblkDisk[]>> {
  const columns = 'NAME,MAJ:MIN,MODEL,SERIAL,WWN,REV,TRAN,SIZE,RO,TYPE';
  const output = jsonOutput(await run(lsblk, ['-J', '-b', '-d', '-o', columns], { timeoutMs: 10_000 }), lsblkOutput);
  return output.read ? known(output.value.blockdevices) : output;
}
