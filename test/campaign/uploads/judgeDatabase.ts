import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { verifyLedger } from '../../../core/record/verifyLedger.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import type { ThrowAwayPostgres } from '../../fixtures/uploads/throwAwayPostgres.ts';

type Judged = { readonly entries: number; readonly certificates: number; readonly problems: readonly string[] };

const CHECKS = [
  'wipebench_gaps',
  'wipebench_broken_links',
  'wipebench_wrong_hashes',
  'wipebench_unmatched_certificates',
  'wipebench_forks',
];
/** One in so many certificate files is verified by itself; the chain verification covers the entries of all. */
const EVERY_FILE = 50;

/**
 * What the central database holds: counted, checked by the shipped SQL, and each station's ledger read out of it and verified with every signature against
 * the key that the station really has.
 */
export async function judgeDatabase(
  postgres: ThrowAwayPostgres,
  stations: readonly { readonly keyId: string }[],
  entriesEach: number,
  certificatesEach: number,
): Promise<Judged> {
  const problems: string[] = [];
  const countOf = async (table: string) => {
    const [{ count = '0' } = {}] = await postgres.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`);
    return Number(count);
  };
  for (const check of CHECKS) {
    const found = await countOf(check);
    if (found > 0) problems.push(`${check}: ${found} rows`);
  }
  const ledgers = await postgres.query('SELECT DISTINCT ledger_id FROM wipebench_entries');
  if (ledgers.length !== stations.length) problems.push(`${ledgers.length} ledgers instead of ${stations.length}`);
  for (const { keyId } of stations) {
    const lines = await postgres.query<{ line: string }>(
      'SELECT line FROM wipebench_ledger_lines WHERE ledger_id = $1 ORDER BY seq',
      [keyId],
    );
    const notes = await postgres.query<{ checkpoint: string }>(
      'SELECT checkpoint FROM wipebench_entries WHERE ledger_id = $1 ORDER BY seq DESC LIMIT 1',
      [keyId],
    );
    const bytes = Buffer.from(lines.map(({ line }) => `${line}\n`).join(''));
    const names = { subject: 'ledger.jsonl', checkpointSubject: 'checkpoint.txt', pinnedKeyId: keyId };
    const report = await verifyLedger(bytes, notes[0]?.checkpoint ?? null, names, nodeCrypto);
    if (report.outcome !== 'genuine') problems.push(`${keyId}: ${JSON.stringify(report.findings.slice(0, 3))}`);
    if (lines.length !== entriesEach) problems.push(`${keyId}: ${lines.length} entries instead of ${entriesEach}`);
    const files = await postgres.query<{ file: string }>(
      'SELECT file FROM wipebench_certificates WHERE ledger_id = $1 ORDER BY seq',
      [keyId],
    );
    if (files.length !== certificatesEach) problems.push(`${keyId}: ${files.length} certificates`);
    for (const [index, { file }] of files.entries()) {
      if (index % EVERY_FILE !== 0) continue;
      const verified = await verifyCertificateFile(
        Buffer.from(file),
        { subject: 'file', pinnedKeyId: keyId },
        nodeCrypto,
      );
      if (verified.outcome !== 'genuine') problems.push(`${keyId}: certificate ${index} does not verify`);
    }
  }
  return {
    entries: await countOf('wipebench_entries'),
    certificates: await countOf('wipebench_certificates'),
    problems,
  };
}
