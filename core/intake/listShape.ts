import { z } from 'zod';
import { assetField, MOST_COLUMNS } from '../domain/asset.ts';

/** The encodings that customers' text lists come in; every one is a label of the WHATWG Encoding Standard. */
export const textEncoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1250', 'gb18030']);
export type TextEncoding = z.infer<typeof textEncoding>;

export const delimiter = z.enum([',', ';', '\t', '|']);
export type Delimiter = z.infer<typeof delimiter>;

/** How a file is to be read. */
export const listFormat = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('csv'), encoding: textEncoding, delimiter }),
  z.strictObject({ kind: z.literal('xlsx'), sheet: z.string().max(255) }),
]);
export type ListFormat = z.infer<typeof listFormat>;

/** The order of day, month and year where a date does not say it itself. */
export const dateOrder = z.enum(['day-first', 'month-first']);
export type DateOrder = z.infer<typeof dateOrder>;

/** The row with the column names, counted from 1 as a spreadsheet program counts; `null`: the list has none. */
export const headerRow = z.number().int().min(1).max(1_048_576).nullable();

/** What a person decided about a list: enough to read it again and get the same rows. */
export const intakePlan = z.strictObject({
  format: listFormat,
  headerRow,
  /** Which field each column is; `null`: kept as it is. No field twice. */
  fields: z.array(assetField.nullable()).max(MOST_COLUMNS),
  dateOrder,
});
export type IntakePlan = z.infer<typeof intakePlan>;

/** One row as a reader gives it: `rowNumber` counts as a spreadsheet program does, from 1. `broken` names why the reader could not take it apart. */
export type SourceRow = {
  readonly rowNumber: number;
  readonly cells: readonly string[];
  readonly broken?: 'quote-not-closed' | 'row-too-long' | undefined;
  /** A quotation mark within a quoted cell is not doubled: the row was taken apart as it seems to be meant. */
  readonly doubtful?: boolean | undefined;
};

/** Whether a row holds anything. Rows that do not are no rows. */
export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}
