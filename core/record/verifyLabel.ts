import type { VerifyingCrypto } from './crypto.ts';
import type { EvidenceReport } from './evidenceReport.ts';
import { refuted } from './finding.ts';
import type { OpenedCertificate } from './verifyCertificateFile.ts';
import { compareLabel, verifyLabelCode } from './verifyLabelCode.ts';

/**
 * Verifies the text of a label's QR code. A label carries no key, so the key comes from the genuine certificates given along with it, each already held against
 * the pinned key; without one that it names, the label is `unusable`: well-formed, but proving nothing yet.
 */
export async function verifyLabel(
  text: string,
  given: readonly OpenedCertificate[],
  crypto: VerifyingCrypto,
): Promise<EvidenceReport> {
  const base = { subject: 'label', kind: 'label', certificates: [], destructions: [], history: null } as const;
  const alone = await verifyLabelCode(text, { subject: 'label', publicKey: null }, crypto);
  if (alone.facts === null) return { ...base, outcome: 'not-genuine', findings: alone.findings };
  const { facts } = alone;
  const sameWipes = given.filter(({ record }) => record.recordId === facts.recordId);
  const signedIt = ({ recordKey }: OpenedCertificate) => recordKey.keyId.startsWith(facts.keyId);
  const sameWipe = sameWipes.find(signedIt);
  // A label is signed by the key that signed its record.
  if (sameWipe === undefined && sameWipes.length > 0) {
    const findings = [refuted('label', 'label-other-key', { keyId: facts.keyId })];
    return { ...base, outcome: 'not-genuine', findings };
  }
  const recordKey = (sameWipe ?? given.find(signedIt))?.recordKey;
  // It may be of a key that the station took up later: without evidence that leads there, nobody can tell.
  if (recordKey === undefined) return { ...base, outcome: 'unusable', findings: alone.findings };
  const report = await verifyLabelCode(text, { subject: 'label', publicKey: recordKey.publicKey }, crypto);
  const compared = sameWipe === undefined ? [] : compareLabel('label', facts, sameWipe.record, recordKey.keyId);
  const findings = [...report.findings, ...compared];
  const genuine = report.outcome === 'genuine' && compared.every(({ outcome }) => outcome === 'genuine');
  return { ...base, outcome: genuine ? 'genuine' : 'not-genuine', findings };
}
