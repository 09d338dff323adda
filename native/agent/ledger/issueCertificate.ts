import type { Person } from '../../../core/domain/person.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { CertificateV2, PaperV1 } from '../../../core/record/certificateV2.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { RecordV1, SigningPerson } from '../../../core/record/recordV1.ts';
import type { Standing } from '../quality/qualityRoom.ts';
import type { Ledger } from './ledger.ts';

export type CertificateRequest = {
  readonly recordId: string;
  readonly mediaSource: string | null;
  readonly destination: string | null;
};

/**
 * Issues the certificate of a record of this station whose verdict is plain `sanitized`, once. Exceptions wait for QA and get none here. Every
 * fact comes from the record; only source and destination are the issuer's word. A drawn drive waits for its validator, and a held lot for its release.
 */
export async function issueCertificate(
  ledger: Ledger,
  request: CertificateRequest,
  paper: PaperV1,
  issuer: Person,
  standingOf: (record: RecordV1) => Standing,
  nowIso: () => string,
): Promise<Answer<LedgerEntry>> {
  const found = ledger.record(request.recordId);
  if (found === null) return no('record-unknown', { recordId: request.recordId });
  const { record, entry } = found;
  if (record.verdict.outcome !== 'sanitized' || record.verification === null) {
    return no('record-not-passing', { outcome: record.verdict.outcome });
  }
  return ledger.append((seq) => {
    const issued = ledger.certificateOf(record.recordId);
    if (issued !== null) return no('certificate-exists', { certificateId: issued });
    const standing = standingOf(record);
    if (standing.kind === 'refused') return no(standing.code, standing.facts);
    const payload = certificateFrom(record, entry, request, { issuer, paper, standing, seq, at: nowIso() });
    return { outcome: 'done', value: { kind: 'certificate', payload } };
  });
}

function certificateFrom(
  record: RecordV1,
  entry: LedgerEntry,
  request: CertificateRequest,
  issue: {
    readonly issuer: Person;
    readonly paper: PaperV1;
    readonly standing: Exclude<Standing, { kind: 'refused' }>;
    readonly seq: number;
    readonly at: string;
  },
): CertificateV2 {
  if (record.verification === null) throw new Error('a certificate without a read-back');
  const { personId, name, title } = issue.issuer;
  const block = (person: SigningPerson, at: string) => ({ person, at, location: record.station.stationName });
  const stationHex = record.station.stationId.slice(0, 8).toUpperCase();
  return {
    format: 'wipebench-certificate/2',
    certificateId: `WB-${stationHex}-${String(issue.seq).padStart(8, '0')}`,
    virtual: record.virtual,
    issuedAt: issue.at,
    stationId: record.station.stationId,
    stationName: record.station.stationName,
    record: { recordId: record.recordId, seq: entry.seq, hash: entry.hash },
    manufacturer: null,
    model: record.drive.model,
    serialNumber: record.drive.serialNumber,
    propertyNumber: record.asset.assetTag,
    lotName: record.asset.lotName,
    mediaType: record.drive.mediaType,
    mediaSource: request.mediaSource,
    sizeBytes: record.drive.capacityBeforeBytes,
    preSanitizationConfidentiality: null,
    sanitizationMethod: record.technique.method,
    sanitizationTechnique: record.technique.techniqueId,
    tools: record.tools,
    verificationMethod: record.verification.design,
    verificationSharePpm: record.verification.sharePpm,
    verdictOutcome: 'sanitized',
    postSanitizationConfidentiality: null,
    destination: request.destination,
    operator: block(record.operator, record.clock.endedAt),
    // The operator ran the tool that read the drive back and answers for that run; a second person is the validator's part.
    verifier: block(record.operator, record.clock.endedAt),
    validator: issue.standing.kind === 'validated' ? block(issue.standing.by, issue.standing.at) : null,
    issuer: block({ personId, name, title }, issue.at),
    attestations: [...attestationsFor(record), ...attestationsOfDraw(issue.standing)],
    paper: issue.paper,
  };
}

/** What nobody measured, by code; the words stand in `messages/<language>/certificate.json`. */
function attestationsFor(record: RecordV1): string[] {
  const attestations = [...attestationsOfTechnique(record.technique)];
  if (record.healthAfter?.reallocatedSectors === undefined || record.healthAfter.reallocatedSectors === null) {
    attestations.push('reallocated-not-measured');
  }
  if (record.drive.hiddenAreas === 'not-examined') attestations.push('hidden-areas-not-examined');
  if (record.verification?.design === 'sampled') attestations.push('read-back-sampled');
  if (record.verification?.design === 'changed') attestations.push('compared-before-and-after');
  if (record.virtual) attestations.push('virtual-drive');
  return attestations;
}

/** A drive that was not drawn may still be, at the end of its lot. */
function attestationsOfDraw(standing: Standing): string[] {
  return standing.kind === 'not-drawn' && standing.drawOpen ? ['quality-draw-open'] : [];
}

/** What no host can see of the technique itself. */
function attestationsOfTechnique({ device, techniqueId, passes }: RecordV1['technique']): string[] {
  if (device === null) return ['host-visible-area-only'];
  const attestations = ['erase-by-the-drive'];
  const erasesKey = techniqueId.includes('crypto') || techniqueId === 'opal-psid-revert';
  if (erasesKey) attestations.push('keys-destroyed', 'no-prior-plaintext');
  // What a host reads afterwards proves as little where the maker chose another filling than zeros.
  else attestations.push('nothing-behind-the-zeros');
  if (passes.length > 0) attestations.push('host-visible-area-only-overwritten');
  return attestations;
}

function no(...[code, facts]: Parameters<typeof refuse>): {
  outcome: 'refused';
  refusals: ReturnType<typeof refuse>[];
} {
  return { outcome: 'refused', refusals: [refuse(code, facts)] };
}
