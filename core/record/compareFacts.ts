import { canonicalText } from './canonicalJson.ts';
import type { Certificate, CertificateV2 } from './certificateV2.ts';
import type { LedgerEntry } from './ledgerEntry.ts';
import type { RecordV1 } from './recordV1.ts';

type Sealed = { readonly record: RecordV1; readonly entry: LedgerEntry };

/** Where a certificate's field comes from: `equals` a fact of the record, `holds` against it, or is `own` to the certificate, with the reason. */
type Rule<T> =
  | { readonly equals: (sealed: Sealed) => T }
  | { readonly holds: (value: T, sealed: Sealed) => boolean }
  | { readonly own: string };

/** One rule for every field of a certificate; the type leaves none out. */
export const CERTIFICATE_RULES: { readonly [Field in keyof CertificateV2]: Rule<CertificateV2[Field]> } = {
  format: { own: 'fixed by the schema' },
  certificateId: { own: 'given at issue' },
  virtual: { equals: ({ record }) => record.virtual },
  issuedAt: { own: 'the time of issue' },
  stationId: { equals: ({ record }) => record.station.stationId },
  stationName: { equals: ({ record }) => record.station.stationName },
  record: { equals: ({ record, entry }) => ({ recordId: record.recordId, seq: entry.seq, hash: entry.hash }) },
  manufacturer: { own: 'drives report no manufacturer; read from the model by a rule of the agent' },
  model: { equals: ({ record }) => record.drive.model },
  serialNumber: { equals: ({ record }) => record.drive.serialNumber },
  propertyNumber: { equals: ({ record }) => record.asset.assetTag },
  lotName: { equals: ({ record }) => record.asset.lotName },
  mediaType: { equals: ({ record }) => record.drive.mediaType },
  mediaSource: { own: 'stated by the issuer' },
  sizeBytes: { equals: ({ record }) => record.drive.capacityBeforeBytes },
  preSanitizationConfidentiality: { own: 'stated by the issuer' },
  sanitizationMethod: { equals: ({ record }) => record.technique.method },
  sanitizationTechnique: { equals: ({ record }) => record.technique.techniqueId },
  tools: { equals: ({ record }) => record.tools },
  verificationMethod: { holds: (design, { record }) => record.verification?.design === design },
  verificationSharePpm: { holds: (share, { record }) => record.verification?.sharePpm === share },
  verdictOutcome: { holds: (outcome, { record }) => record.verdict.outcome === outcome },
  postSanitizationConfidentiality: { own: 'stated by the issuer' },
  destination: { own: 'stated by the issuer' },
  operator: {
    holds: ({ person, at }, { record }) =>
      same(person, record.operator) && at >= record.clock.startedAt && at <= record.clock.endedAt,
  },
  verifier: { own: 'the person who answers for the read-back, named at issue' },
  validator: { own: 'the decision of another person, taken after the record' },
  issuer: { own: 'the person who issued it' },
  attestations: { own: 'statements that nobody measured' },
  paper: { own: 'how it is printed, as set at the station' },
};

/** The fields in which the certificate says something else than its record, and how many fields were compared. */
export function compareFacts(certificate: Certificate, sealed: Sealed): { compared: number; differing: string[] } {
  const fields = Object.keys(CERTIFICATE_RULES) as (keyof CertificateV2)[];
  const compared = fields.filter((field) => field !== 'paper' && !('own' in CERTIFICATE_RULES[field])) as Shared[];
  return { compared: compared.length, differing: compared.filter((field) => !fieldHolds(field, certificate, sealed)) };
}

/** What every version has; the paper of version 2 is its own. */
type Facts = Omit<CertificateV2, 'paper' | 'format'>;
type Shared = keyof Facts;
const FACT_RULES: { readonly [Field in Shared]: Rule<Facts[Field]> } = CERTIFICATE_RULES;

function fieldHolds<Field extends Shared>(field: Field, certificate: Facts, sealed: Sealed): boolean {
  const rule: Rule<Facts[Field]> = FACT_RULES[field];
  if ('equals' in rule) return same(certificate[field], rule.equals(sealed));
  return 'holds' in rule && rule.holds(certificate[field], sealed);
}

function same(left: unknown, right: unknown): boolean {
  return canonicalText(left) === canonicalText(right);
}
