import type { RecordV1 } from '../../../core/record/recordV1.ts';
import type { Statement } from './statement.ts';

/** What is asked of the ledger by name: where a record stands and whether it has its certificate. */
export type LedgerIndex = {
  add(seq: number, statement: Statement): void;
  recordSeq(recordId: RecordV1['recordId']): number | null;
  certificateOf(recordId: string): string | null;
  hasCertificate(certificateId: string): boolean;
  /** How many certificates the ledger holds. */
  certificates(): number;
};

export function createLedgerIndex(): LedgerIndex {
  const records = new Map<string, number>();
  const certificateOfRecord = new Map<string, string>();
  const certificates = new Set<string>();
  return {
    add(seq, statement) {
      if (statement.kind === 'record') records.set(statement.payload.recordId, seq);
      if (statement.kind === 'certificate') {
        certificateOfRecord.set(statement.payload.record.recordId, statement.payload.certificateId);
        certificates.add(statement.payload.certificateId);
      }
    },
    recordSeq: (recordId) => records.get(recordId) ?? null,
    certificateOf: (recordId) => certificateOfRecord.get(recordId) ?? null,
    hasCertificate: (certificateId) => certificates.has(certificateId),
    certificates: () => certificates.size,
  };
}
