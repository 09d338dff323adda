import { setImmediate as nextTurn } from 'node:timers/promises';
import { CONTENT_WIDTH_PT, type Drawn, type Slice } from '../../certificates/pageFlow.ts';
import { rule, type SliceMaker, STYLES, type TextStyle } from '../../certificates/slices.ts';

const ROW: TextStyle = { ...STYLES.body, sizePt: 7.8, leadPt: 9.8 };
const HEAD: TextStyle = { ...STYLES.label, sizePt: 7, leadPt: 9.8 };
const GAP_PT = 8;
/** Lines of one row that are kept together; a longer row goes on below, if need be on the next page. */
const MOST_LINES = 20;
/** Measuring a row takes about a millisecond. */
const TURN_ROWS = 20;

/**
 * A table on paper: `shares` are the columns' parts of the width, `titles` stand above it. Rows are never split but where one is longer than a good part of a page.
 * Made in turns, so that the station answers meanwhile.
 */
export async function paperTable(
  maker: SliceMaker,
  shares: readonly number[],
  titles: readonly string[] | null,
  rows: Iterable<readonly string[]>,
): Promise<Slice[]> {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => (share / whole) * CONTENT_WIDTH_PT);
  const head = titles === null ? [] : rowSlices(maker, HEAD, widths, titles);
  const slices: Slice[] = head.map((slice) => ({ ...slice, keepWithNext: true }));
  let turn = 0;
  for (const cells of rows) {
    turn += 1;
    if (turn % TURN_ROWS === 0) await nextTurn();
    slices.push(...rowSlices(maker, ROW, widths, cells));
  }
  return slices;
}

function rowSlices(maker: SliceMaker, style: TextStyle, widths: readonly number[], cells: readonly string[]): Slice[] {
  let x = 0;
  const columns = cells.map((cell, index) => {
    const width = widths[index] ?? 0;
    const column = { x, element: maker.nextElement(), lines: maker.breakText(style, cell, width - GAP_PT) };
    x += width;
    return column;
  });
  const lineCount = Math.max(1, ...columns.map(({ lines }) => lines.length));
  const slices: Slice[] = [];
  for (let first = 0; first < lineCount; first += MOST_LINES) {
    const shown = Math.min(MOST_LINES, lineCount - first);
    const last = first + shown === lineCount;
    const drawn: Drawn[] = columns.flatMap(({ x: left, element, lines }) =>
      lines
        .slice(first, first + MOST_LINES)
        .map((line, index) =>
          maker.lineBroken(style, line, left, style.leadPt * index + style.sizePt + 1, 'P', element),
        ),
    );
    const heightPt = shown * style.leadPt + (last ? 4 : 0);
    if (last) drawn.push(rule(0, heightPt - 1, CONTENT_WIDTH_PT));
    slices.push({ heightPt, drawn });
  }
  return slices;
}
