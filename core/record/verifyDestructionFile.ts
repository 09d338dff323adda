import { checkerStopped } from './checkerStopped.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { type DestructionFile, destructionFileV1 } from './destructionFile.ts';
import { attestedOnly, destructionFlaws } from './destructionFindings.ts';
import type { DestructionV1 } from './destructionV1.ts';
import { confirmed, type Finding, refuted } from './finding.ts';
import { rotationFindings } from './followRotations.ts';
import { keyAt } from './keyChain.ts';
import { logoFits } from './logoFits.ts';
import { openFileBytes, type ReaderOptions } from './openFileBytes.ts';
import { STATEMENTS } from './statementOf.ts';
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
  options: ReaderOptions,
  crypto: VerifyingCrypto,
): Promise<DestructionReport> {
  try {
    return await verify(bytes, options, crypto);
  } catch (error) {
    return notGenuine([checkerStopped(options.subject, error)]);
  }
}

const TYPE = 'application/vnd.wipebench.destruction.v1+json';

async function verify(bytes: Uint8Array, options: ReaderOptions, crypto: VerifyingCrypto): Promise<DestructionReport> {
  const { subject } = options;
  const read = await openFileBytes(bytes, destructionFileV1, placeOf, options, crypto);
  if ('refutations' in read) return notGenuine(read.refutations);
  const { file, chain, keyFindings } = read;
  const { seq } = file.destruction;
  const opened = await openEntry(file.destruction, { subject, ...STATEMENTS[TYPE], type: TYPE, chain }, crypto);
  if ('refutation' in opened) return notGenuine([...keyFindings, opened.refutation]);
  const { content } = opened;

  const { stationId, virtual } = content;
  const entries = seq + 1;
  const place = await checkpointOf(file.checkpoint, { subject, chain, stationId, virtual, entries }, crypto);
  if ('refutation' in place) return notGenuine([...keyFindings, place.refutation]);
  const { checkpoint } = place;
  const flaws = destructionFlaws(subject, content, seq);
  if (!(await standsIn(checkpoint, file.destruction, file.inclusion, crypto))) {
    flaws.push(refuted(subject, 'entry-not-in-tree', { part: STATEMENTS[TYPE].part, seq }));
  }
  flaws.push(...(await rotationFindings(file.rotations, read.rotationContents, { subject, checkpoint }, crypto)));
  if (!(await logoFits(file.logoPngBase64, content.paper, crypto))) flaws.push(refuted(subject, 'logo-differs'));
  if (flaws.some(({ outcome }) => outcome === 'not-genuine')) return notGenuine([...keyFindings, ...flaws]);

  const { keyId } = keyAt(chain, seq);
  const findings = [
    ...keyFindings,
    ...read.followedFindings,
    ...flaws,
    confirmed(subject, 'destruction-signed', { destructionId: content.destructionId, keyId }),
    confirmed(subject, 'destruction-place-proven', { seq, entries }),
    ...attestedOnly(subject, content),
  ];
  return { outcome: 'genuine', findings, opened: { file, destruction: content, keyId: read.keyId, checkpoint } };
}

const placeOf = (file: DestructionFile) => ({ seq: file.destruction.seq, rotations: file.rotations });

function notGenuine(findings: readonly Finding[]): DestructionReport {
  return { outcome: 'not-genuine', findings, opened: null };
}
