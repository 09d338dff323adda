import type { z } from 'zod';
import type { VerifyingCrypto } from './crypto.ts';
import type { PayloadType } from './envelope.ts';
import { type Finding, refuted } from './finding.ts';
import { type KeyChain, openByChain } from './keyChain.ts';
import { type LedgerEntry, linkFor } from './ledgerEntry.ts';
import { readCanonical } from './readCanonical.ts';

/** What to expect of a sealed thing; `part` is its name in sentences. */
type Expected<S extends z.ZodType> = {
  readonly subject: string;
  readonly part: string;
  readonly type: PayloadType;
  readonly schema: S;
  /** The station's keys as far as they are known. */
  readonly chain: KeyChain;
};

/** `chain` goes on with the new key where the entry is a key rotation. */
export type Opened<T> = { readonly content: T; readonly chain: KeyChain } | { readonly refutation: Finding };

/**
 * Opens a ledger entry: its hash must fit contents, predecessor and place; then type, signature by the key of its place, canonical contents and shape,
 * in this order.
 */
export async function openEntry<S extends z.ZodType>(
  entry: LedgerEntry,
  expected: Expected<S>,
  crypto: VerifyingCrypto,
): Promise<Opened<z.infer<S>>> {
  const { subject, part } = expected;
  const { seq, envelope: sealed } = entry;
  const link = await linkFor(seq, entry.prev, sealed, crypto);
  if (link.hash !== entry.hash) return { refutation: refuted(subject, 'entry-hash-differs', { part }) };
  if (sealed.payloadType !== expected.type) {
    return { refutation: refuted(subject, 'entry-wrong-type', { part, type: sealed.payloadType }) };
  }
  const opened = await openByChain(entry, expected.chain, crypto);
  if ('problem' in opened) return { refutation: refuted(subject, `entry-${opened.problem}`, { part, seq }) };
  const read = readCanonical(opened.payload, expected.schema);
  if ('value' in read) return { content: read.value, chain: opened.chain };
  return {
    refutation:
      read.problem === 'not-canonical'
        ? refuted(subject, 'payload-not-canonical', { part })
        : refuted(subject, 'wrong-shape', { where: `${part}: ${read.where}` }),
  };
}
