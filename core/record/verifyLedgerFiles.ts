import { type ExportV1, exportV1 } from './actV1.ts';
import { fromHex, toHex } from './bytes.ts';
import type { PlacedRotation } from './certificateFile.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { EXPORT_PATHS, type GrowthV1, type ManifestV1, proofsV1, rotationsV1 } from './exportLayout.ts';
import { confirmed, type Finding, refuted } from './finding.ts';
import { followRotations, rotationFindings } from './followRotations.ts';
import type { KeyChain } from './keyChain.ts';
import type { KeyRotationV1 } from './keyRotationV1.ts';
import { type LedgerEntry, ledgerEntry } from './ledgerEntry.ts';
import { consistencyHolds } from './merkleProofs.ts';
import { readCanonical } from './readCanonical.ts';
import { openEntry } from './verifyEntry.ts';
import { sameList } from './verifyManifest.ts';
import { checkpointOf, standsIn } from './verifyPlace.ts';

/** The key rotations that an export carries, and what they say. */
export type Rotations = { readonly placed: readonly PlacedRotation[]; readonly contents: readonly KeyRotationV1[] };

/** Reads `ledger/rotations.json`, which an export of a station with its first key has not, and follows it from that key. */
export async function readRotations(
  files: ReadonlyMap<string, Uint8Array>,
  first: KeyChain,
  nameOf: (path: string) => string,
  crypto: VerifyingCrypto,
): Promise<
  { readonly chain: KeyChain; readonly rotations: Rotations; readonly findings: readonly Finding[] } | Finding
> {
  const bytes = files.get(EXPORT_PATHS.rotations);
  if (bytes === undefined) return { chain: first, rotations: { placed: [], contents: [] }, findings: [] };
  const subject = nameOf(EXPORT_PATHS.rotations);
  const read = readCanonical(bytes, rotationsV1);
  if (!('value' in read)) return unreadable(subject, read);
  const { rotations: placed } = read.value;
  const followed = await followRotations(placed, { subject, first, beforeSeq: Number.MAX_SAFE_INTEGER }, crypto);
  if ('refutation' in followed) return followed.refutation;
  const { chain, contents, findings } = followed;
  return { chain, rotations: { placed, contents }, findings };
}

/** What the ledger files of an export are checked with. `nameOf` gives a path the name that a reader sees. */
export type LedgerFiles = {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: ManifestV1;
  /** The station's first key and those that `ledger/rotations.json` leads to. */
  readonly chain: KeyChain;
  readonly rotations: Rotations;
  readonly nameOf: (path: string) => string;
  readonly crypto: VerifyingCrypto;
};

export type SealedExport = { readonly entry: LedgerEntry; readonly content: ExportV1; readonly finding: Finding };

/** Checks `ledger/export.json`: signed by the station, and sealing exactly this manifest and these certificates. */
export async function verifyExportEntry(given: LedgerFiles): Promise<SealedExport | Finding> {
  const { files, manifest, chain, nameOf, crypto } = given;
  const subject = nameOf(EXPORT_PATHS.exportEntry);
  const read = readCanonical(files.get(EXPORT_PATHS.exportEntry) ?? new Uint8Array(), ledgerEntry);
  if (!('value' in read)) return unreadable(subject, read);
  const type = 'application/vnd.wipebench.export.v1+json' as const;
  const opened = await openEntry(read.value, { subject, part: 'export', type, schema: exportV1, chain }, crypto);
  if ('refutation' in opened) return opened.refutation;
  const { content } = opened;
  const digest = toHex(await crypto.sha256(files.get(EXPORT_PATHS.manifest) ?? new Uint8Array()));
  if (content.manifestSha256 !== digest) return refuted(nameOf(EXPORT_PATHS.manifest), 'manifest-other-digest');
  if (!sameList(content.certificateIds.toSorted(), manifest.certificateIds)) {
    return refuted(subject, 'manifest-other-certificates');
  }
  if (content.stationId !== manifest.stationId) return refuted(subject, 'other-station');
  const details = { person: content.person.name, at: content.at };
  return { entry: read.value, content, finding: confirmed(nameOf(EXPORT_PATHS.manifest), 'manifest-sealed', details) };
}

export type ProvenTree = {
  readonly checkpoint: Checkpoint;
  /** Earlier states of the ledger that were shown to be beginnings of the signed one. */
  readonly growth: readonly GrowthV1[];
  readonly findings: readonly Finding[];
};

/**
 * Checks `ledger/checkpoint.txt` and `ledger/proofs.json` together: the tree that the station signed right after the export's entry, this entry as
 * its last leaf, and every listed earlier state as its beginning. Answers refutations only, if there are any.
 */
export async function verifyTree(given: LedgerFiles, sealed: SealedExport): Promise<ProvenTree | Finding[]> {
  const { files, chain, nameOf, crypto } = given;
  const subject = nameOf(EXPORT_PATHS.checkpoint);
  const note = noteText(files.get(EXPORT_PATHS.checkpoint) ?? new Uint8Array());
  const { stationId, virtual } = sealed.content;
  const entries = sealed.entry.seq + 1;
  const opened = await checkpointOf(note, { subject, chain, stationId, virtual, entries }, crypto);
  if ('refutation' in opened) return [opened.refutation];
  const { checkpoint } = opened;

  const proofsSubject = nameOf(EXPORT_PATHS.proofs);
  const read = readCanonical(files.get(EXPORT_PATHS.proofs) ?? new Uint8Array(), proofsV1);
  if (!('value' in read)) return [unreadable(proofsSubject, read)];
  const { inclusion, growth } = read.value;
  const sizes = growth.map((state) => state.entries);
  if (sizes.some((size, at) => at > 0 && size <= (sizes[at - 1] ?? 0))) {
    return [refuted(proofsSubject, 'wrong-shape', { where: 'growth' })];
  }
  const refutations: Finding[] = [];
  if (!(await standsIn(checkpoint, sealed.entry, inclusion, crypto))) {
    refutations.push(refuted(proofsSubject, 'entry-not-in-tree', { part: 'export', seq: sealed.entry.seq }));
  }
  const { placed, contents } = given.rotations;
  const rotationsGiven = { subject: nameOf(EXPORT_PATHS.rotations), checkpoint };
  refutations.push(...(await rotationFindings(placed, contents, rotationsGiven, crypto)));
  const newer = { size: checkpoint.entries, root: fromHex(checkpoint.root) };
  for (const { entries: size, root, path } of growth) {
    const grew = await consistencyHolds({ size, root: fromHex(root) }, newer, path.map(fromHex), crypto);
    if (!grew) refutations.push(refuted(proofsSubject, 'growth-not-proven', { entries: size }));
  }
  if (refutations.length > 0) return refutations;
  const { certificates } = checkpoint;
  const findings = [
    confirmed(subject, 'checkpoint-signed', { entries, certificates }),
    confirmed(nameOf(EXPORT_PATHS.exportEntry), 'export-place-proven', { entries }),
  ];
  return { checkpoint, growth, findings };
}

/** The text of a signed note's file; bytes that are no UTF-8 become a text that no note has. */
export function noteText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '';
  }
}

function unreadable(subject: string, read: { problem: string; where?: string }): Finding {
  return read.where === undefined
    ? refuted(subject, 'not-canonical-json')
    : refuted(subject, 'wrong-shape', { where: read.where });
}
