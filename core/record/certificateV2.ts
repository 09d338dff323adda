import { z } from 'zod';
import { type CertificateV1, certificateV1 } from './certificateV1.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** How a certificate looks on paper, as it was set at the station when it was issued; so it can be drawn again years later. */
export const paperV1 = z.strictObject({
  /** Language of the printed words: a folder of `core/messages`. */
  language: z.string().max(4096),
  /** The shop's name over the certificate; `null` = none is printed. */
  shopName: z.string().max(4096).nullable(),
  /** SHA-256 of the PNG that is printed, and the place of the ledger entry that holds it; `null` = no logo. */
  logo: z.strictObject({ sha256, seq: z.number().int().nonnegative() }).nullable(),
  /** SHA-256 of the X.509 certificate (DER) of the key that signs the PDF. */
  signerSha256: sha256,
});
export type PaperV1 = z.infer<typeof paperV1>;

/** Version 2: all of version 1, and the paper. */
export const certificateV2 = z.strictObject({
  ...certificateV1.shape,
  format: z.literal('wipebench-certificate/2'),
  paper: paperV1,
});
export type CertificateV2 = z.infer<typeof certificateV2>;

/** A certificate of any version that a verifier knows. */
export type Certificate = CertificateV1 | CertificateV2;

/** The paper of a certificate; `null` of version 1, which was printed in English and not signed as a PDF. */
export function paperOf(certificate: Certificate): PaperV1 | null {
  return certificate.format === 'wipebench-certificate/2' ? certificate.paper : null;
}
