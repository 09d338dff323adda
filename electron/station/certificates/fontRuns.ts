import type { CertificateFonts } from './certificateFonts.ts';
import type { Drawn, DrawnPage } from './pageFlow.ts';

/** The page with every line cut where its face changes; the pieces stay one element. */
export function withFontRuns({ page, drawn }: DrawnPage, fonts: CertificateFonts): DrawnPage {
  const cut = drawn.flatMap((part) => runsOf(part, fonts));
  return { page: { ...page, items: cut.map(({ item }) => item) }, drawn: cut };
}

function runsOf(part: Drawn, fonts: CertificateFonts): Drawn[] {
  const { item } = part;
  if (item.kind !== 'text') return [part];
  const runs = fonts.runs(item.font, item.text);
  if (runs.length < 2 && (runs[0]?.font ?? item.font) === item.font) return [part];
  let { x } = item;
  return runs.map(({ font, text }) => {
    const widthPt = fonts.widthPt(font, text, item.sizePt);
    const piece: Drawn = { ...part, item: { ...item, x, font, text, widthPt } };
    x += widthPt;
    return piece;
  });
}
