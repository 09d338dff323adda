import { z } from 'zod';
import { asset, assetList, rejectedRow } from '../domain/asset.ts';
import { customer } from '../domain/customer.ts';
import { lot, lotName } from '../domain/lot.ts';
import { reason } from '../domain/reason.ts';
import { answer } from '../domain/refusal.ts';
import { headerRow, intakePlan, listFormat } from '../intake/listShape.ts';
import { proposedColumn } from '../intake/proposeMapping.ts';
import { sourceSystem } from '../intake/sourceSystem.ts';
import { call } from './rpc.ts';

/** The largest file of a customer's list, in bytes. */
export const MOST_LIST_BYTES = 256 * 1024 * 1024;
/** The most bytes of a file in one call. */
export const MOST_SENT_BYTES = 1024 * 1024;

const sessionToken = z.string().min(16).max(128);
const fileId = z.string().regex(/^[a-z0-9-]{1,64}$/);
const lotId = lot.shape.lotId;
const nothing = z.strictObject({});

/** A lot with what came in for it so far. */
export const lotRow = z.strictObject({
  ...lot.shape,
  /** Rows of its lists that are assets, and those that are not. */
  assets: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
});
export type LotRow = z.infer<typeof lotRow>;

/** How a row would be judged. */
export const previewRow = z.strictObject({
  rowNumber: z.number().int().positive(),
  /** The first of its cells, each cut to what a table shows. */
  cells: z.array(z.string()),
  verdict: z.enum(['accepted', 'rejected']),
  /** Remarks of an accepted row, reasons of a rejected one. */
  why: z.array(reason),
});
export type PreviewRow = z.infer<typeof previewRow>;

/** What a list is taken for, before anything of it is kept. Nothing is decided: a person looks, changes and imports. */
export const listProposal = z.strictObject({
  plan: intakePlan,
  /** The sheets of a workbook; of a text file, whether its bytes leave no doubt about the encoding. */
  sheets: z.array(z.string()),
  encodingSure: z.boolean(),
  system: sourceSystem.nullable(),
  columns: z.array(proposedColumn),
  /** Rows above the header that hold anything and are not read. */
  rowsAbove: z.number().int().nonnegative(),
  preview: z.array(previewRow).max(50),
});
export type ListProposal = z.infer<typeof listProposal>;

/** How far an import is. `sizeBytes` is the file's; what was read of it grows up to that. */
export const importProgress = z.strictObject({
  lotId: z.string(),
  state: z.enum(['reading', 'done', 'ended']),
  readBytes: z.number().int().nonnegative(),
  sizeBytes: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
  accepted: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
});
export type ImportProgress = z.infer<typeof importProgress>;

/** The calls for lots and their lists. Reading is everybody's; whatever changes something needs a shift lead's session. */
export const lotCalls = {
  'customers.list': call({ in: nothing, out: z.strictObject({ customers: z.array(customer) }) }),
  /** The newest first; `before` is the `next` of the page before, `null` for the first. */
  'lots.list': call({
    in: z.strictObject({ limit: z.number().int().positive().max(500), before: z.number().int().nullable() }),
    out: z.strictObject({ rows: z.array(lotRow), next: z.number().int().nullable() }),
  }),
  'lots.create': call({
    in: z.strictObject({
      session: sessionToken,
      /** A customer that is known, or the name of one; a name that is known already is that customer. */
      customer: z.union([
        z.strictObject({ customerId: customer.shape.customerId }),
        z.strictObject({ name: customer.shape.name }),
      ]),
      name: lotName,
      deadline: lot.shape.deadline,
    }),
    out: answer(lotRow),
  }),
  /** A file is about to be sent. The window hands over bytes, never a path. */
  'lots.offerFile': call({
    in: z.strictObject({
      session: sessionToken,
      fileName: z.string().min(1).max(255),
      sizeBytes: z.number().int().nonnegative(),
    }),
    out: answer(z.strictObject({ fileId })),
  }),
  /** The next bytes of an offered file, in order. */
  'lots.sendFile': call({
    in: z.strictObject({
      session: sessionToken,
      fileId,
      offsetBytes: z.number().int().nonnegative(),
      bytesBase64: z.base64().max(Math.ceil(MOST_SENT_BYTES / 3) * 4),
    }),
    out: answer(z.strictObject({ receivedBytes: z.number().int() })),
  }),
  /** The station forgets an offered file. */
  'lots.dropFile': call({ in: z.strictObject({ session: sessionToken, fileId }), out: answer(nothing) }),
  /** What the list is taken for; with `format` and `headerRow` as a person corrected them. */
  'lots.propose': call({
    in: z.strictObject({
      session: sessionToken,
      lotId,
      fileId,
      corrected: z.strictObject({ format: listFormat, headerRow }).nullable(),
    }),
    out: answer(listProposal),
  }),
  /** Reads the whole list into the lot. Answers when all of it is kept, or nothing. */
  'lots.import': call({
    in: z.strictObject({ session: sessionToken, lotId, fileId, plan: intakePlan }),
    out: answer(assetList),
  }),
  /** Ends the import that is running; nothing of it is left when `lots.import` answers. */
  'lots.cancelImport': call({ in: z.strictObject({ session: sessionToken }), out: answer(nothing) }),
  'lots.lists': call({ in: z.strictObject({ lotId }), out: answer(z.strictObject({ lists: z.array(assetList) })) }),
  /**
   * Assets of a lot in the order of the customer's lists. `after`: only those after it, as the page before said in `next`. A page may be shorter than `limit`
   * and still have a `next`: the search goes on from there.
   */
  'lots.assets': call({
    in: z.strictObject({
      lotId,
      search: z.string().max(200),
      limit: z.number().int().positive().max(500),
      after: z.number().int().nonnegative().nullable(),
    }),
    out: answer(z.strictObject({ rows: z.array(asset), next: z.number().int().nullable() })),
  }),
  'lots.rejected': call({
    in: z.strictObject({
      lotId,
      limit: z.number().int().positive().max(500),
      after: z.number().int().nonnegative().nullable(),
    }),
    out: answer(z.strictObject({ rows: z.array(rejectedRow), next: z.number().int().nullable() })),
  }),
} as const;

export const lotEvents = {
  'lot.changed': lotRow,
  'lots.importProgress': importProgress,
} as const;
