import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { resourceFile } from '../paper/resourceFile.ts';
import { visibleText } from '../paper/visibleText.ts';

export type FontName = 'regular' | 'bold' | 'mono';

/** The files of `resources/fonts` behind the names; the window loads the same ones. */
export const FONT_FILES: Readonly<Record<FontName, string>> = {
  regular: 'NotoSans-Regular.ttf',
  bold: 'NotoSans-Bold.ttf',
  mono: 'NotoSansMono-Regular.ttf',
};

/** What the page layout asks of the fonts. */
export type CertificateFonts = {
  /** Width of one line in points, as the PDF sets it. */
  readonly widthPt: (font: FontName, text: string, sizePt: number) => number;
  /** The text with what the font cannot draw escaped visibly. */
  readonly printable: (font: FontName, text: string) => string;
  /** The fonts, parsed once: parsing them for each certificate would take most of the time of drawing it. */
  readonly faces: Readonly<Record<FontName, Font>>;
};

/** As many measured texts are kept; those of a hundred certificates. */
const MOST_WIDTHS = 5_000;

/** Reads the bundled fonts. Throws when a file is missing or no font. */
export function loadCertificateFonts(): CertificateFonts {
  const face = (name: FontName) => faceOf(readFileSync(resourceFile('fonts', FONT_FILES[name])));
  const faces = { regular: face('regular'), bold: face('bold'), mono: face('mono') };
  const widths = new Map<string, number>();
  return {
    faces,
    widthPt: (font, text, sizePt) => {
      const key = `${font}:${text}`;
      const known = widths.get(key) ?? faces[font].layout(text).advanceWidth / faces[font].unitsPerEm;
      // Serial numbers come once and never again: what was measured for them must not stay for ever.
      if (widths.size >= MOST_WIDTHS) widths.clear();
      widths.set(key, known);
      return known * sizePt;
    },
    printable: (font, text) => visibleText(text, (codePoint) => faces[font].hasGlyphForCodePoint(codePoint)),
  };
}

function faceOf(bytes: Buffer): Font {
  const face = create(bytes);
  if (!('layout' in face)) throw new TypeError('a font collection is no font');
  return face;
}
