import { z } from 'zod';
import { canonicalBytes, canonicalText } from '../../../core/record/canonicalJson.ts';
import { type CertificateFile, certificateFile, merklePath } from '../../../core/record/certificateFile.ts';
import type { Certificate } from '../../../core/record/certificateV2.ts';
import { ledgerEntry } from '../../../core/record/ledgerEntry.ts';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * One ledger entry as it leaves the station: enough for a stranger to verify it. `ledgerId` names the ledger for ever: the id of the key that signed
 * its first entry. `inclusion` is the entry's audit path in the tree of the checkpoint that was signed right after it.
 */
export const uploadMessage = z.strictObject({
  format: z.literal('wipebench-upload/1'),
  ledgerId: hex64,
  stationId: z.string(),
  publicKeyBase64: z.string(),
  entry: ledgerEntry,
  checkpoint: z.string().max(1000),
  inclusion: merklePath,
  /** The certificate's own file, where the entry is a certificate. */
  certificate: certificateFile.nullable(),
});
export type UploadMessage = z.infer<typeof uploadMessage>;

export type UploadItem = {
  readonly message: UploadMessage;
  /** Canonical JSON of the message: what travels. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** What the certificate says, for columns that people search. */
  readonly certificate: { readonly content: Certificate; readonly file: CertificateFile } | null;
};

/** The item of a message. */
export function uploadItem(message: UploadMessage, certificate: Certificate | null): UploadItem {
  const file = message.certificate;
  return {
    message,
    body: canonicalBytes(message),
    certificate: file === null || certificate === null ? null : { content: certificate, file },
  };
}

/** Canonical JSON of the entry's envelope: the bytes that its hash binds, so that any database can compute the hash again. */
export function envelopeText({ entry }: UploadMessage): string {
  return canonicalText(entry.envelope);
}
