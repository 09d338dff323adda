import { filledPdf, roomOf, signatureHole } from './signedPdf.ts';

/** How a PDF compares with the drawing of a certificate made here and now. */
export type PdfComparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'differs'; readonly offset: number }
  | { readonly kind: 'other-renderer'; readonly made: string; readonly here: string }
  | { readonly kind: 'not-drawn'; readonly why: string };

/** Draws the certificate file again and compares; passed in, because drawing needs fonts and core has no files. */
export type ComparePdf = (certificateFile: Uint8Array, pdf: Uint8Array) => Promise<PdfComparison>;

/** The index of the first byte in which the two differ, or `null`. */
export function firstDifference(left: Uint8Array, right: Uint8Array): number | null {
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) if (left[at] !== right[at]) return at;
  return left.length === right.length ? null : shorter;
}

/**
 * The index of the first byte in which a PDF differs from the drawing of its certificate, or `null`. Where the drawing has a hole for the signature, the
 * PDF's own is taken over: it is checked apart (`verifyPdfSignature.ts`).
 */
export function differenceFromDrawing(pdf: Uint8Array, drawn: Uint8Array): number | null {
  const hole = pdf.length === drawn.length ? signatureHole(drawn) : null;
  const room = hole === null ? null : roomOf(pdf, hole);
  return firstDifference(pdf, hole === null || room === null ? drawn : filledPdf(drawn, hole, room));
}
