import { type ComparePdf, differenceFromDrawing } from '../../../core/record/comparePdf.ts';

export type DrawingProgram = {
  readonly draw: (certificateFile: Uint8Array) => Promise<Uint8Array>;
  /** Name and version as it stands in the PDFs it makes, ending in the version's number. */
  readonly renderer: string;
};

/** The station's own drawing program; loaded only when a PDF is to be compared, because it brings fonts. */
export async function loadDrawingProgram(): Promise<DrawingProgram> {
  const { renderCertificatePdf } = await import('../../station/certificates/renderCertificatePdf.ts');
  const { RENDERER } = await import('../../station/certificates/renderer.ts');
  return { draw: renderCertificatePdf, renderer: RENDERER };
}

/** How often a PDF names its renderer: producer and creator, in the information dictionary and again in the XMP metadata. */
const RENDERER_MENTIONS = 4;

/**
 * Compares PDFs with the drawing of their certificate file. A PDF in which every mention names the same other version is one of another renderer, not
 * an altered one; with one mention changed it is altered.
 */
export function comparePdfWith(load: () => Promise<DrawingProgram>): ComparePdf {
  return async (certificateFile, pdf) => {
    let drawn: Uint8Array;
    let here: string;
    try {
      const program = await load();
      here = program.renderer;
      const made = rendererOf(pdf, here);
      if (made !== null && made !== here) return { kind: 'other-renderer', made, here };
      drawn = await program.draw(certificateFile);
    } catch (error) {
      return { kind: 'not-drawn', why: error instanceof Error ? error.message : String(error) };
    }
    const offset = differenceFromDrawing(pdf, drawn);
    return offset === null ? { kind: 'same' } : { kind: 'differs', offset };
  };
}

/** The renderer that all mentions of a PDF agree on, or `null`. */
function rendererOf(pdf: Uint8Array, here: string): string | null {
  const name = here.replace(/[0-9]+$/, '');
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const mentions: string[] = [];
  for (let at = bytes.indexOf(name); at !== -1; at = bytes.indexOf(name, at + 1)) {
    const version = /^[0-9]{1,9}/.exec(bytes.toString('latin1', at + name.length, at + name.length + 9));
    mentions.push(name + (version?.[0] ?? ''));
  }
  const [first] = mentions;
  const agreed = mentions.length === RENDERER_MENTIONS && mentions.every((mention) => mention === first);
  return agreed && first !== undefined && first !== name ? first : null;
}
