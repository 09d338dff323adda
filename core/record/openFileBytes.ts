import type { z } from 'zod';
import type { PlacedRotation } from './certificateFile.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { type Finding, refuted } from './finding.ts';
import { followRotations } from './followRotations.ts';
import { beginChain, type KeyChain } from './keyChain.ts';
import type { KeyRotationV1 } from './keyRotationV1.ts';
import { readCanonical } from './readCanonical.ts';
import { readStationKey } from './stationKey.ts';

/** What the reader of a file says: what it is called in the findings, and the fingerprint that is trusted, if any. */
export type ReaderOptions = { readonly subject: string; readonly pinnedKeyId: string | null };

/** A file of one sealed statement whose form and keys hold. Nothing in it is known yet. */
type OpenedFile<File> = {
  readonly file: File;
  /** The station's first key, by which it is known. */
  readonly keyId: string;
  readonly chain: KeyChain;
  readonly rotations: readonly PlacedRotation[];
  readonly rotationContents: readonly KeyRotationV1[];
  readonly keyFindings: readonly Finding[];
  readonly followedFindings: readonly Finding[];
};

/**
 * The bytes of a file: canonical, of its shape, of a usable and (where one is pinned) trusted key, whose changes before the statement's entry all hold. Else the findings that
 * refute it. `placeOf` tells where in the ledger the statement stands and the key changes that the file brings.
 */
export async function openFileBytes<S extends z.ZodType<{ readonly publicKeyBase64: string }>>(
  bytes: Uint8Array,
  schema: S,
  placeOf: (file: z.infer<S>) => { readonly seq: number; readonly rotations: readonly PlacedRotation[] },
  { subject, pinnedKeyId }: ReaderOptions,
  crypto: VerifyingCrypto,
): Promise<OpenedFile<z.infer<S>> | { readonly refutations: readonly Finding[] }> {
  const read = readCanonical(bytes, schema);
  if (!('value' in read)) {
    if (read.problem === 'not-canonical') return { refutations: [refuted(subject, 'not-canonical-json')] };
    return { refutations: [refuted(subject, 'wrong-shape', { where: read.where })] };
  }
  const file = read.value;
  const { seq, rotations } = placeOf(file);
  const key = await readStationKey(subject, file.publicKeyBase64, pinnedKeyId, crypto);
  if ('refutation' in key) return { refutations: [key.refutation] };
  const { keyId, findings } = key;
  const first = await beginChain(key.publicKey, crypto);
  const followed = await followRotations(rotations, { subject, first, beforeSeq: seq }, crypto);
  if ('refutation' in followed) return { refutations: [...findings, followed.refutation] };
  const { chain, contents } = followed;
  return {
    ...{ file, keyId, chain, rotations, rotationContents: contents },
    ...{ keyFindings: findings, followedFindings: followed.findings },
  };
}
