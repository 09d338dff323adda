import { z } from 'zod';
import { reason } from './reason.ts';

/**
 * What Wipebench understands of a customer's list. Every other column is kept as it is. `retiredOn` is the day on which the customer took the asset out
 * of service.
 */
export const assetField = z.enum([
  'serialNumber',
  'assetTag',
  'deviceType',
  'make',
  'model',
  'location',
  'department',
  'refreshProject',
  'securityRequirement',
  'retiredOn',
]);
export type AssetField = z.infer<typeof assetField>;

/** The longest text of one cell, in UTF-16 code units; a row with a longer one is rejected with a reason. */
export const LONGEST_CELL = 4096;
/** The most columns that a list may have. */
export const MOST_COLUMNS = 512;

const cell = z.string().max(LONGEST_CELL);
const known = cell.nullable();

/** The fields of one row, as they are understood; `null` is unknown, never an empty text. */
export const assetFields = z.strictObject({
  serialNumber: known,
  assetTag: known,
  deviceType: known,
  make: known,
  model: known,
  location: known,
  department: known,
  refreshProject: known,
  /** Data classification or security requirement, in the customer's words. */
  securityRequirement: known,
  retiredOn: z.iso.date().nullable(),
});
export type AssetFields = z.infer<typeof assetFields>;

/** The shape of one list as the customer sent it, so that the report can go back in the same shape. */
export const assetList = z.strictObject({
  listId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  lotId: z.string(),
  fileName: z.string(),
  /** Of the file's bytes, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().nonnegative(),
  /** The customer's own column names, in the file's order; a column without one has an empty name. */
  columns: z.array(cell).max(MOST_COLUMNS),
  /** Which field each column is read as; `null`: kept as it is. */
  fields: z.array(assetField.nullable()).max(MOST_COLUMNS),
  /** Rows below the header that hold anything. Always `accepted + rejected`. */
  rows: z.number().int().nonnegative(),
  accepted: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
  importedAt: z.iso.datetime(),
  importedBy: z.string(),
});
export type AssetList = z.infer<typeof assetList>;

/** One accepted row of a customer's list. */
export const asset = z.strictObject({
  assetId: z.number().int().positive(),
  lotId: z.string(),
  listId: z.string(),
  /** The row in the file as a spreadsheet program counts it, from 1 and with the header. */
  rowNumber: z.number().int().positive(),
  ...assetFields.shape,
  /** Every cell of the row as it stood in the file, in the order of the list's columns. */
  cells: z.array(cell).max(MOST_COLUMNS),
  /** What a person should look at; the row counts all the same. */
  remarks: z.array(reason).max(16),
});
export type Asset = z.infer<typeof asset>;

/** A row of the file that is no asset, and why. Nothing of it is lost. */
export const rejectedRow = z.strictObject({
  listId: z.string(),
  rowNumber: z.number().int().positive(),
  cells: z.array(cell).max(MOST_COLUMNS),
  reasons: z.array(reason).min(1).max(16),
});
export type RejectedRow = z.infer<typeof rejectedRow>;
