import { assertNever } from '../../../core/domain/assertNever.ts';
import { qrModules } from '../paper/qrModules.ts';
import { code128Bars } from './code128.ts';
import { fillOutline } from './fillOutline.ts';
import { textOutline } from './labelFace.ts';
import type { LabelMark } from './labelMark.ts';
import { blankLabel, type DotPainter, type LabelPicture } from './labelPicture.ts';

/** Draws the marks, background first. Pure but for reading the house font once: the same marks give the same dots, always. */
export function drawLabel(widthDots: number, heightDots: number, marks: readonly LabelMark[]): LabelPicture {
  const painter = blankLabel(widthDots, heightDots);
  for (const mark of marks) drawMark(painter, mark);
  return painter.picture;
}

/** From the top of the em to the base line, in thousandths: room for an accented capital. */
const BASE_LINE = 860;

function drawMark(painter: DotPainter, mark: LabelMark): void {
  whole(mark.x);
  whole(mark.y);
  switch (mark.mark) {
    case 'box':
      painter.box(mark.x, mark.y, mark.width, mark.height, mark.colour === 'black');
      return;
    case 'slash':
      for (let row = 0; row < mark.height; row += 1) {
        const lean = mark.height === 1 ? 0 : (mark.height - 1 - row) / (mark.height - 1);
        const left = mark.x + Math.round(lean * (mark.width - mark.thickness));
        painter.box(left, mark.y + row, mark.thickness, 1, mark.colour === 'black');
      }
      return;
    case 'text':
      drawText(painter, mark);
      return;
    case 'qr':
      qrModules(mark.text, mark.level).forEach((row, y) => {
        [...row].forEach((module, x) => {
          if (module === '1') painter.box(mark.x + x * mark.dots, mark.y + y * mark.dots, mark.dots, mark.dots, true);
        });
      });
      return;
    case 'code128': {
      const bars = code128Bars(mark.text);
      if (bars === null) throw new RangeError('a text that Code 128 cannot carry');
      let x = mark.x;
      bars.forEach((modules, index) => {
        if (index % 2 === 0) painter.box(x, mark.y, modules * mark.dots, mark.height, true);
        x += modules * mark.dots;
      });
      return;
    }
    default:
      assertNever(mark);
  }
}

function drawText(painter: DotPainter, mark: Extract<LabelMark, { mark: 'text' }>): void {
  const outline = textOutline(mark.text, mark.height, mark.squeeze, mark.bold);
  const baseLine = mark.y + Math.round((mark.height * BASE_LINE) / 1000);
  fillOutline(outline, mark.x, baseLine, (x, y) => {
    if (mark.inverse) painter.flip(x, y);
    else painter.set(x, y, true);
  });
}

function whole(number: number): void {
  if (!Number.isInteger(number) || number < 0 || number > 8000)
    throw new RangeError(`${number} is no place on a label`);
}
