import type { VerifyingCrypto } from './crypto.ts';
import { type EvidenceReport, report } from './evidenceReport.ts';
import { finding, refuted } from './finding.ts';
import type { LedgerRefusals } from './qualityRefusal.ts';
import type { OpenedCertificate } from './verifyCertificateFile.ts';
import { compareLabel, verifyLabelCode } from './verifyLabelCode.ts';

/** A ledger given along with a label, and what it says of drives that quality refused. */
type GivenLedger = { readonly subject: string; readonly refusals: LedgerRefusals };

/**
 * Verifies the text of a label's QR code. A label carries no key, so the key comes from the genuine certificates given along with it, each already held against
 * the pinned key; without one that it names, the label is `unusable`: well-formed, but proving nothing yet. One whose drive a ledger of the same station knows
 * to be refused is `refused`.
 */
export async function verifyLabel(
  text: string,
  given: readonly OpenedCertificate[],
  ledgers: readonly GivenLedger[],
  crypto: VerifyingCrypto,
): Promise<EvidenceReport> {
  const said = (outcome: EvidenceReport['outcome'], findings: EvidenceReport['findings']) =>
    report({ subject: 'label', kind: 'label', outcome, findings });
  const alone = await verifyLabelCode(text, { subject: 'label', publicKey: null }, crypto);
  if (alone.facts === null) return said('not-genuine', alone.findings);
  const { facts } = alone;
  const sameWipes = given.filter(({ record }) => record.recordId === facts.recordId);
  const signedIt = ({ recordKey }: OpenedCertificate) => recordKey.keyId.startsWith(facts.keyId);
  const sameWipe = sameWipes.find(signedIt);
  // A label is signed by the key that signed its record.
  if (sameWipe === undefined && sameWipes.length > 0) {
    return said('not-genuine', [refuted('label', 'label-other-key', { keyId: facts.keyId })]);
  }
  const signer = sameWipe ?? given.find(signedIt);
  // It may be of a key that the station took up later: without evidence that leads there, nobody can tell.
  if (signer === undefined) return said('unusable', alone.findings);
  const { recordKey } = signer;
  const checked = await verifyLabelCode(text, { subject: 'label', publicKey: recordKey.publicKey }, crypto);
  const compared = sameWipe === undefined ? [] : compareLabel('label', facts, sameWipe.record, recordKey.keyId);
  const findings = [...checked.findings, ...compared];
  const genuine = checked.outcome === 'genuine' && compared.every(({ outcome }) => outcome === 'genuine');
  if (!genuine) return said('not-genuine', findings);
  const knows = ({ refusals }: GivenLedger) => refusals.keyId === signer.keyId && refusals.byRecord.has(facts.recordId);
  const told = ledgers.find(knows);
  const refusal = told?.refusals.byRecord.get(facts.recordId);
  if (told === undefined || refusal === undefined) return said('genuine', findings);
  return said('refused', [
    ...findings,
    finding('refused', 'label', 'label-refused', { other: told.subject, ...refusal }),
  ]);
}
