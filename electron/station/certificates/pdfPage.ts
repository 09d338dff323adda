import type { PageItem } from '../../../core/contract/pageView.ts';
import type { Drawn, DrawnPage } from './pageFlow.ts';

/** Draws one page, each element of it tagged with its role; `figureAlternative` are the words for a picture. */
export function drawPdfPage(
  document: PDFKit.PDFDocument,
  whole: PDFKit.PDFStructureElement,
  { page, drawn }: DrawnPage,
  figureAlternative: string,
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
    const structure = document.struct(role, role === 'Figure' ? { alt: figureAlternative } : {});
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
