import PDFDocument from 'pdfkit';
import type { PageItem } from '../../../core/contract/station.ts';
import { paperOf } from '../../../core/record/certificateV2.ts';
import { type CertificateContent, readCertificateFile } from './certificateContent.ts';
import { type CertificateFonts, loadCertificateFonts } from './certificateFonts.ts';
import { drawCertificate } from './certificatePages.ts';
import { type CertificateMessages, certificateWords, messagesFor } from './certificateWords.ts';
import type { Drawn, DrawnPage } from './pageFlow.ts';
import { addSignatureHole, withByteRange } from './pdfHole.ts';
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
    drawPage(document, whole, drawnPage, say('qrAlternative'));
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

function drawPage(
  document: PDFKit.PDFDocument,
  whole: PDFKit.PDFStructureElement,
  { page, drawn }: DrawnPage,
  qrAlternative: string,
): void {
  document.addPage({ size: [page.widthPt, page.heightPt], margin: 0 });
  for (const run of runsOfOne(drawn)) {
    const [first] = run;
    if (first === undefined) continue;
    const { role } = first;
    if (role === 'Artifact') {
      document.markContent('Artifact', { type: 'Layout' });
      for (const { item } of run) drawItem(document, item);
      document.endMarkedContent();
      continue;
    }
    const structure = document.struct(role, role === 'Figure' ? { alt: qrAlternative } : {});
    whole.add(structure);
    for (const { item } of run) {
      structure.add(document.markStructureContent(role));
      drawItem(document, item);
      document.endMarkedContent();
    }
    structure.end();
  }
}

/** Items that follow each other and belong to one element: one paragraph, or decoration. */
function runsOfOne(drawn: readonly Drawn[]): Drawn[][] {
  const runs: Drawn[][] = [];
  for (const part of drawn) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last?.role === part.role && last.element === part.element) run.push(part);
    else runs.push([part]);
  }
  return runs;
}

function drawItem(document: PDFKit.PDFDocument, item: PageItem): void {
  switch (item.kind) {
    case 'text':
      document.font(item.font).fontSize(item.sizePt).fillColor(item.colour);
      // There is one weight of the Han face: bold is the same letters with an outline.
      if (item.font === 'hanBold') document.strokeColor(item.colour).lineWidth(item.sizePt / 32);
      // Kerning is on by default; naming it makes pdfkit set the line in one run, as it was measured.
      document.text(item.text, item.x, item.y, {
        lineBreak: false,
        baseline: 'alphabetic',
        features: ['kern'],
        ...(item.font === 'hanBold' ? { fill: true, stroke: true } : {}),
      });
      return;
    case 'line':
      document.moveTo(item.x1, item.y1).lineTo(item.x2, item.y2).lineWidth(item.widthPt).stroke(item.colour);
      return;
    case 'box':
      document.rect(item.x, item.y, item.width, item.height);
      if (item.fill !== null && item.stroke !== null) document.lineWidth(0.8).fillAndStroke(item.fill, item.stroke);
      else if (item.fill !== null) document.fill(item.fill);
      else if (item.stroke !== null) document.lineWidth(0.8).stroke(item.stroke);
      return;
    case 'image':
      document.image(Buffer.from(item.pngBase64, 'base64'), item.x, item.y, { width: item.width, height: item.height });
      return;
    case 'qr':
      drawQr(document, item);
      return;
  }
}

/** Dark runs of each row as one rectangle path: sharp at any size. */
function drawQr(document: PDFKit.PDFDocument, item: Extract<PageItem, { kind: 'qr' }>): void {
  const side = item.width / item.modules.length;
  item.modules.forEach((row, y) => {
    for (const run of row.matchAll(/1+/g)) {
      document.rect(item.x + run.index * side, item.y + y * side, run[0].length * side, side);
    }
  });
  document.fill('#000000');
}
