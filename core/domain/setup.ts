import { z } from 'zod';
import { assetField, MOST_COLUMNS } from './asset.ts';
import { bayMap } from './bayMap.ts';
import { customer } from './customer.ts';
import { paperLanguage, paperSettings } from './paper.ts';
import { printerSettings } from './printer.ts';

/** Of an RFC 3161 server. */
export const timeStampUrl = z.url({ protocol: /^https?$/ }).max(500);

/** How a customer's lists are read: field by folded column name. */
export const customerSetup = z.strictObject({
  name: customer.shape.name,
  columns: z
    .record(z.string().min(1).max(4096), assetField.nullable())
    .refine((columns) => Object.keys(columns).length <= 4 * MOST_COLUMNS, 'too many columns'),
});
export type CustomerSetup = z.infer<typeof customerSetup>;

/** What can be taken over by another station. */
export const setupValues = z.strictObject({
  paper: paperSettings,
  timeStampServer: timeStampUrl.nullable(),
  printer: printerSettings.nullable(),
  stationLanguage: paperLanguage.nullable(),
  bayMap: bayMap.nullable(),
  customers: z
    .array(customerSetup)
    .max(2000)
    .refine(
      (all) => new Set(all.map(({ name }) => name.toLowerCase())).size === all.length,
      'a customer is listed twice',
    ),
});
export type SetupValues = z.infer<typeof setupValues>;

/** Named so that a person sees what there was, and never taken over. */
export const setupNotes = z.strictObject({
  /** Policies come with the program; `sha256` is of their canonical JSON. */
  policies: z
    .array(z.strictObject({ policyId: z.string().max(64), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(200),
  /** Where ledger entries go is set by a file on each station, not from the window, and its secrets never leave it. */
  uploads: z
    .array(z.strictObject({ name: z.string().max(64), kind: z.string().max(32), target: z.string().max(1000) }))
    .max(16),
});
export type SetupNotes = z.infer<typeof setupNotes>;

/** What is in no set-up file, whoever makes it. */
export const LEFT_OUT = ['people', 'station-key', 'upload-secrets', 'ledger', 'lots', 'personal-languages'] as const;

/** One station's set-up for the next bench PC. */
export const setupFile = z.strictObject({
  format: z.literal('wipebench-setup/1'),
  exportedAt: z.iso.datetime(),
  stationName: z.string().max(200),
  values: setupValues,
  notes: setupNotes,
  /** Nothing is ever deleted by itself; there is nothing to set. */
  retention: z.literal('nothing-is-deleted'),
  leftOut: z.array(z.enum(LEFT_OUT)),
});
export type SetupFile = z.infer<typeof setupFile>;
