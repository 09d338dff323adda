import PDFDocument from 'pdfkit';
import type { CertificateFonts } from './certificateFonts.ts';
import type { DrawnPage } from './pageFlow.ts';
import { addSignatureHole, withByteRange } from './pdfHole.ts';
import { drawPdfPage } from './pdfPage.ts';
import { RENDERER } from './renderer.ts';

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
  const document = openDocument(content);
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  // pdfkit takes a parsed font as it is; its type only knows sources that it would parse itself.
  for (const [name, face] of Object.entries(fonts.faces)) document.registerFont(name, face as unknown as Buffer);
  const whole = document.struct('Document');
  document.addStructure(whole);
  for (const [index, drawnPage] of content.pages.entries()) {
    drawPdfPage(document, whole, drawnPage, content.qrAlternative);
    if (index === 0 && signature !== null) addSignatureHole(document, { at, ...signature });
  }
  whole.end();
  attach(document, content);
  document.end();
  await finished;
  const drawn = Buffer.concat(chunks);
  return signature === null ? drawn : withByteRange(drawn);
}

function openDocument({ title, subject, language, at }: PdfContent): PDFKit.PDFDocument {
  return new PDFDocument({
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    tagged: true,
    displayTitle: true,
    lang: language,
    compress: false,
    autoFirstPage: false,
    margin: 0,
    // pdfkit would otherwise open its own Helvetica, which is not embedded.
    font: '',
    info: { Title: title, Subject: subject, Producer: RENDERER, Creator: RENDERER, CreationDate: at },
  });
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
