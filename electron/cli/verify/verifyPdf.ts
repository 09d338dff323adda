import type { ComparePdf } from '../../../core/record/comparePdf.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { refuted, unchecked } from '../../../core/record/finding.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { pdfFinding } from '../../../core/record/verifyExport.ts';
import type { EvidenceReport } from './evidenceReport.ts';

/**
 * Verifies a certificate's PDF: the certificate file attached to it, then the PDF itself against the drawing of that file, to the last byte. So what
 * the eye sees is what was signed.
 */
export async function verifyPdf(
  pdf: Uint8Array,
  options: { readonly subject: string; readonly pinnedKeyId: string | null; readonly comparePdf: ComparePdf },
  crypto: VerifyingCrypto,
): Promise<EvidenceReport> {
  const { subject, comparePdf } = options;
  const base = { subject, kind: 'certificate-pdf', certificates: [] } as const;
  const attached = attachedCertificate(pdf);
  if (attached === null) return { ...base, outcome: 'not-genuine', findings: [refuted(subject, 'pdf-no-certificate')] };
  const report = await verifyCertificateFile(attached, options, crypto);
  if (report.opened === null) return { ...base, outcome: 'not-genuine', findings: report.findings };
  const compared = await pdfFinding(subject, attached, pdf, comparePdf);
  const findings = [...report.findings, compared];
  if (compared.outcome === 'not-checked') return { ...base, outcome: 'unusable', findings };
  if (compared.outcome === 'not-genuine') return { ...base, outcome: 'not-genuine', findings };
  findings.push(unchecked(subject, 'alone-not-complete'));
  return { ...base, outcome: 'genuine', findings, certificates: [report.opened] };
}

/**
 * The attached file's bytes, or `null`. Nothing here is trusted: a PDF read wrongly draws again as another one. Canonical JSON holds no line
 * feed, so the one line between the stream's keywords is the file.
 */
function attachedCertificate(pdf: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const object = bytes.indexOf('/Type /EmbeddedFile');
  const keyword = object === -1 ? -1 : bytes.indexOf('\nstream\n', object);
  if (keyword === -1) return null;
  const start = keyword + '\nstream\n'.length;
  const end = bytes.indexOf('\nendstream', start);
  return end === -1 ? null : bytes.subarray(start, end);
}
