import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { resourceFile } from '../paper/resourceFile.ts';
import { visibleText } from '../paper/visibleText.ts';
import type { Outline } from './fillOutline.ts';

const FILES = { regular: 'NotoSans-Regular.ttf', bold: 'NotoSans-Bold.ttf' } as const;
const faces = new Map<keyof typeof FILES, Font>();

/** The house font, read once. Throws when the file is missing or no font. */
function face(bold: boolean): Font {
  const name = bold ? 'bold' : 'regular';
  const known = faces.get(name);
  if (known !== undefined) return known;
  const made = create(readFileSync(resourceFile('fonts', FILES[name])));
  if (!('layout' in made)) throw new TypeError('a font collection is no font');
  faces.set(name, made);
  return made;
}

/**
 * The text as a label can show it: what the house font lacks, and what nobody could see, stands as `\u{4E2D}`. The same on every printer, because no
 * printer's own font is used.
 */
export function printable(text: string): string {
  const [regular, bold] = [face(false), face(true)];
  return visibleText(text, (code) => regular.hasGlyphForCodePoint(code) && bold.hasGlyphForCodePoint(code));
}

/** Width of one line in dots, at `height` dots to the em. */
export function textWidth(text: string, height: number, bold: boolean): number {
  const { layout, unitsPerEm } = measured(bold);
  return (layout(text) * height) / unitsPerEm;
}

const widths = { regular: new Map<string, number>(), bold: new Map<string, number>() };
const MOST_WIDTHS = 2000;

function measured(bold: boolean): { layout: (text: string) => number; unitsPerEm: number } {
  const known = bold ? widths.bold : widths.regular;
  const font = face(bold);
  return {
    unitsPerEm: font.unitsPerEm,
    layout(text) {
      const width = known.get(text) ?? font.layout(text).advanceWidth;
      if (known.size >= MOST_WIDTHS) known.clear();
      known.set(text, width);
      return width;
    },
  };
}

/** The curves of one line of type on a base line at y 0, x to the right and y downwards, in dots. */
export function textOutline(text: string, height: number, squeeze: number, bold: boolean): Outline {
  const font = face(bold);
  const scale = height / font.unitsPerEm;
  const run = font.layout(text);
  const outline: Outline = [];
  let pen = 0;
  run.glyphs.forEach((glyph, index) => {
    const position = run.positions[index];
    if (position === undefined) throw new Error('a glyph without a place');
    const left = pen + position.xOffset;
    for (const { command, args } of glyph.path.commands) {
      const points = args.map((value, at) =>
        at % 2 === 0 ? (value + left) * scale * squeeze : -(value + position.yOffset) * scale,
      );
      outline.push({ command, points });
    }
    pen += position.xAdvance;
  });
  return outline;
}
