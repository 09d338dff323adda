import type { PaperV1 } from './certificateV2.ts';
import type { ComparePdf } from './comparePdf.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { confirmed, type Finding, refuted, unchecked } from './finding.ts';
import { pdfSignatureFindings } from './verifyPdfSignature.ts';

/** The PDF of a verified certificate or destruction file; `paper` is what that says about it. */
export type GivenPdf = {
  readonly subject: string;
  readonly certificateFile: Uint8Array;
  readonly paper: PaperV1 | null;
  readonly pdf: Uint8Array;
};

/** Checks the PDF's own signature, draws the certificate file again and says how both are. */
export async function pdfFindings(
  given: GivenPdf,
  comparePdf: ComparePdf | null,
  crypto: VerifyingCrypto,
): Promise<Finding[]> {
  const signature = await pdfSignatureFindings(given.subject, given.pdf, given.paper, crypto);
  return [...signature, await drawingFinding(given, comparePdf)];
}

async function drawingFinding(
  { subject, certificateFile, pdf }: GivenPdf,
  comparePdf: ComparePdf | null,
): Promise<Finding> {
  if (comparePdf === null) return unchecked(subject, 'pdf-not-drawn', { why: 'nothing here can draw' });
  const compared = await comparePdf(certificateFile, pdf);
  switch (compared.kind) {
    case 'same':
      return confirmed(subject, 'pdf-rendered-again');
    case 'differs':
      return refuted(subject, 'pdf-differs', { offset: compared.offset });
    case 'other-renderer':
      return unchecked(subject, 'renderer-differs', { made: compared.made, here: compared.here });
    case 'not-drawn':
      return unchecked(subject, 'pdf-not-drawn', { why: compared.why });
    default:
      // As assertNever of core/domain, which this room may not import.
      throw new Error(`unhandled case: ${JSON.stringify(compared satisfies never)}`);
  }
}
