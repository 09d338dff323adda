import { createHash } from 'node:crypto';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { type LedgerEntry, ledgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { IndexedEntry } from './ledgerIndex.ts';

/** The entry on a line of the file if it is the one that was indexed, and its content fits its hash; else `null`. */
export function entryOn(line: string, { seq, hash }: IndexedEntry): LedgerEntry | null {
  let parsed: ReturnType<typeof ledgerEntry.safeParse>;
  try {
    parsed = ledgerEntry.safeParse(JSON.parse(line));
  } catch {
    return null;
  }
  if (!parsed.success || parsed.data.seq !== seq || parsed.data.hash !== hash) return null;
  const { prev, envelope } = parsed.data;
  const envelopeSha256 = sha256Hex(canonicalText(envelope));
  return sha256Hex(canonicalText({ seq, prev, envelopeSha256 })) === hash ? parsed.data : null;
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
