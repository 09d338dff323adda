import { type Finding, unchecked } from '../../../core/record/finding.ts';
import type { OpenedCertificate } from '../../../core/record/verifyCertificateFile.ts';

/** What was found about one thing given to `verify`: a file, an unpacked export, a label's text. */
export type EvidenceReport = {
  readonly subject: string;
  readonly kind: 'certificate' | 'certificate-pdf' | 'export' | 'label' | 'other';
  /** `unusable`: nothing false was found, but what it claims could not be checked either. `other` files are `not-evidence`. */
  readonly outcome: 'genuine' | 'not-genuine' | 'unusable' | 'not-evidence';
  readonly findings: readonly Finding[];
  /** The genuine certificates in it; empty unless genuine. */
  readonly certificates: readonly OpenedCertificate[];
};

/** A file that could not be used, with the reason in words. */
export function unusable(subject: string, why: string): EvidenceReport {
  const findings = [unchecked(subject, 'cannot-be-used', { why })];
  return { subject, kind: 'other', outcome: 'unusable', findings, certificates: [] };
}
