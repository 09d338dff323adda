import { open, stat, unlink } from 'node:fs/promises';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import type { SinkTest } from '../../../core/contract/sinkVerbs.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { connect } from './postgres/connection.ts';
import type { ConfiguredSink } from './readSinks.ts';
import type { DirectorySettings, HttpsSettings, PostgresSettings, SinkSecrets } from './sinkSettings.ts';
import { testTrouble } from './testTrouble.ts';
import { readTlsFiles, type TlsFiles } from './tlsFiles.ts';

/** So long a person looks at a button. */
const MOST_SECONDS = 15;
const TABLES = ['wipebench_entries', 'wipebench_certificates', 'wipebench_forks'];

/** Connects to a place as an upload would, and looks; sends no entry. Every way that it can fail is a sentence. Throws for faults of this program. */
export async function testSink({ settings, secrets }: ConfiguredSink): Promise<SinkTest> {
  try {
    return await testNow({ settings, secrets });
  } catch (cause) {
    const why = testTrouble(cause);
    if (why === null) throw cause;
    return { good: false, what: why };
  }
}

function testNow({ settings, secrets }: ConfiguredSink): Promise<SinkTest> {
  switch (settings.kind) {
    case 'https':
      return testEndpoint(settings, readTlsFiles(settings));
    case 'postgres':
      return testDatabase(settings, secrets, readTlsFiles(settings));
    case 'directory':
      return testFolder(settings);
  }
}

const bad = (what: Reason): SinkTest => ({ good: false, what });
const good = (what: Reason): SinkTest => ({ good: true, what });
const soon = (seconds: number) => Math.min(MOST_SECONDS, seconds);

/** A HEAD request: it delivers nothing, so most endpoints refuse the method, which is an answer, too. */
async function testEndpoint({ url, timeoutSeconds }: HttpsSettings, tls: TlsFiles): Promise<SinkTest> {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const status = await new Promise<number>((resolve, reject) => {
    const options = { method: 'HEAD', agent: false, signal: AbortSignal.timeout(soon(timeoutSeconds) * 1000) };
    const heard = (response: IncomingMessage) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    };
    const sent = secure
      ? request(target, { ...options, ...tls, rejectUnauthorized: true, minVersion: 'TLSv1.2' }, heard)
      : plainRequest(target, options, heard);
    sent.on('error', reject);
    sent.end();
  });
  return judgeStatus(status);
}

/** What the status of an answer without an entry says. Pure. */
export function judgeStatus(status: number): SinkTest {
  if (status === 401 || status === 403) return bad(because('upload-test-turned-away', { status }));
  if (status === 404 || status === 410) return bad(because('upload-test-nothing-there', { status }));
  if (status === 501) return good(because('upload-test-endpoint', { status }));
  if (status >= 500 || status === 429) return bad(because('upload-test-busy', { status }));
  if (status >= 300 && status < 400) return bad(because('upload-test-moved', { status }));
  return good(because('upload-test-endpoint', { status }));
}

async function testDatabase(settings: PostgresSettings, secrets: SinkSecrets, tls: TlsFiles): Promise<SinkTest> {
  const quick = { ...settings, timeoutSeconds: soon(settings.timeoutSeconds) };
  const connection = await connect(quick, secrets, tls);
  try {
    for (const table of TABLES) {
      await connection.query(`SELECT 1 FROM ${table} LIMIT 0`);
      const asked = await connection.query<{ may: boolean }>(`SELECT has_table_privilege($1, 'INSERT') AS may`, [
        table,
      ]);
      if (asked.rows[0]?.may !== true) return bad(because('upload-test-no-insert', { table }));
    }
    return good(because('upload-test-database', { database: settings.database }));
  } finally {
    await connection.end();
  }
}

async function testFolder({ folder }: DirectorySettings): Promise<SinkTest> {
  const there = await stat(folder).catch(() => null);
  if (there === null || !there.isDirectory()) return bad(because('upload-test-no-folder', { folder }));
  const path = join(folder, `.wipebench-test-${process.pid}`);
  try {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile('test');
      await file.sync();
    } finally {
      await file.close();
      await unlink(path);
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === '') throw cause;
    return bad(because('upload-test-not-writable', { folder, problem: code }));
  }
  return good(because('upload-test-folder', { folder }));
}
