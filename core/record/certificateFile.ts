import { z } from 'zod';
import { ledgerEntry } from './ledgerEntry.ts';

/** The steps of a Merkle proof, in hex. No tree of this world needs more than 64. */
export const merklePath = z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(64);

/**
 * A certificate as it leaves the station: the certificate's ledger entry, the entry of the record it stands on, the station's first public key, the checkpoint that
 * the station signed right after the certificate's entry, and the audit paths of both entries in that checkpoint's tree. The file's bytes are the
 * canonical JSON of this, nothing before and nothing after, so that every byte is covered by a check.
 */
export const certificateFileV1 = z.strictObject({
  format: z.literal('wipebench-certificate-file/1'),
  publicKeyBase64: z.string(),
  record: ledgerEntry,
  certificate: ledgerEntry,
  /** A signed note (`checkpoint.ts`) of `certificate.seq + 1` entries. */
  checkpoint: z.string().max(1000),
  inclusion: z.strictObject({ record: merklePath, certificate: merklePath }),
});

/** Version 2, around a certificate of version 2: with the logo that is printed on it. */
export const certificateFileV2 = z.strictObject({
  ...certificateFileV1.shape,
  format: z.literal('wipebench-certificate-file/2'),
  /** The PNG whose digest the certificate names, in base64; `null` where it names none. */
  logoPngBase64: z.string().max(100_000).nullable(),
});

/** A key rotation with its place in the tree of the checkpoint that it comes with. */
export const placedRotation = z.strictObject({ entry: ledgerEntry, inclusion: merklePath });
export type PlacedRotation = z.infer<typeof placedRotation>;

/** More key changes than a station makes in its life; it bounds what a verifier must walk. */
export const MOST_ROTATIONS = 64;

/** Version 3, of a station that had changed its key before the certificate: with every key rotation before it. `publicKeyBase64` stays the first key. */
export const certificateFileV3 = z.strictObject({
  ...certificateFileV2.shape,
  format: z.literal('wipebench-certificate-file/3'),
  rotations: z.array(placedRotation).min(1).max(MOST_ROTATIONS),
});

export const certificateFile = z.discriminatedUnion('format', [
  certificateFileV1,
  certificateFileV2,
  certificateFileV3,
]);
export type CertificateFile = z.infer<typeof certificateFile>;
