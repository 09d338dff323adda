import { z } from 'zod';
import { reason } from '../domain/reason.ts';
import { answer } from '../domain/refusal.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

const name = z.string().max(64);
const path = z.string().max(1000).nullable();
const timeoutSeconds = z.number().int();
const certificateFiles = { caFile: path, clientCertificateFile: path, clientKeyFile: path };

/** One place that is uploaded to, as it is typed. What it has to be is judged by the station, in words. */
export const sinkForm = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('https'),
    name,
    url: z.string().max(1000),
    ...certificateFiles,
    timeoutSeconds,
  }),
  z.strictObject({
    kind: z.literal('postgres'),
    name,
    host: z.string().max(255),
    port: z.number().int(),
    database: z.string().max(63),
    user: z.string().max(63),
    tls: z.enum(['verify-full', 'off']).nullable(),
    ...certificateFiles,
    timeoutSeconds,
  }),
  z.strictObject({ kind: z.literal('directory'), name, folder: z.string().max(1000) }),
]);
export type SinkForm = z.infer<typeof sinkForm>;

/** The shared key of an HTTPS endpoint or the password of a database. It goes in and never comes out again. */
export const sinkSecret = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('keep') }),
  z.strictObject({ act: z.literal('forget') }),
  z.strictObject({ act: z.literal('set'), text: z.string().max(1000) }),
]);
export type SinkSecretChange = z.infer<typeof sinkSecret>;

/** `hasSecret` is all that is ever said of the secret. */
export const sinkSetUp = z.strictObject({ form: sinkForm, hasSecret: z.boolean(), paused: z.boolean() });
export type SinkSetUp = z.infer<typeof sinkSetUp>;

export const sinksSetUp = z.strictObject({ sinks: z.array(sinkSetUp), problem: reason.nullable() });
export type SinksSetUp = z.infer<typeof sinksSetUp>;

export const sinkTest = z.strictObject({ good: z.boolean(), what: reason });
export type SinkTest = z.infer<typeof sinkTest>;

const session = sessionToken;

/** Where the ledger is uploaded to, set up by a shift lead. Each change is in the ledger, with before and after, before it is made. */
export const sinkVerbs = {
  'sinks.read': call({ in: z.strictObject({}), out: sinksSetUp }),
  /** Connects and looks, and sends no entry. */
  'sinks.test': call({ in: z.strictObject({ session, form: sinkForm, secret: sinkSecret }), out: answer(sinkTest) }),
  'sinks.add': call({ in: z.strictObject({ session, form: sinkForm, secret: sinkSecret }), out: answer(sinksSetUp) }),
  /** The one of the same name and kind. */
  'sinks.change': call({
    in: z.strictObject({ session, form: sinkForm, secret: sinkSecret }),
    out: answer(sinksSetUp),
  }),
  /** A paused one keeps its place and gets nothing. */
  'sinks.pause': call({
    in: z.strictObject({ session, sink: name, paused: z.boolean() }),
    out: answer(sinksSetUp),
  }),
  /** What is there stays there. Its place is kept, too, for when it comes back under the same name and address. */
  'sinks.remove': call({ in: z.strictObject({ session, sink: name }), out: answer(sinksSetUp) }),
} as const;

/** What happened to the settings of a place. `not-written`: the change before could not be kept, and is not in force. */
export const sinkChange = z.enum(['added', 'changed', 'paused', 'resumed', 'removed', 'not-written']);
export type SinkChange = z.infer<typeof sinkChange>;
