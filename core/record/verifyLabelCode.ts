import { checkerStopped } from './checkerStopped.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { keyIdOf } from './envelope.ts';
import { confirmed, type Finding, refuted, unchecked } from './finding.ts';
import { type LabelCodeFacts, labelCodeFacts, labelCodeMessage, readLabelCode } from './labelCode.ts';
import type { RecordV1 } from './recordV1.ts';

export type LabelCodeReport = {
  /** `unchecked`: well-formed, but no public key was given, so the signature proves nothing yet. */
  readonly outcome: 'genuine' | 'not-genuine' | 'unchecked';
  readonly findings: readonly Finding[];
  /** What the label says; of an unchecked label it is only what somebody printed. */
  readonly facts: LabelCodeFacts | null;
};

/** Holds a genuine label against the record of the same wipe: one finding, or one for every fact that differs. */
export function compareLabel(subject: string, facts: LabelCodeFacts, record: RecordV1, keyId: string): Finding[] {
  const expected = labelCodeFacts(record, keyId);
  const fields = Object.keys(expected) as (keyof LabelCodeFacts)[];
  const differing = fields.filter((field) => facts[field] !== expected[field]);
  if (differing.length === 0) return [confirmed(subject, 'label-agrees')];
  return differing.map((field) => refuted(subject, 'label-differs', { field }));
}

/**
 * Verifies a label's text. The code names its key by 8 bytes but does not carry it: `publicKey` (32 raw bytes) comes from a certificate or from the
 * station. Never throws.
 */
export async function verifyLabelCode(
  text: string,
  options: { readonly subject: string; readonly publicKey: Uint8Array | null },
  crypto: VerifyingCrypto,
): Promise<LabelCodeReport> {
  const { subject, publicKey } = options;
  const read = readLabelCode(text);
  if (read === null) return { outcome: 'not-genuine', findings: [refuted(subject, 'label-unreadable')], facts: null };
  const { facts, payload, signature } = read;
  if (publicKey === null)
    return { outcome: 'unchecked', findings: [unchecked(subject, 'label-key-missing', { keyId: facts.keyId })], facts };
  try {
    const keyId = await keyIdOf(publicKey, crypto);
    if (!keyId.startsWith(facts.keyId)) {
      return {
        outcome: 'not-genuine',
        findings: [refuted(subject, 'label-other-key', { keyId: facts.keyId })],
        facts: null,
      };
    }
    const holds = await crypto.verifyEd25519(publicKey, labelCodeMessage(payload), signature);
    return holds
      ? { outcome: 'genuine', findings: [confirmed(subject, 'label-signature-holds', { keyId })], facts }
      : { outcome: 'not-genuine', findings: [refuted(subject, 'label-bad-signature')], facts: null };
  } catch (error) {
    return { outcome: 'not-genuine', findings: [checkerStopped(subject, error)], facts: null };
  }
}
