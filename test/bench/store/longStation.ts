import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { LEDGER_ROOT } from '../../../core/record/ledgerEntry.ts';
import { EMPTY_FRONTIER } from '../../../core/record/merkleTree.ts';
import { derivedRowsOf } from '../../../electron/station/ledgerMirror/derivedRows.ts';
import { migrations } from '../../../electron/station/store/migrations.ts';
import { openStore } from '../../../electron/station/store/openStore.ts';
import { settingsOf } from '../../../electron/station/store/settings.ts';
import { checkTemplates, PAST_STATION, pastKey, pastLedger } from './pastLedger.ts';
import { type PastFacts, pastCertificate, pastFacts, pastRecord } from './stationPast.ts';

/** So many of the newest certificates are signed: those are exported and compared with the agent's. */
export const SIGNED = 10_100;
/** What a certificate with its record takes in the database, rounded up. */
const BYTES_A_CERTIFICATE = 12_000;
const AT_ONCE = 5_000;

/**
 * The database of a station that has issued so many certificates, below `cacheFolder`: made once, and again when the schema or this generator changed
 * (older ones are removed then). Its rows are written by the station's own writers. Throws when the disk has no room for it.
 */
export async function longStation(
  cacheFolder: string,
  certificates: number,
  say: (line: string) => void,
): Promise<string> {
  const folder = join(cacheFolder, generatorDigest());
  const path = join(folder, `station-${certificates}.sqlite`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  for (const other of readdirSync(cacheFolder)) {
    if (join(cacheFolder, other) !== folder) rmSync(join(cacheFolder, other), { recursive: true });
  }
  const free = statfsSync(folder);
  const freeBytes = free.bavail * free.bsize;
  if (freeBytes < certificates * BYTES_A_CERTIFICATE * 1.5) {
    throw new Error(
      `${folder} has too little room for ${certificates} certificates (${BYTES_A_CERTIFICATE} bytes each, and half again)`,
    );
  }
  const part = `${path}.part`;
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(part + suffix, { force: true });
  await build(part, certificates, say);
  for (const suffix of ['.lock']) rmSync(part + suffix, { force: true });
  renameSync(part, path);
  return path;
}

async function build(path: string, certificates: number, say: (line: string) => void): Promise<void> {
  const key = await pastKey();
  for (const number of [1, 12_345]) checkTemplates(pastFacts(number));
  const ledger = pastLedger(key, { entries: 0, head: LEDGER_ROOT, tree: EMPTY_FRONTIER, certificates: 0 });
  const store = openStore(path, () => new Date());
  const { database } = store;
  // A build that is cut off is thrown away, so it need not be durable.
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -2000000');
  const rows = derivedRowsOf(database);
  const insertEntry = database.prepare(
    'INSERT INTO ledger_mirror (seq, prev, hash, payload_type, envelope) VALUES (?, ?, ?, ?, ?)',
  );
  const insertNote = database.prepare('INSERT INTO ledger_checkpoints (entries, note) VALUES (?, ?)');
  const insertNode = database.prepare('INSERT INTO ledger_tree (position, hash) VALUES (?, ?)');
  const filesWritten = database.prepare('UPDATE certificates SET files_due = 0 WHERE files_due = 1');
  let position = 0;

  function addOne(facts: PastFacts, signed: boolean): void {
    const [record, certificate] = ledger.issue(facts, signed);
    for (const { entry, note, completed } of [record, certificate]) {
      const { payloadType } = entry.envelope;
      insertEntry.run(entry.seq, entry.prev, entry.hash, payloadType, JSON.stringify(entry.envelope));
      insertNote.run(entry.seq + 1, note);
      for (const node of completed) {
        insertNode.run(position, node);
        position += 1;
      }
    }
    rows.addRecord(record.entry.seq, pastRecord(facts), false);
    rows.addCertificate(certificate.entry.seq, pastCertificate(facts, record.entry));
  }

  const addMany = database.transaction((from: number, to: number) => {
    for (let number = from; number < to; number += 1) addOne(pastFacts(number), number >= certificates - SIGNED);
    filesWritten.run();
  });
  for (let from = 0; from < certificates; from += AT_ONCE) {
    addMany(from, Math.min(certificates, from + AT_ONCE));
    if (from % 100_000 === 0) say(`  ${certificates} certificates: ${from} made`);
  }
  settingsOf(database).write('ledger-owner', {
    stationId: PAST_STATION,
    keyId: key.keyId,
    publicKeyBase64: key.publicKeyBase64,
    historyEntries: certificates * 2,
  });
  database.pragma('wal_checkpoint(TRUNCATE)');
  store.close();
}

/** Of everything that the bytes of the database follow from. */
function generatorDigest(): string {
  const hash = createHash('sha256').update(JSON.stringify(migrations.map(({ name, sql }) => [name, sql])));
  const here = import.meta.dirname;
  const station = join(here, '../../../electron/station');
  for (const file of [
    join(here, 'longStation.ts'),
    join(here, 'pastLedger.ts'),
    join(here, 'stationPast.ts'),
    join(here, '../../fixtures/record/sampleEvidence.ts'),
    join(station, 'ledgerMirror/derivedRows.ts'),
    join(station, 'store/searchWords.ts'),
    join(station, 'store/searchParts.ts'),
  ]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}
