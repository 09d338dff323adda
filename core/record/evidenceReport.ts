import type { History } from './compareHistories.ts';
import { type Finding, unchecked } from './finding.ts';
import type { LedgerRefusals } from './qualityRefusal.ts';
import type { OpenedCertificate } from './verifyCertificateFile.ts';
import type { OpenedDestruction } from './verifyDestructionFile.ts';

/** What was found about one thing given to `verify`: a file, an unpacked export, a label's text. */
export type EvidenceReport = {
  readonly subject: string;
  readonly kind:
    | 'certificate'
    | 'certificate-pdf'
    | 'destruction'
    | 'destruction-pdf'
    | 'export'
    | 'ledger'
    | 'label'
    | 'histories'
    | 'refusals'
    | 'other';
  /**
   * `unusable`: nothing false was found, but what it claims could not be checked either. `refused`: as it was sealed, and counts no more. `other` files are `not-evidence`.
   */
  readonly outcome: 'genuine' | 'not-genuine' | 'unusable' | 'refused' | 'not-evidence';
  readonly findings: readonly Finding[];
  /** The genuine certificates in it; empty unless genuine. */
  readonly certificates: readonly OpenedCertificate[];
  /** The genuine certificates of destruction in it; they are no certificates of sanitization and never among those. */
  readonly destructions: readonly OpenedDestruction[];
  /** What a genuine export or ledger shows of its station's history. */
  readonly history: History | null;
  /** What a ledger says of drives that quality refused, whether or not its end is known. */
  readonly refusals: LedgerRefusals | null;
};

/** A report of evidence that shows no history of its own. */
export function report(
  given: Omit<EvidenceReport, 'history' | 'refusals' | 'certificates' | 'destructions'> & Partial<EvidenceReport>,
): EvidenceReport {
  return { certificates: [], destructions: [], history: null, refusals: null, ...given };
}

/** A file that could not be used, with the reason in words. */
export function unusable(subject: string, why: string): EvidenceReport {
  const findings = [unchecked(subject, 'cannot-be-used', { why })];
  return report({ subject, kind: 'other', outcome: 'unusable', findings });
}
