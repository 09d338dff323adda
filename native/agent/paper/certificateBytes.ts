import { assembleCertificateFile } from '../../../core/record/assembleCertificateFile.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import { type Certificate, paperOf } from '../../../core/record/certificateV2.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { readStatement } from '../ledger/statement.ts';

/**
 * The file of a certificate of this ledger, byte for byte the one that the station hands out. Everything in it, the logo too, comes from the ledger. Throws
 * where the ledger is damaged or has no such record or logo: it sealed the certificate upon them.
 */
export async function certificateBytes(
  ledger: Ledger,
  { certificate, entry }: { readonly certificate: Certificate; readonly entry: LedgerEntry },
): Promise<Uint8Array> {
  const record = ledger.record(certificate.record.recordId)?.entry;
  if (record === undefined) throw new Error(`the ledger has no record of ${certificate.certificateId}`);
  const logo = paperOf(certificate)?.logo ?? null;
  const parts = {
    publicKeyBase64: ledger.publicKeyBase64,
    record,
    certificate: entry,
    statement: certificate,
    checkpoint: await ledger.checkpoint(entry.seq + 1),
    logoPngBase64: logo === null ? null : logoAt(ledger, logo.seq),
  };
  const tree = { inclusion: ledger.inclusion };
  return canonicalBytes(await assembleCertificateFile(parts, { tree, rotations: ledger.rotations }));
}

/** The logo that the entry at a place set. Throws where there is none. */
export function logoAt(ledger: Ledger, seq: number): string {
  const [entry] = ledger.read(seq, 1);
  const statement = entry && readStatement(entry.envelope.payloadType, fromBase64(entry.envelope.payload));
  const act = statement !== undefined && 'kind' in statement && statement.kind === 'act' ? statement.payload : null;
  const logo = act?.act === 'paper-set' ? act.details.logoPngBase64 : null;
  if (typeof logo !== 'string') throw new Error(`the ledger has no logo at entry ${seq}`);
  return logo;
}
