import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import { assembleDestructionFile } from '../../../core/record/destructionFile.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { logoAt } from './certificateBytes.ts';

/** The file of a certificate of destruction of this ledger, byte for byte the one that the station hands out (as `certificateBytes`). */
export async function destructionBytes(
  ledger: Ledger,
  { destruction, entry }: NonNullable<ReturnType<Ledger['destruction']>>,
): Promise<Uint8Array> {
  const { logo } = destruction.paper;
  const parts = {
    publicKeyBase64: ledger.publicKeyBase64,
    destruction: entry,
    checkpoint: await ledger.checkpoint(entry.seq + 1),
    logoPngBase64: logo === null ? null : logoAt(ledger, logo.seq),
  };
  const tree = { inclusion: ledger.inclusion };
  return canonicalBytes(await assembleDestructionFile(parts, { tree, rotations: ledger.rotations }));
}
