import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { visibleText } from '../../../core/record/visibleText.ts';
import { LOOK_ALIKE } from '../paper/lookAlike.ts';
import { resourceFile } from '../paper/resourceFile.ts';
import type { Outline } from './fillOutline.ts';

const FILES = {
  regular: 'NotoSans-Regular.ttf',
  bold: 'NotoSans-Bold.ttf',
  han: 'NotoSansSC-Regular.ttf',
} as const;
type FaceName = keyof typeof FILES;
const faces = new Map<FaceName, Font>();

/** A face of the house font, read when it is first needed. Throws when the file is missing or no font. */
function face(name: FaceName): Font {
  const known = faces.get(name);
  if (known !== undefined) return known;
  const made = create(readFileSync(resourceFile('fonts', FILES[name])));
  if (!('layout' in made)) throw new TypeError('a font collection is no font');
  faces.set(name, made);
  return made;
}

function latinDraws(code: number): boolean {
  return face('regular').hasGlyphForCodePoint(code) && face('bold').hasGlyphForCodePoint(code);
}

/** What the Latin faces lack is taken from the Han face, but what looks like another character. */
function hanDraws(code: number): boolean {
  return !LOOK_ALIKE.test(String.fromCodePoint(code)) && face('han').hasGlyphForCodePoint(code);
}

/**
 * The text as a label can show it: what the house font lacks, and what nobody could see, stands as `\u{1F4BE}`. The same on every printer, because no
 * printer's own font is used.
 */
export function printable(text: string): string {
  return visibleText(text, (code) => latinDraws(code) || hanDraws(code));
}

type Run = { readonly font: Font; text: string };

/** The text cut where the face changes. */
function runsOf(text: string, bold: boolean): Run[] {
  const runs: Run[] = [];
  const own = face(bold ? 'bold' : 'regular');
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const font = own.hasGlyphForCodePoint(code) || !hanDraws(code) ? own : face('han');
    const last = runs.at(-1);
    if (last?.font === font) last.text += letter;
    else runs.push({ font, text: letter });
  }
  return runs;
}

const emWidths = { regular: new Map<string, number>(), bold: new Map<string, number>() };
const MOST_WIDTHS = 2000;

/** Width of one line in dots, at `height` dots to the em. */
export function textWidth(text: string, height: number, bold: boolean): number {
  const known = bold ? emWidths.bold : emWidths.regular;
  let ems = known.get(text);
  if (ems === undefined) {
    ems = runsOf(text, bold).reduce(
      (sum, run) => sum + run.font.layout(run.text).advanceWidth / run.font.unitsPerEm,
      0,
    );
    if (known.size >= MOST_WIDTHS) known.clear();
    known.set(text, ems);
  }
  return ems * height;
}

/** The curves of one line of type on a base line at y 0, x to the right and y downwards, in dots. */
export function textOutline(text: string, height: number, squeeze: number, bold: boolean): Outline {
  const outline: Outline = [];
  let penDots = 0;
  for (const { font, text: part } of runsOf(text, bold)) {
    const scale = height / font.unitsPerEm;
    const run = font.layout(part);
    run.glyphs.forEach((glyph, index) => {
      const position = run.positions[index];
      if (position === undefined) throw new Error('a glyph without a place');
      for (const { command, args } of glyph.path.commands) {
        const points = args.map((value, at) =>
          at % 2 === 0 ? (penDots + (value + position.xOffset) * scale) * squeeze : -(value + position.yOffset) * scale,
        );
        outline.push({ command, points });
      }
      penDots += position.xAdvance * scale;
    });
  }
  return outline;
}
