import { join } from 'node:path';
import { z } from 'zod';
import { readIfPresent, replaceFile } from '../ledger/durableFile.ts';

const secretSeed = z.strictObject({
  drawId: z.uuid(),
  seedHex: z.string().regex(/^[0-9a-f]{64}$/),
});
export type SecretSeed = z.infer<typeof secretSeed>;

/** `fromSeq`: the place of the ledger from which on draws can stand in it. */
const seedFile = z.strictObject({
  format: z.literal('wipebench-quality-seeds/1'),
  fromSeq: z.number().int().nonnegative(),
  seeds: z.array(secretSeed),
});
export type KeptSeeds = { readonly fromSeq: number; readonly seeds: readonly SecretSeed[] };

/**
 * The seeds of the open draws. Only root reads them; whoever does can tell which drives will be drawn. Lost, the draws still count as they stand in the ledger,
 * but nobody can draw them again, so a file that cannot be read ends the start.
 */
export function readSeeds(stateDirectory: string): KeptSeeds | null {
  const path = join(stateDirectory, 'quality-seeds.json');
  const text = readIfPresent(path);
  if (text === null) return null;
  try {
    const { fromSeq, seeds } = seedFile.parse(JSON.parse(text));
    return { fromSeq, seeds };
  } catch (cause) {
    throw new Error(`${path} cannot be read. Put it back from its backup.`, { cause });
  }
}

/** Replaces the file, durable when it returns. Throws the system's error. */
export function writeSeeds(stateDirectory: string, kept: KeptSeeds): void {
  const text = JSON.stringify({ format: 'wipebench-quality-seeds/1', ...kept }, null, 2);
  replaceFile(join(stateDirectory, 'quality-seeds.json'), `${text}\n`);
}
