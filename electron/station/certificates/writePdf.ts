import type { CertificateFonts } from './certificateFonts.ts';
import type { DrawnPage } from './pageFlow.ts';
import { addSignatureHole, withByteRange } from './pdfHole.ts';
import { drawPdfPage } from './pdfPage.ts';
import { RENDERER } from './renderer.ts';
import { taggedPdf } from './taggedPdf.ts';

/** What a PDF is made of: its sheets, what it says about itself, and the data that go with it. */
export type PdfContent = {
  readonly pages: readonly DrawnPage[];
  readonly title: string;
  readonly subject: string;
  /** BCP 47. */
  readonly language: string;
  readonly at: Date;
  readonly attachment: { readonly name: string; readonly description: string; readonly bytes: Uint8Array };
  readonly qrAlternative: string;
  /** What its signature will say; `null` where it has none. */
  readonly signature: { readonly name: string; readonly reason: string } | null;
};

/**
 * The sheets as PDF/A-3b (ISO 19005-3), tagged, with the data attached. A pure function of what is given and of RENDERER: nothing is compressed here
 * (deflate differs between zlib builds), no clock, locale or chance has a say.
 */
export async function writePdf(content: PdfContent, fonts: CertificateFonts): Promise<Uint8Array> {
  const { signature, at } = content;
  const info = {
    Title: content.title,
    Subject: content.subject,
    Producer: RENDERER,
    Creator: RENDERER,
    CreationDate: at,
  };
  const { document, whole, end } = taggedPdf({ language: content.language, compress: false, info }, fonts);
  for (const [index, drawnPage] of content.pages.entries()) {
    drawPdfPage(document, whole, drawnPage, content.qrAlternative);
    if (index === 0 && signature !== null) addSignatureHole(document, { at, ...signature });
  }
  whole.end();
  attach(document, content);
  const drawn = await end();
  return signature === null ? drawn : withByteRange(drawn);
}

function attach(document: PDFKit.PDFDocument, { at, attachment }: PdfContent): void {
  // `relationship` (AFRelationship, ISO 19005-3 6.8) is pdfkit's, but missing from its type.
  const options: PDFKit.Mixins.PDFAttachmentOptions & { relationship: 'Source' } = {
    name: attachment.name,
    type: 'application/json',
    description: attachment.description,
    creationDate: at,
    modifiedDate: at,
    relationship: 'Source',
  };
  document.file(Buffer.from(attachment.bytes), options);
}
