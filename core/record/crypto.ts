/** The cryptography a verifier needs, passed in: `node:crypto` on the station, WebCrypto in a browser. */
export type VerifyingCrypto = {
  sha256(bytes: Uint8Array): Promise<Uint8Array>;
  /** `publicKey` is the raw 32-byte Ed25519 key (RFC 8032). Answers false for a bad signature; throws only if the key is unusable. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017) under a SubjectPublicKeyInfo in DER. Answers false for a bad signature; throws only if the key is unusable. */
  verifyRsa(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
};
