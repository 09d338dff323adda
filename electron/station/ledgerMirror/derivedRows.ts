import type { Database, Statement } from 'better-sqlite3';
import type { Certificate } from '../../../core/record/certificateV2.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { searchWords, withoutNul } from '../store/searchWords.ts';

/** Writes the rows that follow from an entry, with what they are found by. To be called inside the transaction that copies the entry. */
export type DerivedRows = {
  addRecord(seq: number, record: RecordV1, labelDue: boolean): void;
  addCertificate(seq: number, certificate: Certificate): void;
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
  const markCertified = database.prepare('UPDATE records SET certificate_id = ? WHERE record_id = ?');

  function addWords(insert: Statement, seq: number, fields: readonly (string | null)[], at: string): void {
    for (const word of searchWords(fields, at)) insert.run(word, seq);
  }

  return {
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
      indexRecord.run(seq, ...[serialNumber, assetTag, model, recordId].map(withoutNul));
      addWords(recordWord, seq, [serialNumber, assetTag, model, recordId], clock.endedAt);
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
      const fields = [certificateId, serialNumber, propertyNumber, model, lotName, name];
      indexCertificate.run(seq, ...fields.map(withoutNul));
      addWords(certificateWord, seq, fields, issuedAt);
      markCertified.run(certificateId, certificate.record.recordId);
    },
  };
}
