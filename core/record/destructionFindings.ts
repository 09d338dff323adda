import { type DestructionV1, witnessIsApart } from './destructionV1.ts';
import { type Finding, refuted, unchecked } from './finding.ts';

/** What a certificate of destruction must not contradict in itself, wherever it stands: its number, who saw it, and what came before it. */
export function destructionFlaws(subject: string, content: DestructionV1, seq: number): Finding[] {
  const { destructionId, witness, person, wipes } = content;
  const flaws: Finding[] = [];
  if (!destructionId.endsWith(`-${String(seq).padStart(8, '0')}`)) {
    flaws.push(refuted(subject, 'destruction-number-differs', { destructionId, seq }));
  }
  if (!witnessIsApart(witness, person.name)) flaws.push(refuted(subject, 'witness-not-apart', { witness }));
  for (const wipe of wipes) {
    if (wipe.seq >= seq) flaws.push(refuted(subject, 'record-not-there', { seq: wipe.seq }));
  }
  return flaws;
}

/** What no verifier can check of it, in words that nobody can take for a measurement. */
export function attestedOnly(subject: string, content: DestructionV1): Finding[] {
  const { person, witness, sealedAt, wipes } = content;
  const said = unchecked(subject, 'destruction-attested', { person: person.name, at: sealedAt, witness });
  return wipes.length === 0 ? [said] : [said, unchecked(subject, 'wipes-not-here', { wipes: wipes.length })];
}
