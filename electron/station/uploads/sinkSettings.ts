import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { isLoopback } from './loopback.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a name is made of a-z, 0-9 and -');
const absolute = z.string().max(1000).refine(isAbsolute, 'must be an absolute path');
/** By a shift lead: it keeps its place and gets nothing. */
const paused = z.boolean().default(false);
const timeoutSeconds = z.number().int().min(1).max(600).default(60);

const httpsSink = z.strictObject({
  name,
  kind: z.literal('https'),
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isSafeUrl, 'must begin with https:// (http:// only to this computer) and hold no password'),
  /** Certificates of the authority that signed the server's; without it the system's and Node's own list. */
  caFile: absolute.optional(),
  clientCertificateFile: absolute.optional(),
  clientKeyFile: absolute.optional(),
  timeoutSeconds,
  paused,
});
const postgresSink = z.strictObject({
  name,
  kind: z.literal('postgres'),
  /** A name, an address, or the folder of a UNIX socket. */
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535).default(5432),
  database: z.string().min(1).max(63),
  user: z.string().min(1).max(63),
  tls: z.enum(['verify-full', 'off']).optional(),
  caFile: absolute.optional(),
  clientCertificateFile: absolute.optional(),
  clientKeyFile: absolute.optional(),
  timeoutSeconds,
  paused,
});
const directorySink = z.strictObject({ name, kind: z.literal('directory'), folder: absolute, paused });

export const sinkSettings = z
  .discriminatedUnion('kind', [httpsSink, postgresSink, directorySink])
  .superRefine((sink, context) => {
    if (sink.kind === 'directory') return;
    if ((sink.clientCertificateFile === undefined) !== (sink.clientKeyFile === undefined)) {
      context.addIssue('clientCertificateFile and clientKeyFile go together');
    }
    if (sink.kind === 'postgres' && sink.tls === 'off' && !isLoopback(sink.host)) {
      context.addIssue('"tls": "off" is only for this computer itself');
    }
  });
export type SinkSettings = z.infer<typeof sinkSettings>;
export type HttpsSettings = Extract<SinkSettings, { kind: 'https' }>;
export type PostgresSettings = Extract<SinkSettings, { kind: 'postgres' }>;
export type DirectorySettings = Extract<SinkSettings, { kind: 'directory' }>;

/** `upload-sinks.json`: where to, without a secret. */
export const sinksFile = z.strictObject({
  format: z.literal('wipebench-upload-sinks/1'),
  sinks: z
    .array(sinkSettings)
    .max(16)
    .refine((sinks) => new Set(sinks.map((sink) => sink.name)).size === sinks.length, 'two sinks have the same name'),
});

export const sinkSecrets = z.strictObject({
  /** The shared secret that signs requests to an HTTPS endpoint. */
  hmacKey: z.string().min(16).max(1000).optional(),
  /** The password of the PostgreSQL user. */
  password: z.string().min(1).max(1000).optional(),
});
export type SinkSecrets = z.infer<typeof sinkSecrets>;

/** `upload-secrets.json`: secrets by the sink's name. */
export const secretsFile = z.record(name, sinkSecrets);

/** Where a sink leads, for people and to notice that it leads elsewhere now. Holds no secret. */
export function targetOf(sink: SinkSettings): string {
  switch (sink.kind) {
    case 'https':
      return sink.url;
    case 'postgres':
      return `postgres ${sink.host}:${sink.port}/${sink.database}`;
    case 'directory':
      return sink.folder;
  }
}

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || isLoopback(url.hostname);
}
