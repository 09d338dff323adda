import { createHash, createPublicKey, verify } from 'node:crypto';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';

/** The verifier's cryptography by `node:crypto`. The raw Ed25519 key goes in as a JWK (RFC 8037). */
export const nodeCrypto: VerifyingCrypto = {
  sha256: async (bytes) => createHash('sha256').update(bytes).digest(),
  verifyEd25519: async (publicKey, message, signature) => {
    const key = createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    });
    return verify(null, message, key, signature);
  },
  async verifyRsa(publicKey, message, signature) {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa' && verify('sha256', message, key, signature);
  },
};
