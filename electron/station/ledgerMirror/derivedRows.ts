import type { Database, Statement } from 'better-sqlite3';
import type { Certificate } from '../../../core/record/certificateV2.ts';
import type { DestructionV1 } from '../../../core/record/destructionV1.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { type PartTexts, partsOf, partTexts } from '../store/searchParts.ts';
import { foldedFields, searchWords } from '../store/searchWords.ts';

/** Writes the rows that follow from an entry, with what they are found by. To be called inside the transaction that copies the entry. */
export type DerivedRows = {
  addRecord(seq: number, record: RecordV1, labelDue: boolean): void;
  addCertificate(seq: number, certificate: Certificate): void;
  addDestruction(seq: number, destruction: DestructionV1): void;
  addQualityRefusal(seq: number, recordId: string, decision: 'reject' | 'quarantine'): void;
};

/** The rows on the open store. */
export function derivedRowsOf(database: Database): DerivedRows {
  const insertRecord = database.prepare(
    `INSERT INTO records (seq, record_id, job_id, ended_at, virtual, model, serial_number, asset_tag, outcome, label_due)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const indexRecord = database.prepare(
    'INSERT INTO record_search (rowid, serial_number, asset_tag, model, record_id) VALUES (?, ?, ?, ?, ?)',
  );
  const recordWord = database.prepare('INSERT INTO record_words (word, seq) VALUES (?, ?)');
  const insertCertificate = database.prepare(
    `INSERT INTO certificates (seq, certificate_id, record_id, issued_at, virtual, model, serial_number, asset_tag, lot_name,
       method, technique, operator_name, media_source, files_due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
  );
  const indexCertificate = database.prepare(
    `INSERT INTO certificate_search (rowid, certificate_id, serial_number, asset_tag, model, lot_name, operator_name)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const certificateWord = database.prepare('INSERT INTO certificate_words (word, seq) VALUES (?, ?)');
  const part = database.prepare('INSERT INTO certificate_parts (part, seq) VALUES (?, ?)');
  const text = database.prepare('INSERT OR IGNORE INTO certificate_texts (text) VALUES (?)');
  const markCertified = database.prepare('UPDATE records SET certificate_id = ? WHERE record_id = ?');

  const insertDestruction = database.prepare(
    'INSERT INTO destructions (seq, destruction_id, thing_id) VALUES (?, ?, ?)',
  );
  const insertRefusal = database.prepare(
    'INSERT OR IGNORE INTO quality_refusals (record_id, decision, seq) VALUES (?, ?, ?)',
  );

  function addWords(insert: Statement, seq: number, folded: readonly string[], at: string): void {
    // A row a statement: one statement for all of them would keep a journal of its own, to be undone by, and take twice the time.
    for (const word of searchWords(folded, at)) insert.run(word, seq);
  }

  /** What begins at each character of the certificate's own numbers; and of the texts that it shares with others, where they are new. */
  function addParts(seq: number, { own, shared }: PartTexts): void {
    for (const begun of partsOf(own)) part.run(begun, seq);
    for (const folded of shared) {
      const { changes, lastInsertRowid } = text.run(folded);
      if (changes === 1) for (const begun of partsOf([folded])) part.run(begun, -Number(lastInsertRowid));
    }
  }

  return {
    addDestruction: (seq, { destructionId, thing }) => void insertDestruction.run(seq, destructionId, thing.thingId),
    addRecord(seq, { recordId, jobId, clock, virtual, drive, asset, verdict }, labelDue) {
      const { serialNumber, model } = drive;
      const { assetTag } = asset;
      insertRecord.run(
        seq,
        recordId,
        jobId,
        clock.endedAt,
        virtual ? 1 : 0,
        model,
        serialNumber,
        assetTag,
        verdict.outcome,
        labelDue ? 1 : 0,
      );
      const folded = foldedFields([serialNumber, assetTag, model, recordId]);
      indexRecord.run(seq, ...folded);
      addWords(recordWord, seq, folded, clock.endedAt);
    },
    addCertificate(seq, certificate) {
      const { certificateId, issuedAt, model, serialNumber, propertyNumber, lotName, mediaSource } = certificate;
      const { name } = certificate.operator.person;
      insertCertificate.run(
        seq,
        certificateId,
        certificate.record.recordId,
        issuedAt,
        certificate.virtual ? 1 : 0,
        model,
        serialNumber,
        propertyNumber,
        lotName,
        certificate.sanitizationMethod,
        certificate.sanitizationTechnique,
        name,
        mediaSource,
      );
      const own = foldedFields([certificateId, serialNumber, propertyNumber]);
      const shared = foldedFields([model, lotName, name]);
      const [id = '', ...numbers] = own;
      indexCertificate.run(seq, ...own, ...shared);
      addWords(certificateWord, seq, [...own, ...shared], issuedAt);
      addParts(seq, partTexts([id, ...numbers], shared));
      markCertified.run(certificateId, certificate.record.recordId);
    },
    addQualityRefusal: (seq, recordId, decision) => void insertRefusal.run(recordId, decision, seq),
  };
}
