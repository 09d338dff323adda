import { fromHex } from '../../core/record/bytes.ts';
import type { VerifyingCrypto } from '../../core/record/crypto.ts';

const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

/** The verifier's cryptography by the browser's WebCrypto (Secure Curves: Ed25519). */
export const webCrypto: VerifyingCrypto = {
  async sha256(bytes) {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', own(bytes)));
  },
  async verifyEd25519(publicKey, message, signature) {
    const key = await crypto.subtle.importKey('raw', own(publicKey), 'Ed25519', false, ['verify']);
    return crypto.subtle.verify('Ed25519', key, own(signature), own(message));
  },
  async verifyRsa(publicKey, message, signature) {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('spki', own(publicKey), algorithm, false, ['verify']);
    return crypto.subtle.verify(algorithm, key, own(signature), own(message));
  },
};

/** RFC 8032 section 7.1, test 2. */
const KNOWN = {
  publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  message: '72',
  signature:
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
};

/** Whether this browser checks signatures rightly: a good one holds and a bad one does not. Without that nothing here may be called anything. */
export async function canCheckSignatures(): Promise<boolean> {
  const [publicKey, message, signature] = [KNOWN.publicKey, KNOWN.message, KNOWN.signature].map(fromHex);
  if (publicKey === undefined || message === undefined || signature === undefined) return false;
  try {
    const holds = await webCrypto.verifyEd25519(publicKey, message, signature);
    const bent = await webCrypto.verifyEd25519(publicKey, fromHex('73'), signature);
    return holds && !bent;
  } catch {
    return false;
  }
}
