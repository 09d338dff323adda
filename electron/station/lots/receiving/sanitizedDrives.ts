import type { Database } from 'better-sqlite3';
import { labelSerialsOf, serialKey } from '../../../../core/reconciliation/serialKey.ts';
import { foldedText } from '../../store/searchWords.ts';

/** What a sealed record says of a drive that a lot holds. */
export type DriveRecord = {
  readonly recordId: string;
  /** The verdict's, unless quality refused the drive: rejected is `failed`, in quarantine nobody can tell. */
  readonly outcome: string;
  readonly endedAt: string;
  readonly certificateId: string | null;
  readonly method: string | null;
  readonly technique: string | null;
};

/** The newest record of a drive that belongs to its stay in this lot; `null` when there is none. */
export type FindDriveRecord = (drive: {
  serialNumber: string;
  arrivedAt: string;
  lotName: string;
}) => DriveRecord | null;

const REFUSED = { reject: 'failed', quarantine: 'unverified' } as const;

/** One drive wiped more often than this in one lot is looked at by its newest records only. */
const MOST_LOOKED_AT = 50;

/**
 * Looks records up by the word index. A record counts for a lot when it was made after the drive arrived, or when its certificate names the lot: the same
 * drive may have been wiped here years ago for somebody else.
 */
export function driveRecordsOf(database: Database): FindDriveRecord {
  type Row = {
    record_id: string;
    outcome: string;
    ended_at: string;
    serial_number: string | null;
    certificate_id: string | null;
    method: string | null;
    technique: string | null;
    lot_name: string | null;
    refused: 'reject' | 'quarantine' | null;
  };
  const byWord = database.prepare<[string, number], Row>(
    `SELECT records.record_id, records.outcome, records.ended_at, records.serial_number, records.certificate_id,
         certificates.method, certificates.technique, certificates.lot_name, quality_refusals.decision AS refused
       FROM record_words CROSS JOIN records ON records.seq = record_words.seq
       LEFT JOIN certificates ON certificates.certificate_id = records.certificate_id
       LEFT JOIN quality_refusals ON quality_refusals.record_id = records.record_id
       WHERE record_words.word = ? ORDER BY record_words.seq DESC LIMIT ?`,
  );
  return ({ serialNumber, arrivedAt, lotName }) => {
    const key = serialKey(serialNumber);
    // A drive says its serial as its label does, or with what makers add to it.
    const words = [foldedText(serialNumber), foldedText(`WD-${serialNumber}`), key.toLowerCase()];
    const rows = [...new Set(words)].flatMap((word) => byWord.all(word, MOST_LOOKED_AT));
    const own = rows
      .filter((row) => row.serial_number !== null && labelSerialsOf(row.serial_number).includes(key))
      .filter((row) => row.ended_at >= arrivedAt || (row.lot_name !== null && row.lot_name === lotName))
      .sort((left, right) => (left.ended_at < right.ended_at ? 1 : -1));
    const [newest] = own;
    if (newest === undefined) return null;
    return {
      recordId: newest.record_id,
      outcome: newest.refused === null ? newest.outcome : REFUSED[newest.refused],
      endedAt: newest.ended_at,
      // A certificate from before the refusal counts no more.
      certificateId: newest.refused === null ? newest.certificate_id : null,
      method: newest.method,
      technique: newest.technique,
    };
  };
}
