import { fromHex, toHex } from './bytes.ts';
import type { PaperV1 } from './certificateV2.ts';
import { firstDifference } from './comparePdf.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { confirmed, type Finding, refuted, unchecked } from './finding.ts';
import { readSignatureContainer, readSigner, signatureContainer, signedAttributes } from './pdfSignature.ts';
import { filledPdf, roomOf, signatureHole, signedPart } from './signedPdf.ts';
import { readTimeStampToken } from './timeStampToken.ts';

/**
 * Checks the signature inside the PDF of a genuine certificate, under the key that its paper names: all bytes but the hole are signed, and the hole
 * holds exactly the container that the station would write. Says what that is worth. Of a certificate of version 1, which has no paper (`null`), nothing is said.
 */
export async function pdfSignatureFindings(
  subject: string,
  pdf: Uint8Array,
  paper: PaperV1 | null,
  crypto: VerifyingCrypto,
): Promise<Finding[]> {
  if (paper === null) return [];
  const hole = signatureHole(pdf);
  const room = hole === null ? null : roomOf(pdf, hole);
  if (hole === null || room === null) return [refuted(subject, 'pdf-not-signed')];
  const pageSha256 = await crypto.sha256(signedPart(pdf, hole));
  try {
    const parts = readSignatureContainer(room);
    const signer = toHex(await crypto.sha256(parts.signer));
    if (signer !== paper.signerSha256) return [refuted(subject, 'pdf-other-signer', { signer })];
    const container = signatureContainer(parts, pageSha256, fromHex(signer));
    if (firstDifference(filledPdf(pdf, hole, container), pdf) !== null) {
      return [refuted(subject, 'pdf-signature-false')];
    }
    const message = signedAttributes(pageSha256, fromHex(signer));
    if (!(await crypto.verifyRsa(readSigner(parts.signer).publicKey, message, parts.signature))) {
      return [refuted(subject, 'pdf-signature-false')];
    }
    const held = [confirmed(subject, 'pdf-signed', { signer })];
    if (parts.timeStamp === null) return held;
    const { imprint, at } = readTimeStampToken(parts.timeStamp);
    if (toHex(imprint) !== toHex(await crypto.sha256(parts.signature))) {
      return [refuted(subject, 'pdf-time-stamp-of-other')];
    }
    return [...held, unchecked(subject, 'pdf-time-stamp-not-judged', { at })];
  } catch {
    // What is no DER, or no key, is no signature of a station.
    return [refuted(subject, 'pdf-signature-false')];
  }
}
