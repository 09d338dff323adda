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

/**
 * A badge's digest, by the same function as a PIN's. A badge is found by it among all people, so its salt is the station's secret and not one of its own: a
 * stolen `people.json` alone tells neither what to print on a badge nor which guess is right.
 */
export const badgeDigest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scrypt'),
    logN: pinDigest.shape.logN,
    r: pinDigest.shape.r,
    p: pinDigest.shape.p,
    digestHex: pinDigest.shape.digestHex,
  }),
  /** As it was kept before; good until the badge is used or changed. */
  z.strictObject({ kind: z.literal('hmac'), digestHex: pinDigest.shape.digestHex }),
]);
export type BadgeDigest = z.infer<typeof badgeDigest>;

/** Digests a badge under the station's secret. */
export async function digestBadge(badge: string, secret: Uint8Array): Promise<BadgeDigest> {
  const digest = await derive(badge.trim(), Buffer.from(secret), COST);
  return { kind: 'scrypt', ...COST, digestHex: digest.toString('hex') };
}

/** Whether a kept digest is that of the badge with this fresh digest. */
export function isBadge(badge: string, fresh: BadgeDigest, kept: BadgeDigest | null, secret: Uint8Array): boolean {
  if (kept === null) return false;
  const given = kept.kind === 'hmac' ? earlierDigest(badge, secret) : fresh.digestHex;
  return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(kept.digestHex, 'hex'));
}

function earlierDigest(badge: string, secret: Uint8Array): string {
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
