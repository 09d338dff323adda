import type { Certificate } from './certificateV2.ts';
import { compareFacts } from './compareFacts.ts';
import { confirmed, type Finding, refuted } from './finding.ts';
import { doubtsAbout } from './judgeRecord.ts';
import type { LedgerEntry } from './ledgerEntry.ts';
import type { RecordV1 } from './recordV1.ts';

/** A certificate and the record it stands on, signatures checked, each with its ledger entry. */
export type CertifiedRecord = {
  readonly certificate: Certificate;
  readonly certificateEntry: LedgerEntry;
  readonly record: RecordV1;
  readonly recordEntry: LedgerEntry;
};

/** Holds a certificate against its record: order, every repeated fact, people apart, and the second judgement of the record. */
export function certificateFindings(subject: string, given: CertifiedRecord): Finding[] {
  const { certificate, certificateEntry, record, recordEntry } = given;
  const found: Finding[] = [];
  if (recordEntry.seq >= certificateEntry.seq) {
    const places = { certificateSeq: certificateEntry.seq, recordSeq: recordEntry.seq };
    found.push(refuted(subject, 'certificate-before-record', places));
  }
  const { compared, differing } = compareFacts(certificate, { record, entry: recordEntry });
  for (const field of differing) found.push(refuted(subject, 'fact-differs', { field }));
  if (differing.length === 0) found.push(confirmed(subject, 'facts-agree', { compared }));
  if (certificate.validator?.person.personId === record.operator.personId) {
    found.push(refuted(subject, 'people-not-apart'));
  }
  const doubts = doubtsAbout(record);
  for (const why of doubts) found.push(refuted(subject, 'record-does-not-prove', { why }));
  if (doubts.length === 0) found.push(confirmed(subject, 'record-proves-verdict'));
  return found;
}
