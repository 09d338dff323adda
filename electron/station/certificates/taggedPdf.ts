import PDFDocument from 'pdfkit';
import type { CertificateFonts } from './certificateFonts.ts';

type TaggedPdf = {
  readonly document: PDFKit.PDFDocument;
  /** The root of its tags; everything that is drawn goes below it. */
  readonly whole: PDFKit.PDFStructureElement;
  /** Ends the document: its bytes. Rejects what pdfkit could not draw. */
  end(): Promise<Buffer>;
};

/** An empty PDF/A-3b (ISO 19005-3), tagged, with these fonts embedded and nothing of pdfkit's own in it. */
export function taggedPdf(
  wanted: { readonly language: string; readonly compress: boolean; readonly info: PDFKit.DocumentInfo },
  fonts: CertificateFonts,
): TaggedPdf {
  const { language, compress, info } = wanted;
  const document = new PDFDocument({
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    tagged: true,
    displayTitle: true,
    lang: language,
    compress,
    autoFirstPage: false,
    margin: 0,
    // pdfkit would otherwise open its own Helvetica, which is not embedded.
    font: '',
    info,
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
  return {
    document,
    whole,
    async end() {
      document.end();
      await finished;
      return Buffer.concat(chunks);
    },
  };
}
