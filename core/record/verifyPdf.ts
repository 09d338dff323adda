import type { ComparePdf } from './comparePdf.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { claimsDestruction } from './destructionFile.ts';
import { type EvidenceReport, report } from './evidenceReport.ts';
import { type Finding, refuted, unchecked } from './finding.ts';
import { pdfFindings } from './pdfFindings.ts';
import { verifyHeld } from './verifyHeld.ts';

/**
 * Verifies a certificate's PDF: the certificate or destruction file attached to it, then the PDF itself against the drawing of that file, to the last byte. So what
 * the eye sees is what was signed; and the PDF's own signature, where the certificate names a key for it.
 */
export async function verifyPdf(
  pdf: Uint8Array,
  options: { readonly subject: string; readonly pinnedKeyId: string | null; readonly comparePdf: ComparePdf | null },
  crypto: VerifyingCrypto,
): Promise<EvidenceReport> {
  const { subject, comparePdf } = options;
  const attached = attachedCertificate(pdf);
  const isDestruction = attached !== null && claimsDestruction(attached);
  const kind = isDestruction ? 'destruction-pdf' : 'certificate-pdf';
  const told = (outcome: EvidenceReport['outcome'], findings: readonly Finding[], held: Partial<EvidenceReport> = {}) =>
    report({ subject, kind, outcome, findings, ...held });
  if (attached === null) return told('not-genuine', [refuted(subject, 'pdf-no-certificate')]);
  const held = await verifyHeld(attached, options, crypto);
  if (held.opened === null) return told('not-genuine', held.findings);
  const { paper, ...things } = held.opened;
  const compared = await pdfFindings({ subject, certificateFile: attached, paper, pdf }, comparePdf, crypto);
  const findings = [...held.findings, ...compared];
  if (compared.some(({ outcome }) => outcome === 'not-genuine')) return told('not-genuine', findings);
  if (paper !== null) findings.push(unchecked(subject, 'pdf-signature-known-here-only'));
  if (!compared.some(({ code }) => code === 'pdf-rendered-again')) return told('unusable', findings);
  if (!isDestruction) findings.push(unchecked(subject, 'alone-not-complete'));
  return told('genuine', findings, things);
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
