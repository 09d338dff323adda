import { fromBase64 } from '../../../core/record/bytes.ts';
import type { PaperV1 } from '../../../core/record/certificateV2.ts';
import { readLogo } from '../../../core/record/logoPng.ts';
import type { CertificateFonts } from './certificateFonts.ts';
import type { CertificateWords, Word } from './certificateWords.ts';
import { withFontRuns } from './fontRuns.ts';
import { CONTENT_WIDTH_PT, type Drawn, type DrawnPage, flowPages, SHEET, type Slice } from './pageFlow.ts';
import { RENDERER } from './renderer.ts';
import { type SliceMaker, STYLES } from './slices.ts';
import { BAND_HEIGHT_PT, virtualBand } from './virtualBand.ts';

const LETTERHEAD_PT = 34;
const LOGO_MOST_PT = { width: 150, height: 28 };

/** The shop's logo and name, where they are set. */
export function letterhead(paper: PaperV1 | null, logoPngBase64: string | null, maker: SliceMaker): Slice[] {
  const name = paper?.shopName ?? null;
  if (name === null && logoPngBase64 === null) return [];
  const drawn: Drawn[] = [];
  let x = 0;
  const logo = logoPngBase64 === null ? null : readLogo(fromBase64(logoPngBase64));
  if (logoPngBase64 !== null && logo !== null) {
    const scale = Math.min(LOGO_MOST_PT.width / logo.widthPixels, LOGO_MOST_PT.height / logo.heightPixels);
    const [width, height] = [logo.widthPixels * scale, logo.heightPixels * scale];
    const item = { kind: 'image', x, y: (LOGO_MOST_PT.height - height) / 2, width, height } as const;
    drawn.push({ item: { ...item, pngBase64: logoPngBase64 }, role: 'Artifact', element: 0 });
    x = width + 10;
  }
  if (name !== null) {
    const [shown = ''] = maker.breakText(STYLES.shop, name, CONTENT_WIDTH_PT - x);
    drawn.push(maker.lineBroken(STYLES.shop, shown, x, 19, 'P', maker.nextElement()));
  }
  return [{ heightPt: LETTERHEAD_PT, drawn }];
}

/** What it is, and its number. */
export function titleSlice(title: string, number: string, maker: SliceMaker): Slice {
  const id = { ...STYLES.mono, sizePt: 11 };
  return {
    heightPt: 27,
    drawn: [
      maker.line(STYLES.title, title, 0, 20, 'H1', maker.nextElement()),
      maker.lineRight(id, number, CONTENT_WIDTH_PT, 19, 'P', maker.nextElement()),
    ],
  };
}

/** What stands on every sheet of a certificate. */
type Frame = {
  readonly number: string;
  /** Name under which the data is attached. */
  readonly fileName: string;
  /** The word on the bands of everything virtual; `null` where it is real. */
  readonly band: Word | null;
};

/** Slices on sheets, with footer and, where it is virtual, the bands. */
export function framedPages(
  slices: readonly Slice[],
  { number, fileName, band }: Frame,
  words: CertificateWords,
  maker: SliceMaker,
  fonts: CertificateFonts,
): DrawnPage[] {
  const { say } = words;
  const bandPt = band === null ? 0 : BAND_HEIGHT_PT;
  const footer = (page: number, pages: number): Drawn[] => {
    const y = SHEET.heightPt - 22 - (bandPt > 0 ? bandPt - 10 : 0);
    const left = say('footer', { certificateId: number, renderer: RENDERER, fileName });
    const right = SHEET.widthPt - SHEET.rightPt;
    return [
      maker.line(STYLES.small, left, SHEET.leftPt, y, 'Artifact', 0),
      maker.lineRight(STYLES.small, say('pageOf', { page, pages }), right, y, 'Artifact', 0),
    ];
  };
  const decorate = (page: number, pages: number): Drawn[] => [
    ...(band === null ? [] : virtualBand(0, words, maker, band)),
    ...footer(page, pages),
    ...(band === null ? [] : virtualBand(SHEET.heightPt - BAND_HEIGHT_PT, words, maker, band)),
  ];
  const pages = flowPages(
    slices,
    decorate,
    SHEET.topPt + (band === null ? 0 : bandPt - 16),
    SHEET.bottomPt + (band === null ? 0 : bandPt - 14),
  );
  return pages.map((page) => withFontRuns(page, fonts));
}
