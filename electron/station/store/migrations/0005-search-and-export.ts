import type { Database } from 'better-sqlite3';
import type { Migration } from '../migration.ts';
import { foldedFields, searchWords } from '../searchWords.ts';

/**
 * An index of whole fields and words, each with its rows in the order of the ledger, so that the newest rows with a word are read off one place of it
 * however many there are; and an index for each thing that exports are chosen by. The indexes of single columns are no longer asked for anything.
 */
export const migration: Migration = {
  number: 5,
  name: 'search-and-export',
  sql: `
CREATE TABLE record_words (word TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (word, seq)) WITHOUT ROWID, STRICT;
CREATE TABLE certificate_words (word TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (word, seq)) WITHOUT ROWID, STRICT;
DROP INDEX records_by_serial;
DROP INDEX records_by_asset;
DROP INDEX certificates_by_id;
DROP INDEX certificates_by_serial;
DROP INDEX certificates_by_asset;
ALTER TABLE certificates ADD COLUMN media_source TEXT;
CREATE INDEX certificates_of_lot ON certificates(lot_name COLLATE NOCASE, issued_at);
CREATE INDEX certificates_of_person ON certificates(operator_name COLLATE NOCASE, issued_at);
CREATE INDEX certificates_of_source ON certificates(media_source COLLATE NOCASE, issued_at) WHERE media_source IS NOT NULL;
CREATE INDEX certificates_of_day ON certificates(issued_at);
`,
  fill(database) {
    fill(database, 'record_words', 'SELECT seq, ended_at, serial_number, asset_tag, model, record_id FROM records');
    fill(
      database,
      'certificate_words',
      `SELECT seq, issued_at, certificate_id, serial_number, asset_tag, model, lot_name, operator_name FROM certificates`,
    );
    fillSources(database);
  },
};

/** Where the medium came from stands only in the certificate itself. */
function fillSources(database: Database): void {
  const page = database.prepare<[number], { seq: number; envelope: string }>(
    `SELECT seq, envelope FROM ledger_mirror WHERE payload_type LIKE 'application/vnd.wipebench.certificate.%' AND seq > ?
       ORDER BY seq LIMIT 1000`,
  );
  const update = database.prepare('UPDATE certificates SET media_source = ? WHERE seq = ?');
  for (let rows = page.all(-1); rows.length > 0; rows = page.all(rows.at(-1)?.seq ?? -1)) {
    for (const { seq, envelope } of rows) {
      const { payload } = JSON.parse(envelope) as { payload: string };
      const { mediaSource } = JSON.parse(Buffer.from(payload, 'base64').toString()) as { mediaSource: string | null };
      if (mediaSource !== null) update.run(mediaSource, seq);
    }
  }
}

function fill(database: Database, table: string, select: string): void {
  const insert = database.prepare(`INSERT INTO ${table} (word, seq) VALUES (?, ?)`);
  // Read in pages: SQLite lets nothing be written on a connection that is still reading.
  const page = database
    .prepare<[number], [number, string, ...(string | null)[]]>(`${select} WHERE seq > ? ORDER BY seq LIMIT 1000`)
    .raw();
  for (let rows = page.all(-1); rows.length > 0; rows = page.all(rows.at(-1)?.[0] ?? -1)) {
    for (const [seq, at, ...fields] of rows)
      for (const word of searchWords(foldedFields(fields), at)) insert.run(word, seq);
  }
}
