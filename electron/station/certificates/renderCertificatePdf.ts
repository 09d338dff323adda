import PDFDocument from 'pdfkit';
import { paperOf } from '../../../core/record/certificateV2.ts';
import { type CertificateContent, readCertificateFile } from './certificateContent.ts';
import { type CertificateFonts, loadCertificateFonts } from './certificateFonts.ts';
import { drawCertificate } from './certificatePages.ts';
import { type CertificateMessages, certificateWords, messagesFor } from './certificateWords.ts';
import { addSignatureHole, withByteRange } from './pdfHole.ts';
import { drawPdfPage } from './pdfPage.ts';
import { RENDERER } from './renderer.ts';
import { ATTACHMENT_NAME } from './sealBlock.ts';

let loadedFonts: CertificateFonts | null = null;

/** The bundled fonts, read once. */
export function certificateFonts(): CertificateFonts {
  loadedFonts ??= loadCertificateFonts();
  return loadedFonts;
}

/**
 * The certificate as PDF/A-3b (ISO 19005-3), tagged, with the given bytes attached as `certificate.json`. A pure function of the bytes and of
 * RENDERER: nothing is compressed here (deflate differs between zlib builds), no clock, locale or chance has a say. From version 2 of the
 * certificate on it has a hole of zeros for the station's signature (`signedPdf.ts`). Throws when the file does not hold together
 * (`readCertificateFile`).
 */
export async function renderCertificatePdf(
  certificateFileBytes: Uint8Array,
  fonts: CertificateFonts = certificateFonts(),
): Promise<Uint8Array> {
  const content = await readCertificateFile(certificateFileBytes);
  const signed = paperOf(content.certificate) !== null;
  const messages = messagesFor(content.certificate);
  const document = openDocument(content, messages);
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  // pdfkit takes a parsed font as it is; its type only knows sources that it would parse itself.
  for (const [name, face] of Object.entries(fonts.faces)) document.registerFont(name, face as unknown as Buffer);
  const { say } = certificateWords(messages);
  const whole = document.struct('Document');
  document.addStructure(whole);
  for (const [index, drawnPage] of drawCertificate(content, messages, fonts, null).entries()) {
    drawPdfPage(document, whole, drawnPage, say('qrAlternative'));
    if (index === 0 && signed) {
      const { issuedAt, stationName } = content.certificate;
      addSignatureHole(document, { at: new Date(issuedAt), name: stationName, reason: say('signatureReason') });
    }
  }
  whole.end();
  attach(document, certificateFileBytes, content, say('attachmentDescription'));
  document.end();
  await finished;
  const drawn = Buffer.concat(chunks);
  return signed ? withByteRange(drawn) : drawn;
}

function openDocument({ certificate }: CertificateContent, messages: CertificateMessages): PDFKit.PDFDocument {
  const { say } = certificateWords(messages);
  return new PDFDocument({
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    tagged: true,
    displayTitle: true,
    lang: say('language'),
    compress: false,
    autoFirstPage: false,
    margin: 0,
    // pdfkit would otherwise open its own Helvetica, which is not embedded.
    font: '',
    info: {
      Title: say('documentTitle', { certificateId: certificate.certificateId }),
      Subject: say('documentSubject', { fileName: ATTACHMENT_NAME }),
      Producer: RENDERER,
      Creator: RENDERER,
      CreationDate: new Date(certificate.issuedAt),
    },
  });
}

function attach(
  document: PDFKit.PDFDocument,
  bytes: Uint8Array,
  { certificate }: CertificateContent,
  description: string,
): void {
  const at = new Date(certificate.issuedAt);
  // `relationship` (AFRelationship, ISO 19005-3 6.8) is pdfkit's, but missing from its type.
  const options: PDFKit.Mixins.PDFAttachmentOptions & { relationship: 'Source' } = {
    name: ATTACHMENT_NAME,
    type: 'application/json',
    description,
    creationDate: at,
    modifiedDate: at,
    relationship: 'Source',
  };
  document.file(Buffer.from(bytes), options);
}
