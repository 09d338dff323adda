import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Cost of one guess: about 0.1 s and 32 MiB (RFC 7914; N = 2^15, r = 8, p = 1). Kept with each digest so that it can rise later. */
const COST = { logN: 15, r: 8, p: 1 };
const DIGEST_BYTES = 32;

export const pinDigest = z.strictObject({
  logN: z.number().int().min(15).max(20),
  r: z.number().int().min(8).max(32),
  p: z.number().int().min(1).max(16),
  saltHex: z.string().regex(/^[0-9a-f]{32}$/),
  digestHex: z.string().regex(/^[0-9a-f]{64}$/),
});
export type PinDigest = z.infer<typeof pinDigest>;

/** Digest of a PIN under a new random salt. */
export async function digestPin(pin: string): Promise<PinDigest> {
  const salt = randomBytes(16);
  const digest = await derive(pin, salt, COST);
  return { ...COST, saltHex: salt.toString('hex'), digestHex: digest.toString('hex') };
}

/** Compares in constant time. `null` (nobody of that name) costs the same time as a wrong PIN and is never right. */
export async function isPin(pin: string, digest: PinDigest | null): Promise<boolean> {
  const given = await derive(pin, Buffer.from(digest?.saltHex ?? '00'.repeat(16), 'hex'), digest ?? COST);
  const equal = timingSafeEqual(given, Buffer.from(digest?.digestHex ?? '00'.repeat(DIGEST_BYTES), 'hex'));
  return equal && digest !== null;
}

/** A badge's digest under the station's secret: a stolen `people.json` does not tell what to print on a badge. */
export function digestBadge(badge: string, secret: Uint8Array): string {
  return createHmac('sha256', secret).update(badge.trim().normalize('NFC')).digest('hex');
}

function derive(pin: string, salt: Buffer, cost: { logN: number; r: number; p: number }): Promise<Buffer> {
  const N = 2 ** cost.logN;
  const maxmem = 256 * N * cost.r;
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFC'), salt, DIGEST_BYTES, { N, r: cost.r, p: cost.p, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
