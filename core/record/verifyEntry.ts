import type { z } from 'zod';
import type { VerifyingCrypto } from './crypto.ts';
import { type Envelope, openEnvelope, type PayloadType } from './envelope.ts';
import { type Finding, refuted } from './finding.ts';
import { type LedgerEntry, linkFor } from './ledgerEntry.ts';
import { readCanonical } from './readCanonical.ts';

/** What to expect of a sealed thing; `part` is its name in sentences. */
type Expected<S extends z.ZodType> = {
  readonly subject: string;
  readonly part: string;
  readonly type: PayloadType;
  readonly schema: S;
  readonly publicKey: Uint8Array;
};

export type Opened<T> = { readonly content: T } | { readonly refutation: Finding };

/** Opens an envelope: type, signature, canonical contents and shape, in this order. */
export async function openSealed<S extends z.ZodType>(
  sealed: Envelope,
  expected: Expected<S>,
  crypto: VerifyingCrypto,
): Promise<Opened<z.infer<S>>> {
  const { subject, part } = expected;
  if (sealed.payloadType !== expected.type) {
    return { refutation: refuted(subject, 'entry-wrong-type', { part, type: sealed.payloadType }) };
  }
  const opened = await openEnvelope(sealed, expected.publicKey, crypto);
  if ('problem' in opened) return { refutation: refuted(subject, `entry-${opened.problem}`, { part }) };
  const read = readCanonical(opened.payload, expected.schema);
  if ('value' in read) return { content: read.value };
  return {
    refutation:
      read.problem === 'not-canonical'
        ? refuted(subject, 'payload-not-canonical', { part })
        : refuted(subject, 'wrong-shape', { where: `${part}: ${read.where}` }),
  };
}

/** Opens a ledger entry: its hash must fit contents, predecessor and place, then as `openSealed`. */
export async function openEntry<S extends z.ZodType>(
  entry: LedgerEntry,
  expected: Expected<S>,
  crypto: VerifyingCrypto,
): Promise<Opened<z.infer<S>>> {
  const link = await linkFor(entry.seq, entry.prev, entry.envelope, crypto);
  if (link.hash !== entry.hash) {
    return { refutation: refuted(expected.subject, 'entry-hash-differs', { part: expected.part }) };
  }
  return openSealed(entry.envelope, expected, crypto);
}
