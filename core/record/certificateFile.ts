import { z } from 'zod';
import { ledgerEntry } from './ledgerEntry.ts';

/**
 * A certificate as it leaves the station: the certificate's ledger entry, the entry of the record it stands on, and the public key. The file's
 * bytes are the canonical JSON of this, nothing before and nothing after, so that every byte is covered by a check.
 */
export const certificateFile = z.strictObject({
  format: z.literal('wipebench-certificate-file/1'),
  publicKeyBase64: z.string(),
  record: ledgerEntry,
  certificate: ledgerEntry,
});
export type CertificateFile = z.infer<typeof certificateFile>;
