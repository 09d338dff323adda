import { fromBase64 } from './bytes.ts';
import type { VerifyingCrypto } from './crypto.ts';
import type { EvidenceReport } from './evidenceReport.ts';
import { refuted } from './finding.ts';
import type { OpenedCertificate } from './verifyCertificateFile.ts';
import { compareLabel, verifyLabelCode } from './verifyLabelCode.ts';

/**
 * Verifies the text of a label's QR code. A label carries no key, so the key comes from the genuine certificates given along with it; without
 * one that it names, the label is `unusable`: well-formed, but proving nothing yet.
 */
export async function verifyLabel(
  text: string,
  given: readonly OpenedCertificate[],
  pinnedKeyId: string | null,
  crypto: VerifyingCrypto,
): Promise<EvidenceReport> {
  const base = { subject: 'label', kind: 'label', certificates: [], history: null } as const;
  const alone = await verifyLabelCode(text, { subject: 'label', publicKey: null }, crypto);
  if (alone.facts === null) return { ...base, outcome: 'not-genuine', findings: alone.findings };
  const { facts } = alone;
  if (pinnedKeyId !== null && !pinnedKeyId.startsWith(facts.keyId)) {
    return { ...base, outcome: 'not-genuine', findings: [refuted('label', 'label-other-key', { keyId: facts.keyId })] };
  }
  const sameKey = given.find(({ keyId }) => keyId.startsWith(facts.keyId));
  if (sameKey === undefined) return { ...base, outcome: 'unusable', findings: alone.findings };
  const publicKey = fromBase64(sameKey.file.publicKeyBase64);
  const report = await verifyLabelCode(text, { subject: 'label', publicKey }, crypto);
  const sameWipe = given.find(({ record, keyId }) => record.recordId === facts.recordId && keyId === sameKey.keyId);
  const compared = sameWipe === undefined ? [] : compareLabel('label', facts, sameWipe.record, sameWipe.keyId);
  const findings = [...report.findings, ...compared];
  const genuine = report.outcome === 'genuine' && compared.every(({ outcome }) => outcome === 'genuine');
  return { ...base, outcome: genuine ? 'genuine' : 'not-genuine', findings };
}
