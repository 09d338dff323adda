import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';

/** DER head of a SubjectPublicKeyInfo that holds a raw Ed25519 key (RFC 8410). */
const ED25519_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** The verifier's cryptography by Node's OpenSSL. */
export const nodeCrypto: VerifyingCrypto = {
  async sha256(bytes) {
    return new Uint8Array(createHash('sha256').update(bytes).digest());
  },
  async verifyEd25519(publicKey, message, signature) {
    return verify(null, message, ed25519PublicKey(publicKey), signature);
  },
  async verifyRsa(publicKey, message, signature) {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa' && verify('sha256', message, key, signature);
  },
};

/** A raw 32-byte Ed25519 key as Node wants it; throws if it is none. */
function ed25519PublicKey(raw: Uint8Array): KeyObject {
  if (raw.length !== 32) throw new TypeError('an Ed25519 public key has 32 bytes');
  return createPublicKey({ key: Buffer.concat([ED25519_HEAD, raw]), format: 'der', type: 'spki' });
}
