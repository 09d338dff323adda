import { fromBase64 } from './bytes.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { keyIdOf } from './envelope.ts';
import { confirmed, type Finding, refuted, unchecked } from './finding.ts';

export type StationKey = {
  readonly publicKey: Uint8Array;
  readonly keyId: string;
  readonly findings: readonly Finding[];
};

/**
 * Reads the public key that a file carries and compares its fingerprint with the pinned one (64 hex digits), if there is any. Without a
 * pinned key the finding says that the key is only the file's own word.
 */
export async function readStationKey(
  subject: string,
  publicKeyBase64: string,
  pinnedKeyId: string | null,
  crypto: VerifyingCrypto,
): Promise<StationKey | { readonly refutation: Finding }> {
  const publicKey = keyBytes(publicKeyBase64);
  if (publicKey === null) return { refutation: refuted(subject, 'key-unusable') };
  const keyId = await keyIdOf(publicKey, crypto);
  if (pinnedKeyId === null) return { publicKey, keyId, findings: [unchecked(subject, 'key-from-file', { keyId })] };
  if (pinnedKeyId !== keyId) return { refutation: refuted(subject, 'key-not-pinned', { keyId }) };
  return { publicKey, keyId, findings: [confirmed(subject, 'key-pinned')] };
}

function keyBytes(base64: string): Uint8Array | null {
  try {
    const bytes = fromBase64(base64);
    return bytes.length === 32 ? bytes : null;
  } catch {
    // Strict base64 throws on other spellings; as a key that means: unusable.
    return null;
  }
}
