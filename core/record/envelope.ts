import { z } from 'zod';
import { fromBase64, toHex } from './bytes.ts';
import type { VerifyingCrypto } from './crypto.ts';

/** What a payload may be. A statement of one kind can never be read as another: the type is inside the signature. */
export const payloadType = z.enum([
  'application/vnd.wipebench.record.v1+json',
  'application/vnd.wipebench.certificate.v1+json',
  'application/vnd.wipebench.certificate.v2+json',
  'application/vnd.wipebench.act.v1+json',
  'application/vnd.wipebench.export.v1+json',
  'application/vnd.wipebench.key-rotation.v1+json',
  'application/vnd.wipebench.destruction.v1+json',
]);
export type PayloadType = z.infer<typeof payloadType>;

/** The one type with two signatures (`keyRotationV1.ts`). */
export const KEY_ROTATION = 'application/vnd.wipebench.key-rotation.v1+json' as const satisfies PayloadType;

const signature = z.strictObject({ keyid: z.string().regex(/^[0-9a-f]{64}$/), sig: z.string().min(1) });
export type Signature = z.infer<typeof signature>;

/**
 * DSSE v1 envelope (github.com/secure-systems-lab/dsse) with exactly one Ed25519 signature, of a key rotation exactly two. `payload` is strict base64 of
 * canonical JSON; `keyid` is the SHA-256 of the raw public key in hex.
 */
export const envelope = z
  .strictObject({ payloadType, payload: z.string().min(1), signatures: z.array(signature).min(1).max(2) })
  .refine((sealed) => sealed.signatures.length === (sealed.payloadType === KEY_ROTATION ? 2 : 1), {
    path: ['signatures'],
  });
export type Envelope = z.infer<typeof envelope>;

/** DSSE pre-authentication encoding: the bytes that are signed. */
export function preAuthenticationEncoding(type: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const typeBytes = encoder.encode(type);
  const head = encoder.encode(`DSSEv1 ${typeBytes.length} ${type} ${payload.length} `);
  const all = new Uint8Array(head.length + payload.length);
  all.set(head);
  all.set(payload, head.length);
  return all;
}

/** The name of a public key: SHA-256 of its 32 raw bytes, in hex. */
export async function keyIdOf(publicKey: Uint8Array, crypto: VerifyingCrypto): Promise<string> {
  return toHex(await crypto.sha256(publicKey));
}

/** Whether a signature of an envelope holds under a key. */
export async function signatureHolds(
  type: PayloadType,
  payload: Uint8Array,
  { sig }: Signature,
  publicKey: Uint8Array,
  crypto: VerifyingCrypto,
): Promise<boolean> {
  let signed: Uint8Array;
  try {
    signed = fromBase64(sig);
  } catch {
    return false;
  }
  return (
    signed.length === 64 && (await crypto.verifyEd25519(publicKey, preAuthenticationEncoding(type, payload), signed))
  );
}

/** The payload's bytes if the envelope was signed by this key alone, else the reason in one code. */
export async function openEnvelope(
  sealed: Envelope,
  publicKey: Uint8Array,
  crypto: VerifyingCrypto,
): Promise<{ payload: Uint8Array<ArrayBuffer> } | { problem: 'other-key' | 'bad-signature' | 'malformed' }> {
  const [only, second] = sealed.signatures;
  if (only === undefined || second !== undefined) return { problem: 'malformed' };
  if (only.keyid !== (await keyIdOf(publicKey, crypto))) return { problem: 'other-key' };
  let payload: Uint8Array<ArrayBuffer>;
  try {
    payload = fromBase64(sealed.payload);
    if (fromBase64(only.sig).length !== 64) return { problem: 'malformed' };
  } catch {
    return { problem: 'malformed' };
  }
  const genuine = await signatureHolds(sealed.payloadType, payload, only, publicKey, crypto);
  return genuine ? { payload } : { problem: 'bad-signature' };
}
