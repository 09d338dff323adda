import { z } from 'zod';
import { printerPort, printerSettings } from '../domain/printer.ts';
import { reason } from '../domain/reason.ts';
import { answer } from '../domain/refusal.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

export const printerState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('not-configured') }),
  z.strictObject({ kind: z.literal('ready'), path: z.string() }),
  z.strictObject({ kind: z.literal('not-ready'), path: z.string(), why: reason }),
]);
export type PrinterState = z.infer<typeof printerState>;

/** What became of a print: `not-sent` left no byte, `uncertain` means that only a person can say whether there is a label. */
export const printOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('printed') }),
  z.strictObject({ kind: z.literal('not-sent'), why: reason }),
  z.strictObject({ kind: z.literal('uncertain'), why: reason }),
]);
export type PrintOutcome = z.infer<typeof printOutcome>;

/** The label printer that is set up. */
export const printerVerbs = {
  'printer.configure': call({
    in: z.strictObject({ session: sessionToken, printer: printerSettings.nullable() }),
    out: answer(printerState),
  }),
  'printer.settings': call({ in: z.strictObject({}), out: z.strictObject({ printer: printerSettings.nullable() }) }),
  /** Prints a label that says nothing of any drive. */
  'printer.test': call({ in: z.strictObject({ session: sessionToken }), out: answer(printOutcome) }),
  'printer.candidates': call({
    in: z.strictObject({}),
    out: z.strictObject({ ports: z.array(printerPort) }),
  }),
} as const;
