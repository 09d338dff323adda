import type { PlacedRotation } from './certificateFile.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { KEY_ROTATION } from './envelope.ts';
import { confirmed, type Finding, refuted } from './finding.ts';
import type { KeyChain } from './keyChain.ts';
import { type KeyRotationV1, keyRotationV1 } from './keyRotationV1.ts';
import { openEntry } from './verifyEntry.ts';
import { standsIn } from './verifyPlace.ts';

type Followed = { readonly chain: KeyChain; readonly contents: readonly KeyRotationV1[]; readonly findings: Finding[] };

/**
 * Goes from the station's first key over the key rotations given, all of which must stand before `beforeSeq`: to the keys of every place up to there. A
 * rotation that was left out shows: the one after it is then not signed by the key before it, or what is to be explained is signed by an unknown key.
 */
export async function followRotations(
  rotations: readonly PlacedRotation[],
  given: { readonly subject: string; readonly first: KeyChain; readonly beforeSeq: number },
  crypto: VerifyingCrypto,
): Promise<Followed | { readonly refutation: Finding }> {
  const { subject, beforeSeq } = given;
  const contents: KeyRotationV1[] = [];
  let chain = given.first;
  let last = 0;
  for (const { entry } of rotations) {
    if (entry.seq <= last || entry.seq >= beforeSeq) return { refutation: refuted(subject, 'rotations-out-of-order') };
    const expected = { subject, part: 'key change', type: KEY_ROTATION, schema: keyRotationV1, chain };
    const opened = await openEntry(entry, expected, crypto);
    if ('refutation' in opened) return opened;
    contents.push(opened.content);
    chain = opened.chain;
    last = entry.seq;
  }
  const findings = contents.length === 0 ? [] : [confirmed(subject, 'keys-followed', { changes: contents.length })];
  return { chain, contents, findings };
}

/** Whether the rotations, followed before, are of this station and stand in the tree that it signed: the refutations. */
export async function rotationFindings(
  rotations: readonly PlacedRotation[],
  contents: readonly KeyRotationV1[],
  given: { readonly subject: string; readonly checkpoint: Checkpoint },
  crypto: VerifyingCrypto,
): Promise<Finding[]> {
  const { subject, checkpoint } = given;
  const findings: Finding[] = [];
  for (const { stationId, virtual } of contents) {
    if (stationId !== checkpoint.stationId || virtual !== checkpoint.virtual) {
      findings.push(refuted(subject, 'other-station'));
    }
  }
  for (const { entry, inclusion } of rotations) {
    const stands = await standsIn(checkpoint, entry, inclusion, crypto);
    if (!stands) findings.push(refuted(subject, 'entry-not-in-tree', { part: 'key change', seq: entry.seq }));
  }
  return findings;
}
