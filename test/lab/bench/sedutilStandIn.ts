import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { PROJECT } from './labPaths.ts';

const STAND_IN = join(PROJECT, 'test/lab/bench/guest/sedutil-stand-in.pl');

/** Puts the stand-in for sedutil-cli where the agent looks for programs; it then asks it about every drive that comes. Gone with the guest's power. */
export async function bringSedutil(bench: Bench): Promise<void> {
  await bench.must(['install', '--mode=0755', STAND_IN, '/usr/local/sbin/sedutil-cli']);
}
