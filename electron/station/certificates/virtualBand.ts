import type { CertificateWords, Word } from './certificateWords.ts';
import { type Drawn, SHEET } from './pageFlow.ts';
import { INK, type SliceMaker, STYLES } from './slices.ts';

export const BAND_HEIGHT_PT = 26;
const STRIPE_PT = 13;

/** The striped band of everything virtual: across the sheet's whole width, so that no copy or crop looks like a real drive's certificate. */
export function virtualBand(
  y: number,
  words: CertificateWords,
  maker: SliceMaker,
  said: Word = 'virtualBand',
): Drawn[] {
  const { say } = words;
  const word = { ...STYLES.title, sizePt: 15, colour: '#ffffff' };
  const sentence = { ...STYLES.strong, colour: '#ffffff' };
  const wordWidthPt = maker.fonts.widthPt(word.font, say('virtualWord'), word.sizePt);
  const sentenceWidthPt = maker.fonts.widthPt(sentence.font, say(said), sentence.sizePt);
  const plateWidthPt = wordWidthPt + sentenceWidthPt + 34;
  const plateX = (SHEET.widthPt - plateWidthPt) / 2;
  return [
    box(0, y, SHEET.widthPt, BAND_HEIGHT_PT, '#ffffff'),
    ...stripes(y),
    box(plateX, y, plateWidthPt, BAND_HEIGHT_PT, INK),
    maker.line(word, say('virtualWord'), plateX + 12, y + 18.4, 'P', maker.nextElement()),
    maker.line(sentence, say(said), plateX + 22 + wordWidthPt, y + 17, 'P', maker.nextElement()),
  ];
}

/** Slanted stripes as stacked short boxes: they end flush with the band, in the PDF and in the window alike. */
function stripes(y: number): Drawn[] {
  const steps = 26;
  const stepPt = BAND_HEIGHT_PT / steps;
  const drawn: Drawn[] = [];
  for (let x = -BAND_HEIGHT_PT; x < SHEET.widthPt; x += 2 * STRIPE_PT) {
    for (let step = 0; step < steps; step += 1) {
      const left = Math.max(0, x + BAND_HEIGHT_PT - (step + 1) * stepPt);
      const right = Math.min(SHEET.widthPt, x + BAND_HEIGHT_PT - (step + 1) * stepPt + STRIPE_PT);
      if (right > left) drawn.push(box(left, y + step * stepPt, right - left, stepPt + 0.05, INK));
    }
  }
  return drawn;
}

function box(x: number, y: number, width: number, height: number, fill: string): Drawn {
  return { item: { kind: 'box', x, y, width, height, fill, stroke: null }, role: 'Artifact', element: 0 };
}
