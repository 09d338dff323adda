import { createHash, createPublicKey, verify } from 'node:crypto';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';

/** The verifier's cryptography on Node. */
export const nodeCrypto: VerifyingCrypto = {
  sha256: async (bytes) => createHash('sha256').update(bytes).digest(),
  async verifyEd25519(publicKey, message, signature) {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
      format: 'jwk',
    });
    return verify(null, message, key, signature);
  },
  async verifyRsa(publicKey, message, signature) {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa' && verify('sha256', message, key, signature);
  },
};
