import type { FillProgress, Migration } from '../migration.ts';
import { partsOf, partTexts } from '../searchParts.ts';
import { foldedText } from '../searchWords.ts';

/**
 * An index of what begins at each character of the words of a certificate's own numbers, and of the texts that certificates share (once each, by its negative
 * number), so that a text from anywhere in a word is found at one place of it. The trigram tables, for texts that are too frequent for that, take folded text now, as
 * every other index does, and no longer keep sizes that nothing asks for.
 */
export const migration: Migration = {
  number: 8,
  name: 'search-parts',
  sql: `
CREATE TABLE certificate_texts (text_id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE certificate_parts (part TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (part, seq)) WITHOUT ROWID, STRICT;
DROP TABLE certificate_search;
DROP TABLE record_search;
CREATE VIRTUAL TABLE certificate_search USING fts5(certificate_id, serial_number, asset_tag, model, lot_name, operator_name,
  content='', columnsize=0, tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE record_search USING fts5(serial_number, asset_tag, model, record_id,
  content='', columnsize=0, tokenize='trigram case_sensitive 1');
`,
  fill(database, progress) {
    const rows = database.prepare<[], number>(
      'SELECT (SELECT count(*) FROM records) + 2 * (SELECT count(*) FROM certificates)',
    );
    const heard = counting(rows.pluck().get() ?? 0, progress);
    // Each is called once a row and statement; so the statements read in their own order and sort what they write, which page by page would not.
    database.function('search_folded', { deterministic: true }, (text: unknown) => folded(text));
    database.function('search_first_folded', (text: unknown) => {
      heard();
      return folded(text);
    });
    database.function('search_own_parts', (id: unknown, serialNumber: unknown, assetTag: unknown) => {
      heard();
      return JSON.stringify(partsOf(partTexts([folded(id), folded(serialNumber), folded(assetTag)], []).own));
    });
    database.function('search_parts', (text: unknown) => JSON.stringify(partsOf([folded(text)])));
    database.function('search_shared', (id: unknown, model: unknown, lotName: unknown, operatorName: unknown) =>
      JSON.stringify(partTexts([folded(id)], [folded(model), folded(lotName), folded(operatorName)]).shared),
    );
    database.exec(`
INSERT INTO record_search (rowid, serial_number, asset_tag, model, record_id)
  SELECT seq, search_first_folded(serial_number), search_folded(asset_tag), search_folded(model), search_folded(record_id) FROM records;
INSERT INTO certificate_search (rowid, certificate_id, serial_number, asset_tag, model, lot_name, operator_name)
  SELECT seq, search_first_folded(certificate_id), search_folded(serial_number), search_folded(asset_tag), search_folded(model),
    search_folded(lot_name), search_folded(operator_name) FROM certificates;
INSERT INTO certificate_parts (part, seq)
  SELECT part.value, seq FROM certificates, json_each(search_own_parts(certificate_id, serial_number, asset_tag)) AS part ORDER BY 1, 2;
INSERT OR IGNORE INTO certificate_texts (text)
  SELECT shared.value FROM certificates, json_each(search_shared(certificate_id, model, lot_name, operator_name)) AS shared;
INSERT INTO certificate_parts (part, seq) SELECT part.value, -text_id FROM certificate_texts, json_each(search_parts(text)) AS part ORDER BY 1, 2;
`);
  },
};

const STEPS = 100;

function counting(total: number, progress: FillProgress): () => void {
  let done = 0;
  const every = Math.max(1, Math.ceil(total / STEPS));
  return () => {
    done += 1;
    if (done <= total && (done % every === 0 || done === total)) progress(done, total);
  };
}

function folded(text: unknown): string {
  return typeof text === 'string' ? foldedText(text) : '';
}
