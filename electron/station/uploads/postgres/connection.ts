import { Socket } from 'node:net';
import { Client, type QueryResultRow } from 'pg';
import { isLoopback } from '../loopback.ts';
import type { PostgresSettings, SinkSecrets } from '../sinkSettings.ts';
import type { TlsFiles } from '../tlsFiles.ts';
import type { Row } from './rows.ts';

/** One connection to the database. */
export type Connection = {
  query<R extends QueryResultRow>(
    text: string,
    values?: Row,
  ): Promise<{ readonly rows: R[]; readonly command: string }>;
  /** After any error: nothing is known of a connection that failed once. */
  drop(): void;
  /** Says goodbye to the server, or drops when it does not answer. */
  end(): Promise<void>;
};

const GOODBYE_MS = 2000;

/**
 * Connects. Every setting is given, so that no PG... variable of the environment can move it; TLS is verified in full unless the host is this computer. A
 * connection that breaks while nobody asks is no crash: the next query says so. pg's own time limit leaves the dead query at the head of its queue, so after
 * it the socket itself is destroyed (`drop`).
 */
export async function connect(settings: PostgresSettings, secrets: SinkSecrets, tls: TlsFiles): Promise<Connection> {
  const { host, port, user, database, timeoutSeconds } = settings;
  const socket = new Socket();
  const timeoutMs = timeoutSeconds * 1000;
  const client = new Client({
    host,
    port,
    user,
    database,
    // A function, so that an empty password is not looked for in PGPASSWORD or ~/.pgpass.
    password: () => secrets.password ?? '',
    ssl: isVerified(settings) ? { ...tls, rejectUnauthorized: true, minVersion: 'TLSv1.2' } : false,
    options: '',
    application_name: 'wipebench-station',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    keepAlive: true,
    stream: () => socket,
  });
  // Without a listener an error of an idle connection ends the process (node-postgres #1324).
  client.on('error', () => socket.destroy());
  const drop = () => void socket.destroy();
  try {
    await client.connect();
  } catch (cause) {
    drop();
    throw cause;
  }
  return {
    query: async (text, values = []) => client.query(text, [...values]),
    drop,
    async end() {
      const limit = setTimeout(drop, GOODBYE_MS);
      try {
        await client.end();
      } catch {
        // It broke while it was said goodbye to: it is over either way.
        drop();
      } finally {
        clearTimeout(limit);
        drop();
      }
    },
  };
}

function isVerified({ tls, host }: PostgresSettings): boolean {
  return (tls ?? (isLoopback(host) ? 'off' : 'verify-full')) === 'verify-full';
}
