import { setImmediate as nextTurn } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { drawPdfPage } from '../../certificates/pdfPage.ts';
import { certificateFonts } from '../../certificates/renderCertificatePdf.ts';
import type { PaperContent } from './paperContent.ts';
import { paperPages, type ReportLetter } from './paperPages.ts';
import { reportWords } from './reportWords.ts';

const PRODUCER = 'Wipebench report 1';

/** The report for people as tagged PDF/A-3b (ISO 19005-3) with its fonts in it, drawn as certificates are; not signed. One page a turn, so that the station answers meanwhile. */
export async function reportPdf(content: PaperContent, letter: ReportLetter): Promise<Uint8Array> {
  const { say } = reportWords(letter.language);
  const fonts = certificateFonts();
  const document = new PDFDocument({
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    tagged: true,
    displayTitle: true,
    lang: letter.language,
    compress: true,
    autoFirstPage: false,
    margin: 0,
    // pdfkit would otherwise open its own Helvetica, which is not embedded.
    font: '',
    info: {
      Title: say(content.closed ? 'title' : 'interimTitle', { lot: content.lotName }),
      Producer: PRODUCER,
      Creator: PRODUCER,
      CreationDate: new Date(content.writtenAt),
    },
  });
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
  for (const page of await paperPages(content, letter, fonts)) {
    await nextTurn();
    drawPdfPage(document, whole, page, '');
  }
  whole.end();
  document.end();
  await finished;
  return Buffer.concat(chunks);
}
