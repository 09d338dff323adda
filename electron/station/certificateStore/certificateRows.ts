import type { Database } from 'better-sqlite3';
import type { CertificateRow } from '../../../core/contract/station.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { assembleCertificateFile } from '../../../core/record/assembleCertificateFile.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import type { CertificateFile } from '../../../core/record/certificateFile.ts';
import { type Certificate, paperOf } from '../../../core/record/certificateV2.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import type { CsvRow } from '../../../core/record/exportLayout.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { QualityRefusal } from '../../../core/record/qualityRefusal.ts';
import { derive } from '../ledgerMirror/deriveRows.ts';
import { viewOf } from '../ledgerMirror/ledgerView.ts';
import type { MirrorTable } from '../ledgerMirror/mirrorTable.ts';
import { qualityRefusalsOf, type RefusedDecision } from '../records/qualityRefusals.ts';
import type { SearchPage, SearchRequest } from '../store/searchPage.ts';
import type { SearchedTable } from '../store/searchStatements.ts';
import { tableSearch } from '../store/searchTable.ts';
import { type CertificateChoice, choiceOf } from './certificateChoice.ts';

export const certificateSearch: SearchedTable = {
  table: 'certificates',
  words: 'certificate_words',
  trigrams: 'certificate_search',
  parts: { table: 'certificate_parts', texts: 'certificate_texts' },
  columns: [
    'seq',
    'certificate_id',
    'record_id',
    'issued_at',
    'virtual',
    'model',
    'serial_number',
    'asset_tag',
    'lot_name',
    'method',
    'technique',
    'operator_name',
  ],
  fields: ['certificate_id', 'serial_number', 'asset_tag', 'model', 'lot_name', 'operator_name'],
  at: 'issued_at',
};
const COLUMNS = certificateSearch.columns.join(', ');

type Row = {
  seq: number;
  certificate_id: string;
  record_id: string;
  issued_at: string;
  virtual: number;
  model: string | null;
  serial_number: string | null;
  asset_tag: string | null;
  lot_name: string | null;
  method: string;
  technique: string;
  operator_name: string;
};

/** A certificate, opened from the ledger copy, with the bytes of its file. */
export type OpenedCertificate = {
  readonly certificate: Certificate;
  readonly file: CertificateFile;
  readonly fileBytes: Uint8Array<ArrayBuffer>;
};

/** Issued certificates as the screens list them. */
export type CertificateRows = {
  list(request: SearchRequest): SearchPage<CertificateRow>;
  /** The ids of certificates that a filter takes, and their number, both up to a limit. */
  readonly choice: CertificateChoice;
  row(certificateId: string): CertificateRow | null;
  open(certificateId: string): Promise<Answer<OpenedCertificate>>;
  /** Where the ledger says that quality refused the drive of a certificate; `null` where it does not. */
  refusal(certificateId: string): QualityRefusal | null;
  /** The certificate for the table of an export. Throws where `row` knows none: the row and its entry are written together. */
  tableRow(certificateId: string): CsvRow;
  /** Certificates whose files were not written yet, oldest first. */
  filesDue(limit: number): string[];
  filesWritten(certificateId: string): void;
};

/** Certificates on the open store; `publicKeyBase64` is the first key of the ledger's owner. */
export function certificateRowsOf(
  database: Database,
  table: MirrorTable,
  crypto: VerifyingCrypto,
  publicKeyBase64: () => string | null,
): CertificateRows {
  const selectOne = database.prepare<[string], Row>(`SELECT ${COLUMNS} FROM certificates WHERE certificate_id = ?`);
  const selectRefusalSeq = database.prepare<[string], { seq: number }>(
    'SELECT seq FROM quality_refusals WHERE record_id = ?',
  );
  const selectRecordSeq = database.prepare<[string], { seq: number }>('SELECT seq FROM records WHERE record_id = ?');
  const selectDue = database.prepare<[number], { certificate_id: string }>(
    'SELECT certificate_id FROM certificates WHERE files_due = 1 ORDER BY seq LIMIT ?',
  );
  const settle = database.prepare('UPDATE certificates SET files_due = 0 WHERE certificate_id = ?');
  const view = viewOf(table, crypto);
  const search = tableSearch<Row>(database, certificateSearch);
  const refusals = qualityRefusalsOf(database);
  return {
    choice: choiceOf(database),
    list(request) {
      const { rows, next } = search(request);
      const refused = refusals();
      return { rows: rows.map((row) => toRow(row, refused)), next };
    },
    row(certificateId) {
      const row = selectOne.get(certificateId);
      return row === undefined ? null : toRow(row, refusals());
    },
    async open(certificateId) {
      const row = selectOne.get(certificateId);
      const recordSeq = row === undefined ? undefined : selectRecordSeq.get(row.record_id)?.seq;
      const key = publicKeyBase64();
      const entry = row === undefined ? undefined : table.read(row.seq, 1)[0];
      const record = recordSeq === undefined ? undefined : table.read(recordSeq, 1)[0];
      const derived = entry === undefined ? undefined : derive(entry);
      const checkpoint = entry === undefined ? null : view.checkpoint(entry.seq + 1);
      const known = entry !== undefined && record !== undefined && key !== null && checkpoint !== null;
      if (!known || derived?.kind !== 'certificate') {
        return { outcome: 'refused', refusals: [refuse('certificate-unknown', { certificateId })] };
      }
      const { certificate } = derived;
      const logo = paperOf(certificate)?.logo ?? null;
      const logoPngBase64 = logo === null ? null : logoIn(table.read(logo.seq, 1)[0]);
      const file = await assembleCertificateFile(
        { publicKeyBase64: key, record, certificate: entry, statement: certificate, checkpoint, logoPngBase64 },
        view,
      );
      return { outcome: 'done', value: { certificate, file, fileBytes: canonicalBytes(file) } };
    },
    refusal(certificateId) {
      const row = selectOne.get(certificateId);
      const seq = row === undefined ? undefined : selectRefusalSeq.get(row.record_id)?.seq;
      const entry = seq === undefined ? undefined : table.read(seq, 1)[0];
      const derived = entry === undefined ? undefined : derive(entry);
      return entry === undefined || derived?.kind !== 'quality-refused' ? null : { seq: entry.seq, at: derived.at };
    },
    tableRow(certificateId) {
      const seq = selectOne.get(certificateId)?.seq;
      const entry = seq === undefined ? undefined : table.read(seq, 1)[0];
      const derived = entry === undefined ? undefined : derive(entry);
      if (entry === undefined || derived?.kind !== 'certificate') throw new Error(`no entry of ${certificateId}`);
      return { certificate: derived.certificate, seq: entry.seq, hash: entry.hash };
    },
    filesDue: (limit) => selectDue.all(limit).map((row) => row.certificate_id),
    filesWritten: (certificateId) => void settle.run(certificateId),
  };
}

/** The logo that an entry set; a file without it would be refused by every verifier, so it is damage where it is missing. */
export function logoIn(entry: LedgerEntry | undefined): string {
  const statement = entry === undefined ? null : derive(entry);
  if (statement?.kind !== 'paper-set' || statement.logoPngBase64 === null) {
    throw new Error('the ledger copy holds no logo where the certificate names one');
  }
  return statement.logoPngBase64;
}

function toRow(row: Row, refused: ReadonlyMap<string, RefusedDecision>): CertificateRow {
  return {
    certificateId: row.certificate_id,
    recordId: row.record_id,
    seq: row.seq,
    issuedAt: row.issued_at,
    virtual: row.virtual === 1,
    model: row.model,
    serialNumber: row.serial_number,
    assetTag: row.asset_tag,
    lotName: row.lot_name,
    method: row.method,
    technique: row.technique,
    operatorName: row.operator_name,
    refusedByQuality: refused.get(row.record_id) ?? null,
  };
}
