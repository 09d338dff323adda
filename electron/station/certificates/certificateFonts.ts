import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { visibleText } from '../../../core/record/visibleText.ts';
import { LOOK_ALIKE } from '../paper/lookAlike.ts';
import { resourceFile } from '../paper/resourceFile.ts';

/** The faces that a text may ask for. */
export type FontName = 'regular' | 'bold' | 'mono';
/** The faces that letters are drawn with: what a face lacks is taken from the Han face, which is drawn bolder where bold was asked for. */
export type DrawnFont = FontName | 'han' | 'hanBold';

/** The files of `resources/fonts` behind the names; the window loads the same ones. */
export const FONT_FILES: Readonly<Record<DrawnFont, string>> = {
  regular: 'NotoSans-Regular.ttf',
  bold: 'NotoSans-Bold.ttf',
  mono: 'NotoSansMono-Regular.ttf',
  han: 'NotoSansSC-Regular.ttf',
  hanBold: 'NotoSansSC-Regular.ttf',
};

/** Letters of one line that one face draws. */
export type FontRun = { readonly font: DrawnFont; readonly text: string };

/** What the page layout asks of the fonts. */
export type CertificateFonts = {
  /** Width of one line in points, as the PDF sets it. */
  readonly widthPt: (font: DrawnFont, text: string, sizePt: number) => number;
  /** The text with what no face can draw escaped visibly. */
  readonly printable: (font: FontName, text: string) => string;
  /** A printable text cut where the face changes. */
  readonly runs: (font: DrawnFont, text: string) => readonly FontRun[];
  /** The fonts, parsed once: parsing them for each certificate would take most of the time of drawing it. */
  readonly faces: Readonly<Record<DrawnFont, Font>>;
};

/** As many measured texts are kept; those of a hundred certificates. */
const MOST_WIDTHS = 5_000;

/** Reads the bundled fonts by the names of their files. Throws when a file is missing or no font. */
export function loadCertificateFonts(read: (file: string) => Buffer = readFont): CertificateFonts {
  const face = (name: DrawnFont) => faceOf(read(FONT_FILES[name]));
  const hanFace = face('han');
  const faces: Readonly<Record<DrawnFont, Font>> = {
    regular: face('regular'),
    bold: face('bold'),
    mono: face('mono'),
    han: hanFace,
    hanBold: hanFace,
  };
  const hanDraws = (codePoint: number): boolean =>
    hanFace.hasGlyphForCodePoint(codePoint) && !LOOK_ALIKE.test(String.fromCodePoint(codePoint));
  const widths = new Map<string, number>();

  function runs(font: DrawnFont, text: string): FontRun[] {
    const found: { font: DrawnFont; text: string }[] = [];
    for (const letter of text) {
      const codePoint = letter.codePointAt(0) ?? 0;
      const own = faces[font].hasGlyphForCodePoint(codePoint) || !hanDraws(codePoint);
      const drawn = own ? font : font === 'bold' ? 'hanBold' : 'han';
      const last = found.at(-1);
      if (last?.font === drawn) last.text += letter;
      else found.push({ font: drawn, text: letter });
    }
    return found;
  }

  function emWidth({ font, text }: FontRun): number {
    const key = `${font}:${text}`;
    const known = widths.get(key) ?? faces[font].layout(text).advanceWidth / faces[font].unitsPerEm;
    // Serial numbers come once and never again: what was measured for them must not stay for ever.
    if (widths.size >= MOST_WIDTHS) widths.clear();
    widths.set(key, known);
    return known;
  }

  return {
    faces,
    runs,
    widthPt: (font, text, sizePt) => runs(font, text).reduce((sum, run) => sum + emWidth(run), 0) * sizePt,
    printable: (font, text) =>
      visibleText(text, (codePoint) => faces[font].hasGlyphForCodePoint(codePoint) || hanDraws(codePoint)),
  };
}

function readFont(file: string): Buffer {
  return readFileSync(resourceFile('fonts', file));
}

function faceOf(bytes: Buffer): Font {
  const face = create(bytes);
  if (!('layout' in face)) throw new TypeError('a font collection is no font');
  return face;
}
