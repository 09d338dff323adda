import { paperOf } from '../../../core/record/certificateV2.ts';
import { claimsDestruction } from '../../../core/record/destructionFile.ts';
import { readCertificateFile } from './certificateContent.ts';
import { type CertificateFonts, loadCertificateFonts } from './certificateFonts.ts';
import { drawCertificate } from './certificatePages.ts';
import { certificateWords, messagesFor } from './certificateWords.ts';
import { renderDestructionPdf } from './renderDestructionPdf.ts';
import { ATTACHMENT_NAME } from './sealBlock.ts';
import { writePdf } from './writePdf.ts';

let loadedFonts: CertificateFonts | null = null;

/** The bundled fonts, read once. */
export function certificateFonts(): CertificateFonts {
  loadedFonts ??= loadCertificateFonts();
  return loadedFonts;
}

/**
 * The certificate as PDF/A-3b (ISO 19005-3), tagged, with the given bytes attached as `certificate.json`; of a destruction file that one's certificate, with
 * the bytes as `destruction.json`. A pure function of the bytes and of RENDERER (`writePdf`). From version 2 of the certificate on it has a hole of zeros
 * for the station's signature (`signedPdf.ts`). Throws when the file does not hold together (`readCertificateFile`).
 */
export async function renderCertificatePdf(
  certificateFileBytes: Uint8Array,
  fonts: CertificateFonts = certificateFonts(),
): Promise<Uint8Array> {
  if (claimsDestruction(certificateFileBytes)) return renderDestructionPdf(certificateFileBytes, fonts);
  const content = await readCertificateFile(certificateFileBytes);
  const { certificateId, issuedAt, stationName } = content.certificate;
  const messages = messagesFor(content.certificate);
  const { say } = certificateWords(messages);
  const signed = paperOf(content.certificate) !== null;
  return writePdf(
    {
      pages: drawCertificate(content, messages, fonts, null),
      title: say('documentTitle', { certificateId }),
      subject: say('documentSubject', { fileName: ATTACHMENT_NAME }),
      language: say('language'),
      at: new Date(issuedAt),
      attachment: { name: ATTACHMENT_NAME, description: say('attachmentDescription'), bytes: certificateFileBytes },
      qrAlternative: say('qrAlternative'),
      signature: signed ? { name: stationName, reason: say('signatureReason') } : null,
    },
    fonts,
  );
}
