import { setImmediate as nextTurn } from 'node:timers/promises';
import { drawPdfPage } from '../../certificates/pdfPage.ts';
import { certificateFonts } from '../../certificates/renderCertificatePdf.ts';
import { taggedPdf } from '../../certificates/taggedPdf.ts';
import type { PaperContent } from './paperContent.ts';
import { paperPages, type ReportLetter } from './paperPages.ts';
import { reportWords } from './reportWords.ts';

const PRODUCER = 'Wipebench report 1';

/** The report for people as tagged PDF/A-3b (ISO 19005-3) with its fonts in it, drawn as certificates are; not signed. One page a turn, so that the station answers meanwhile. */
export async function reportPdf(content: PaperContent, letter: ReportLetter): Promise<Uint8Array> {
  const { say } = reportWords(letter.language);
  const fonts = certificateFonts();
  const info = {
    Title: say(content.closed ? 'title' : 'interimTitle', { lot: content.lotName }),
    Producer: PRODUCER,
    Creator: PRODUCER,
    CreationDate: new Date(content.writtenAt),
  };
  const { document, whole, end } = taggedPdf({ language: letter.language, compress: true, info }, fonts);
  for (const page of await paperPages(content, letter, fonts)) {
    await nextTurn();
    drawPdfPage(document, whole, page, '');
  }
  whole.end();
  return end();
}
