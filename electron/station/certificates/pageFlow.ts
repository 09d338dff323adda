import type { Page, PageItem } from '../../../core/contract/pageView.ts';

/** A4 (ISO 216) in points, with the margins of the certificate. */
export const SHEET = { widthPt: 595.28, heightPt: 841.89, leftPt: 42, rightPt: 42, topPt: 32, bottomPt: 40 } as const;
export const CONTENT_WIDTH_PT = SHEET.widthPt - SHEET.leftPt - SHEET.rightPt;

/** What an item is to a screen reader: PDF structure types (ISO 32000-1 14.8.4); `Artifact` is decoration. */
export type Role = 'H1' | 'H2' | 'P' | 'Figure' | 'Artifact';

/** An item with its role; items of one `element` number are read as one (a paragraph of several lines). */
export type Drawn = { readonly item: PageItem; readonly role: Role; readonly element: number };
export type DrawnPage = { readonly page: Page; readonly drawn: readonly Drawn[] };

/** A part of the page that is never split; items are placed from its own top left at (left margin, 0). */
export type Slice = {
  readonly heightPt: number;
  readonly drawn: readonly Drawn[];
  /** Slices of one panel that meet on a page stand in one frame. */
  readonly panel?: Panel;
  /** Wants its successor on the same page: a heading and its first row. */
  readonly keepWithNext?: boolean;
  /** Stands at the foot of its page. */
  readonly atFoot?: boolean;
};
export type Panel = { readonly name: string; readonly fill: string | null; readonly stroke: string };

/** Puts slices one below the other, on as many pages as they need; `decorate` adds what stands on every page (bands, footer). */
export function flowPages(
  slices: readonly Slice[],
  decorate: (page: number, pages: number) => readonly Drawn[],
  topPt: number,
  bottomPt: number,
): DrawnPage[] {
  const pages = assign(slices, SHEET.heightPt - topPt - bottomPt);
  return pages.map((onPage, index) => {
    const drawn = [...decorate(index + 1, pages.length), ...placeAll(onPage, topPt, bottomPt)];
    const items = drawn.map(({ item }) => item);
    return { page: { widthPt: SHEET.widthPt, heightPt: SHEET.heightPt, items }, drawn };
  });
}

function assign(slices: readonly Slice[], roomPt: number): Slice[][] {
  const pages: Slice[][] = [[]];
  let usedPt = 0;
  slices.forEach((slice, index) => {
    const neededPt = slice.heightPt + (slice.keepWithNext === true ? (slices[index + 1]?.heightPt ?? 0) : 0);
    if (usedPt > 0 && usedPt + neededPt > roomPt) {
      pages.push([]);
      usedPt = 0;
    }
    pages.at(-1)?.push(slice);
    usedPt += slice.heightPt;
  });
  return pages;
}

function placeAll(slices: readonly Slice[], topPt: number, bottomPt: number): Drawn[] {
  const frames: Drawn[] = [];
  const placed: Drawn[] = [];
  let y = topPt;
  let frame: { panel: Panel; fromPt: number } | null = null;
  const closeFrame = (): void => {
    if (frame !== null) frames.push(framed(frame.panel, frame.fromPt, y));
    frame = null;
  };
  let current: Panel | undefined;
  for (const slice of slices) {
    if (slice.panel?.name !== current?.name) {
      closeFrame();
      if (slice.panel !== undefined) frame = { panel: slice.panel, fromPt: y };
      current = slice.panel;
    }
    if (slice.atFoot === true) y = SHEET.heightPt - bottomPt - slice.heightPt;
    for (const part of slice.drawn) placed.push({ ...part, item: moved(part.item, SHEET.leftPt, y) });
    y += slice.heightPt;
  }
  closeFrame();
  return [...frames, ...placed];
}

function framed(panel: Panel, fromPt: number, toPt: number): Drawn {
  const item: PageItem = {
    kind: 'box',
    x: SHEET.leftPt,
    y: fromPt,
    width: CONTENT_WIDTH_PT,
    height: toPt - fromPt,
    fill: panel.fill,
    stroke: panel.stroke,
  };
  return { item, role: 'Artifact', element: 0 };
}

function moved(item: PageItem, dx: number, dy: number): PageItem {
  if (item.kind === 'line') {
    return { ...item, x1: item.x1 + dx, y1: item.y1 + dy, x2: item.x2 + dx, y2: item.y2 + dy };
  }
  return { ...item, x: item.x + dx, y: item.y + dy };
}
