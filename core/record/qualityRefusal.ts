import type { ActV1 } from './actV1.ts';
import { confirmed, type Finding, finding } from './finding.ts';
import type { OpenedCertificate } from './verifyCertificateFile.ts';

/** What quality said of a drive whose wipe had been sealed as sanitized, and the place of the ledger that says so. */
export type QualityRefusal = { readonly seq: number; readonly at: string };

/** The refusals of one ledger, by the record of the wipe; `keyId` is the station's first key, by which certificates of the same station are known. */
export type LedgerRefusals = { readonly keyId: string; readonly byRecord: ReadonlyMap<string, QualityRefusal> };

/** The record of the wipe whose drive an act refuses, and what is to become of it (docs/record-format.md, section 7); `null` for every other act. A refusal is never taken back. */
export function refusalIn({
  act,
  details,
}: Pick<ActV1, 'act' | 'details'>): { readonly recordId: string; readonly decision: 'reject' | 'quarantine' } | null {
  const { recordId, decision } = details;
  if (act !== 'quality-decided' || typeof recordId !== 'string') return null;
  return decision === 'reject' || decision === 'quarantine' ? { recordId, decision } : null;
}

/** Of a genuine ledger: that some of its certificates count no more, although each is as it was sealed. Nothing where all do. */
export function refusedCertificates(subject: string, places: readonly number[]): Finding[] {
  const [first] = places;
  if (first === undefined) return [];
  return [confirmed(subject, 'certificates-refused', { refused: places.length, first })];
}

/** Certificates that a ledger given along with them knows to be refused. `subject` is where each was found. */
export function refusedSince(
  certificates: readonly { readonly subject: string; readonly opened: OpenedCertificate }[],
  ledgers: readonly { readonly subject: string; readonly refusals: LedgerRefusals }[],
): Finding[] {
  return certificates.flatMap(({ subject, opened: { keyId, certificate, record } }) => {
    const told = ledgers.find(({ refusals }) => refusals.keyId === keyId && refusals.byRecord.has(record.recordId));
    const refusal = told?.refusals.byRecord.get(record.recordId);
    if (told === undefined || refusal === undefined) return [];
    const { certificateId } = certificate;
    return [finding('refused', subject, 'certificate-refused', { certificateId, other: told.subject, ...refusal })];
  });
}
