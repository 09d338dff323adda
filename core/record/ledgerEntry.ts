import { z } from 'zod';
import { toHex } from './bytes.ts';
import { canonicalBytes } from './canonicalJson.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { type Envelope, envelope } from './envelope.ts';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

/** `prev` of the first entry. */
export const LEDGER_ROOT = '0'.repeat(64);

/**
 * A link binds an envelope to its place: `hash = SHA-256(canonical JSON of {envelopeSha256, prev, seq})`, where `envelopeSha256` is over the
 * canonical JSON of the envelope. The hash is the entry's leaf in the Merkle tree (`merkleTree.ts`).
 */
export type LedgerLink = {
  readonly seq: number;
  readonly prev: string;
  readonly envelopeSha256: string;
  readonly hash: string;
};

export const ledgerEntry = z.strictObject({ seq: z.number().int().nonnegative(), prev: hex64, hash: hex64, envelope });
export type LedgerEntry = z.infer<typeof ledgerEntry>;

/** The link an envelope gets at a place of the chain. */
export async function linkFor(
  seq: number,
  prev: string,
  sealed: Envelope,
  crypto: VerifyingCrypto,
): Promise<LedgerLink> {
  const envelopeSha256 = toHex(await crypto.sha256(canonicalBytes(sealed)));
  return { seq, prev, envelopeSha256, hash: await linkHash(seq, prev, envelopeSha256, crypto) };
}

/** The hash that binds digest, predecessor and place. */
async function linkHash(seq: number, prev: string, envelopeSha256: string, crypto: VerifyingCrypto): Promise<string> {
  return toHex(await crypto.sha256(canonicalBytes({ seq, prev, envelopeSha256 })));
}
