/** `before`: only rows of a smaller seq, `null` for the first page. */
export type SearchRequest = { readonly search: string; readonly limit: number; readonly before: number | null };

/** One page, newest first; `next` is the `before` of the page after it, `null` when this was the last. */
export type SearchPage<Row> = { readonly rows: Row[]; readonly next: number | null };

/** A row as far as every search needs it. */
export type Found = { readonly seq: number };

/** The place before which all rows are. */
export const LAST = Number.MAX_SAFE_INTEGER;

/** No word and no part goes on with this: it is after every character. */
export const AFTER_ALL = '\u{10ffff}';

/** The page of rows that were asked for up to a limit: a full one may have another after it. */
export function pageOf<Row extends Found>(rows: Row[], limit: number): SearchPage<Row> {
  return { rows, next: rows.length < limit ? null : (rows.at(-1)?.seq ?? null) };
}
