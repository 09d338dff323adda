import type { PageItem } from '../../../core/contract/pageView.ts';
import type { CertificateFonts, FontName } from './certificateFonts.ts';
import { breakLines } from './lineBreaker.ts';
import { CONTENT_WIDTH_PT, type Drawn, type Panel, type Role, type Slice } from './pageFlow.ts';

export const INK = '#111111';
export const PALE_INK = '#555555';
export const RULE = '#b8b8b8';

export type TextStyle = {
  readonly font: FontName;
  readonly sizePt: number;
  readonly leadPt: number;
  readonly colour: string;
};
export const STYLES = {
  shop: { font: 'bold', sizePt: 13, leadPt: 17, colour: INK },
  title: { font: 'bold', sizePt: 20, leadPt: 24, colour: INK },
  sentence: { font: 'bold', sizePt: 12, leadPt: 16.5, colour: INK },
  heading: { font: 'bold', sizePt: 9.5, leadPt: 13, colour: INK },
  blockHeading: { font: 'bold', sizePt: 8, leadPt: 8.6, colour: INK },
  body: { font: 'regular', sizePt: 8.8, leadPt: 11.4, colour: INK },
  strong: { font: 'bold', sizePt: 9, leadPt: 11.4, colour: INK },
  mono: { font: 'mono', sizePt: 8.6, leadPt: 11.4, colour: INK },
  label: { font: 'regular', sizePt: 6.8, leadPt: 8.6, colour: PALE_INK },
  small: { font: 'regular', sizePt: 7, leadPt: 9.4, colour: PALE_INK },
  smallMono: { font: 'mono', sizePt: 6.6, leadPt: 9.4, colour: INK },
} as const satisfies Record<string, TextStyle>;

/** Lead of the styles that stand in cells. */
const ROW_LEAD_PT = 11.4;

/** Longest run of lines that is kept together; longer values go on in the next slice, if need be on the next page. */
const MOST_LINES = 14;

/** One labelled fact; `null` words are the caller's business: a cell always has a value to show. */
export type Cell = {
  readonly label: string;
  /** A list is one paragraph per item. */
  readonly value: string | readonly string[];
  readonly style?: TextStyle;
  readonly labelStyle?: TextStyle;
};

/** Makes slices with the fonts at hand and gives every paragraph its own element number. */
export class SliceMaker {
  readonly fonts: CertificateFonts;
  private elements = 0;

  constructor(fonts: CertificateFonts) {
    this.fonts = fonts;
  }

  nextElement(): number {
    this.elements += 1;
    return this.elements;
  }

  /** One line at a baseline; must already fit. */
  line(style: TextStyle, text: string, x: number, baselineY: number, role: Role, element: number): Drawn {
    const { font, sizePt, colour } = style;
    const printable = this.fonts.printable(font, text);
    const widthPt = this.fonts.widthPt(font, printable, sizePt);
    return { item: { kind: 'text', x, y: baselineY, sizePt, font, colour, text: printable, widthPt }, role, element };
  }

  /** The same, ending at `rightX`. */
  lineRight(style: TextStyle, text: string, rightX: number, baselineY: number, role: Role, element: number): Drawn {
    const widthPt = this.fonts.widthPt(style.font, this.fonts.printable(style.font, text), style.sizePt);
    return this.line(style, text, rightX - widthPt, baselineY, role, element);
  }

  breakText(style: TextStyle, text: string, widthPt: number): string[] {
    return breakLines(this.fonts, style.font, style.sizePt, text, widthPt);
  }

  /** A paragraph as one slice per line, so that it can go over pages. */
  paragraph(style: TextStyle, text: string, role: Role, indentPt = 0, panel?: Panel): Slice[] {
    const element = this.nextElement();
    return this.breakText(style, text, CONTENT_WIDTH_PT - 2 * indentPt).map((line) => ({
      heightPt: style.leadPt,
      drawn: [this.lineBroken(style, line, indentPt, style.sizePt, role, element)],
      ...(panel === undefined ? {} : { panel }),
    }));
  }

  heading(text: string, panel?: Panel): Slice {
    const drawn = this.line(STYLES.heading, text, panel === undefined ? 0 : 8, 11, 'H2', this.nextElement());
    return { heightPt: 15, drawn: [drawn], keepWithNext: true, ...(panel === undefined ? {} : { panel }) };
  }

  gap(heightPt: number, panel?: Panel): Slice {
    return { heightPt, drawn: [], ...(panel === undefined ? {} : { panel }) };
  }

  /** Cells in rows of `columns`, label above value, a thin rule between rows. */
  grid(cells: readonly Cell[], columns: number, panel?: Panel): Slice[] {
    const insetPt = panel === undefined ? 0 : 8;
    const widthPt = (CONTENT_WIDTH_PT - 2 * insetPt) / columns;
    const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
      cells.slice(row * columns, (row + 1) * columns),
    );
    return rows.flatMap((row, index) => this.gridRow(row, widthPt, insetPt, index > 0, panel));
  }

  private gridRow(row: readonly Cell[], widthPt: number, insetPt: number, ruled: boolean, panel?: Panel): Slice[] {
    const columns = row.map((cell) => {
      const style = cell.style ?? STYLES.body;
      const elements = { label: this.nextElement(), value: this.nextElement() };
      const paragraphs = typeof cell.value === 'string' ? [cell.value] : cell.value;
      const lines = paragraphs.flatMap((paragraph) => this.breakText(style, paragraph, widthPt - 10));
      return { cell, style, elements, lines };
    });
    const lineCount = Math.max(...columns.map(({ lines }) => lines.length));
    const slices: Slice[] = [];
    for (let first = 0; first < lineCount; first += MOST_LINES) {
      const head = first === 0 ? STYLES.label.leadPt : 0;
      const drawn: Drawn[] = [];
      if (ruled && first === 0) drawn.push(rule(insetPt, 0.5, CONTENT_WIDTH_PT - insetPt));
      columns.forEach(({ cell, style, elements, lines }, column) => {
        const x = insetPt + column * widthPt;
        if (first === 0) drawn.push(this.line(cell.labelStyle ?? STYLES.label, cell.label, x, 9, 'P', elements.label));
        lines.slice(first, first + MOST_LINES).forEach((line, index) => {
          drawn.push(this.lineBroken(style, line, x, head + 2.4 + style.leadPt * index + 9.2, 'P', elements.value));
        });
      });
      const shown = Math.min(MOST_LINES, lineCount - first);
      slices.push({
        heightPt: head + shown * ROW_LEAD_PT + (first + shown === lineCount ? 4.6 : 0),
        drawn,
        ...(panel === undefined ? {} : { panel }),
      });
    }
    return slices;
  }

  /** A line that `breakText` made: it is printable already and must not be escaped twice. */
  lineBroken(style: TextStyle, text: string, x: number, baselineY: number, role: Role, element: number): Drawn {
    const { font, sizePt, colour } = style;
    const widthPt = this.fonts.widthPt(font, text, sizePt);
    return { item: { kind: 'text', x, y: baselineY, sizePt, font, colour, text, widthPt }, role, element };
  }
}

export function rule(fromX: number, y: number, toX: number, widthPt = 0.4, colour = RULE): Drawn {
  const item: PageItem = { kind: 'line', x1: fromX, y1: y, x2: toX, y2: y, widthPt, colour };
  return { item, role: 'Artifact', element: 0 };
}
