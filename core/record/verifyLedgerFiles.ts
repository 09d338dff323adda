import { type CheckpointV1, checkpointV1, type ExportV1, exportV1 } from './actV1.ts';
import { toHex } from './bytes.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { envelope } from './envelope.ts';
import { EXPORT_PATHS, type ManifestV1 } from './exportLayout.ts';
import { confirmed, type Finding, refuted } from './finding.ts';
import { type LedgerEntry, type LedgerLink, ledgerEntry } from './ledgerEntry.ts';
import { readCanonical } from './readCanonical.ts';
import { readLinks } from './readLinks.ts';
import { openEntry, openSealed } from './verifyEntry.ts';
import { sameList } from './verifyManifest.ts';

/** What the ledger files of an export are checked with. `nameOf` gives a path the name that a reader sees. */
export type LedgerFiles = {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: ManifestV1;
  readonly publicKey: Uint8Array;
  readonly nameOf: (path: string) => string;
  readonly crypto: VerifyingCrypto;
};

/** Checks `ledger/export.json`: signed by the station, and sealing exactly this manifest and these certificates. */
export async function verifyExportEntry(
  given: LedgerFiles,
): Promise<{ entry: LedgerEntry; content: ExportV1; finding: Finding } | Finding> {
  const { files, manifest, publicKey, nameOf, crypto } = given;
  const subject = nameOf(EXPORT_PATHS.exportEntry);
  const read = readCanonical(files.get(EXPORT_PATHS.exportEntry) ?? new Uint8Array(), ledgerEntry);
  if (!('value' in read)) return unreadable(subject, read);
  const type = 'application/vnd.wipebench.export.v1+json' as const;
  const opened = await openEntry(read.value, { subject, part: 'export', type, schema: exportV1, publicKey }, crypto);
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

/** Checks `ledger/checkpoint.json` and `ledger/links.jsonl` together: an unbroken chain that ends where the station signed it ends. */
export async function verifyChain(
  given: LedgerFiles,
): Promise<{ links: readonly LedgerLink[]; checkpoint: CheckpointV1; findings: Finding[] } | Finding> {
  const { files, manifest, publicKey, nameOf, crypto } = given;
  const subject = nameOf(EXPORT_PATHS.checkpoint);
  const read = readCanonical(files.get(EXPORT_PATHS.checkpoint) ?? new Uint8Array(), envelope);
  if (!('value' in read)) return unreadable(subject, read);
  const type = 'application/vnd.wipebench.checkpoint.v1+json' as const;
  const opened = await openSealed(
    read.value,
    { subject, part: 'checkpoint', type, schema: checkpointV1, publicKey },
    crypto,
  );
  if ('refutation' in opened) return opened.refutation;
  const checkpoint = opened.content;
  if (checkpoint.stationId !== manifest.stationId) return refuted(subject, 'other-station');

  const chain = await readLinks(files.get(EXPORT_PATHS.links) ?? new Uint8Array(), crypto);
  const linksSubject = nameOf(EXPORT_PATHS.links);
  if ('badLine' in chain) return refuted(linksSubject, 'chain-broken', { line: chain.badLine });
  const { links } = chain;
  if (links.length !== checkpoint.entries || links.at(-1)?.hash !== checkpoint.head) {
    return refuted(linksSubject, 'chain-other-head');
  }
  const findings = [
    confirmed(subject, 'checkpoint-signed', { at: checkpoint.at, entries: checkpoint.entries }),
    confirmed(linksSubject, 'chain-unbroken', { last: links.length - 1 }),
  ];
  return { links, checkpoint, findings };
}

/** Whether an entry is the one that the chain has at its place. */
export function standsInChain(entry: LedgerEntry, links: readonly LedgerLink[]): boolean {
  return links[entry.seq]?.hash === entry.hash;
}

function unreadable(subject: string, read: { problem: string; where?: string }): Finding {
  return read.where === undefined
    ? refuted(subject, 'not-canonical-json')
    : refuted(subject, 'wrong-shape', { where: read.where });
}
