import { paperOf } from './certificateV2.ts';
import type { ComparePdf } from './comparePdf.ts';
import type { VerifyingCrypto } from './crypto.ts';
import type { EvidenceReport } from './evidenceReport.ts';
import { refuted, unchecked } from './finding.ts';
import { pdfFindings } from './pdfFindings.ts';
import { verifyCertificateFile } from './verifyCertificateFile.ts';

/**
 * Verifies a certificate's PDF: the certificate file attached to it, then the PDF itself against the drawing of that file, to the last byte. So what
 * the eye sees is what was signed; and the PDF's own signature, where the certificate names a key for it.
 */
export async function verifyPdf(
  pdf: Uint8Array,
  options: { readonly subject: string; readonly pinnedKeyId: string | null; readonly comparePdf: ComparePdf | null },
  crypto: VerifyingCrypto,
): Promise<EvidenceReport> {
  const { subject, comparePdf } = options;
  const base = { subject, kind: 'certificate-pdf', certificates: [], history: null } as const;
  const attached = attachedCertificate(pdf);
  if (attached === null) return { ...base, outcome: 'not-genuine', findings: [refuted(subject, 'pdf-no-certificate')] };
  const report = await verifyCertificateFile(attached, options, crypto);
  if (report.opened === null) return { ...base, outcome: 'not-genuine', findings: report.findings };
  const { certificate } = report.opened;
  const compared = await pdfFindings({ subject, certificateFile: attached, certificate, pdf }, comparePdf, crypto);
  const findings = [...report.findings, ...compared];
  if (compared.some(({ outcome }) => outcome === 'not-genuine')) return { ...base, outcome: 'not-genuine', findings };
  if (paperOf(certificate) !== null) findings.push(unchecked(subject, 'pdf-signature-known-here-only'));
  if (!compared.some(({ code }) => code === 'pdf-rendered-again')) return { ...base, outcome: 'unusable', findings };
  findings.push(unchecked(subject, 'alone-not-complete'));
  return { ...base, outcome: 'genuine', findings, certificates: [report.opened] };
}

/**
 * The attached file's bytes, or `null`. Nothing here is trusted: a PDF read wrongly draws again as another one. Canonical JSON holds no line
 * feed, so the one line between the stream's keywords is the file.
 */
function attachedCertificate(pdf: Uint8Array): Uint8Array | null {
  const object = indexOf(pdf, '/Type /EmbeddedFile', 0);
  const keyword = object === -1 ? -1 : indexOf(pdf, '\nstream\n', object);
  if (keyword === -1) return null;
  const start = keyword + '\nstream\n'.length;
  const end = indexOf(pdf, '\nendstream', start);
  return end === -1 ? null : pdf.subarray(start, end);
}

/** Where the ASCII text begins at or after `from`, or -1. */
function indexOf(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < text.length && bytes[at + length] === text.charCodeAt(length)) length += 1;
    if (length === text.length) return at;
  }
  return -1;
}
