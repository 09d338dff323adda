import { fromBase64 } from './bytes.ts';
import { type Checkpoint, openCheckpoint, readCheckpoint } from './checkpoint.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { KEY_ROTATION, keyIdOf, openEnvelope, type Signature, signatureHolds } from './envelope.ts';
import { keyRotationV1 } from './keyRotationV1.ts';
import type { LedgerEntry } from './ledgerEntry.ts';
import { readCanonical } from './readCanonical.ts';

/** A key of the station, and the first ledger entry that it signs alone. */
export type ChainKey = { readonly publicKey: Uint8Array; readonly keyId: string; readonly fromSeq: number };

/** The station's keys in order, from the first, which gives the station its name; each later one was brought in by a key rotation. */
export type KeyChain = readonly [ChainKey, ...ChainKey[]];

/** Why something is not signed by the key of its place, in one code. */
export type KeyProblem = 'malformed' | 'bad-signature' | 'other-key' | 'retired-key' | 'later-key';
export type RotationProblem =
  | KeyProblem
  | 'rotation-not-by-old-key'
  | 'rotation-not-by-new-key'
  | 'rotation-other-keys';

/** The chain of a station that never changed its key. */
export async function beginChain(publicKey: Uint8Array, crypto: VerifyingCrypto): Promise<KeyChain> {
  return [{ publicKey, keyId: await keyIdOf(publicKey, crypto), fromSeq: 0 }];
}

/** The key of a place: it signs the entry there and the checkpoint of so many entries. */
export function keyAt(chain: KeyChain, place: number): ChainKey {
  return chain.findLast(({ fromSeq }) => fromSeq <= place) ?? chain[0];
}

/**
 * Opens an entry by the key of its place. Of a key rotation both signatures are checked, and `chain` goes on with its new key; of everything else it
 * is the chain that was given. The entry's hash must be checked besides.
 */
export async function openByChain(
  { seq, envelope: sealed }: LedgerEntry,
  chain: KeyChain,
  crypto: VerifyingCrypto,
): Promise<
  { readonly payload: Uint8Array<ArrayBuffer>; readonly chain: KeyChain } | { readonly problem: RotationProblem }
> {
  if (sealed.payloadType === KEY_ROTATION)
    return openRotation({ seq, envelope: sealed, prev: '', hash: '' }, chain, crypto);
  const key = keyAt(chain, seq);
  const opened = await openEnvelope(sealed, key.publicKey, crypto);
  if (!('problem' in opened)) return { payload: opened.payload, chain };
  if (opened.problem !== 'other-key') return opened;
  const named = chain.find(({ keyId }) => keyId === sealed.signatures[0]?.keyid);
  if (named === undefined) return opened;
  return { problem: named.fromSeq < key.fromSeq ? 'retired-key' : 'later-key' };
}

/** Opens a signed note by the key of its place. */
export async function openCheckpointByChain(
  note: string,
  chain: KeyChain,
  crypto: VerifyingCrypto,
): Promise<{ readonly checkpoint: Checkpoint } | { readonly problem: KeyProblem }> {
  const entries = readCheckpoint(note)?.checkpoint.entries;
  if (entries === undefined) return { problem: 'malformed' };
  const key = keyAt(chain, entries);
  const opened = await openCheckpoint(note, key.publicKey, crypto);
  if (!('problem' in opened) || opened.problem !== 'other-key') return opened;
  for (const other of chain) {
    if ('checkpoint' in (await openCheckpoint(note, other.publicKey, crypto))) {
      return { problem: other.fromSeq < key.fromSeq ? 'retired-key' : 'later-key' };
    }
  }
  return opened;
}

async function openRotation(
  { seq, envelope: sealed }: LedgerEntry,
  chain: KeyChain,
  crypto: VerifyingCrypto,
): ReturnType<typeof openByChain> {
  const [byOld, byNew] = sealed.signatures;
  if (byOld === undefined || byNew === undefined) return { problem: 'malformed' };
  const payload = bytesOf(sealed.payload);
  if (payload === null) return { problem: 'malformed' };
  const holds = async (signature: Signature, { keyId, publicKey }: ChainKey) =>
    signature.keyid === keyId && (await signatureHolds(sealed.payloadType, payload, signature, publicKey, crypto));

  const old = keyAt(chain, seq);
  if (!(await holds(byOld, old))) return { problem: 'rotation-not-by-old-key' };
  const read = readCanonical(payload, keyRotationV1);
  const publicKey = 'value' in read ? bytesOf(read.value.newPublicKeyBase64) : null;
  if (!('value' in read) || publicKey?.length !== 32) return { problem: 'malformed' };
  const fresh = { publicKey, keyId: await keyIdOf(publicKey, crypto), fromSeq: seq + 1 };
  const { oldKeyId, newKeyId } = read.value;
  if (oldKeyId !== old.keyId || newKeyId !== fresh.keyId) return { problem: 'rotation-other-keys' };
  if (!(await holds(byNew, fresh))) return { problem: 'rotation-not-by-new-key' };
  // A rotation that was followed before must be the same again; a key that was given up must not come back.
  const known = chain.find(({ fromSeq }) => fromSeq === fresh.fromSeq);
  if (known !== undefined) return known.keyId === fresh.keyId ? { payload, chain } : { problem: 'rotation-other-keys' };
  const again = chain.some(({ keyId, fromSeq }) => keyId === fresh.keyId || fromSeq > fresh.fromSeq);
  return again ? { problem: 'rotation-other-keys' } : { payload, chain: [...chain, fresh] };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return fromBase64(base64);
  } catch {
    // Strict base64 throws on other spellings.
    return null;
  }
}
