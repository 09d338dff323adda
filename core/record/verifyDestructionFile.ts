import type { Checkpoint } from './checkpoint.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { type DestructionFile, destructionFileV1 } from './destructionFile.ts';
import { attestedOnly, destructionFlaws } from './destructionFindings.ts';
import type { DestructionV1 } from './destructionV1.ts';
import { confirmed, type Finding, refuted } from './finding.ts';
import { followRotations, rotationFindings } from './followRotations.ts';
import { beginChain, keyAt } from './keyChain.ts';
import { logoFits } from './logoFits.ts';
import { readCanonical } from './readCanonical.ts';
import { STATEMENTS } from './statementOf.ts';
import { readStationKey } from './stationKey.ts';
import { openEntry } from './verifyEntry.ts';
import { checkpointOf, standsIn } from './verifyPlace.ts';

/** What a genuine destruction file holds, opened. */
export type OpenedDestruction = {
  readonly file: DestructionFile;
  readonly destruction: DestructionV1;
  /** The station's first key, by which it is known. */
  readonly keyId: string;
  /** What the station signed right after the entry. */
  readonly checkpoint: Checkpoint;
};

export type DestructionReport = {
  readonly outcome: 'genuine' | 'not-genuine';
  readonly findings: readonly Finding[];
  /** Only of a genuine file. */
  readonly opened: OpenedDestruction | null;
};

/**
 * Verifies the bytes of a destruction file: form, entry, signature, its place in the ledger that the station signed, and that it does not contradict itself.
 * `genuine` says that the station sealed these words of this person; that something was destroyed no verifier can say, and a finding says so. Never throws.
 */
export async function verifyDestructionFile(
  bytes: Uint8Array,
  options: { readonly subject: string; readonly pinnedKeyId: string | null },
  crypto: VerifyingCrypto,
): Promise<DestructionReport> {
  const { subject } = options;
  try {
    return await verify(bytes, subject, options.pinnedKeyId, crypto);
  } catch (error) {
    // The passed-in cryptography may refuse a key. A check that was not finished proves nothing.
    const why = error instanceof Error ? error.message : String(error);
    return notGenuine([refuted(subject, 'checker-stopped', { why })]);
  }
}

const TYPE = 'application/vnd.wipebench.destruction.v1+json';

async function verify(
  bytes: Uint8Array,
  subject: string,
  pinnedKeyId: string | null,
  crypto: VerifyingCrypto,
): Promise<DestructionReport> {
  const read = readCanonical(bytes, destructionFileV1);
  if (!('value' in read)) {
    if (read.problem === 'not-canonical') return notGenuine([refuted(subject, 'not-canonical-json')]);
    return notGenuine([refuted(subject, 'wrong-shape', { where: read.where })]);
  }
  const file = read.value;
  const { seq } = file.destruction;
  const key = await readStationKey(subject, file.publicKeyBase64, pinnedKeyId, crypto);
  if ('refutation' in key) return notGenuine([key.refutation]);
  const first = await beginChain(key.publicKey, crypto);
  const followed = await followRotations(file.rotations, { subject, first, beforeSeq: seq }, crypto);
  if ('refutation' in followed) return notGenuine([...key.findings, followed.refutation]);
  const { chain } = followed;
  const opened = await openEntry(file.destruction, { subject, ...STATEMENTS[TYPE], type: TYPE, chain }, crypto);
  if ('refutation' in opened) return notGenuine([...key.findings, opened.refutation]);
  const { content } = opened;

  const { stationId, virtual } = content;
  const entries = seq + 1;
  const place = await checkpointOf(file.checkpoint, { subject, chain, stationId, virtual, entries }, crypto);
  if ('refutation' in place) return notGenuine([...key.findings, place.refutation]);
  const { checkpoint } = place;
  const flaws = destructionFlaws(subject, content, seq);
  if (!(await standsIn(checkpoint, file.destruction, file.inclusion, crypto))) {
    flaws.push(refuted(subject, 'entry-not-in-tree', { part: STATEMENTS[TYPE].part, seq }));
  }
  flaws.push(...(await rotationFindings(file.rotations, followed.contents, { subject, checkpoint }, crypto)));
  if (!(await logoFits(file.logoPngBase64, content.paper, crypto))) flaws.push(refuted(subject, 'logo-differs'));
  if (flaws.some(({ outcome }) => outcome === 'not-genuine')) return notGenuine([...key.findings, ...flaws]);

  const { keyId } = keyAt(chain, seq);
  const findings = [
    ...key.findings,
    ...followed.findings,
    ...flaws,
    confirmed(subject, 'destruction-signed', { destructionId: content.destructionId, keyId }),
    confirmed(subject, 'destruction-place-proven', { seq, entries }),
    ...attestedOnly(subject, content),
  ];
  return { outcome: 'genuine', findings, opened: { file, destruction: content, keyId: key.keyId, checkpoint } };
}

function notGenuine(findings: readonly Finding[]): DestructionReport {
  return { outcome: 'not-genuine', findings, opened: null };
}
