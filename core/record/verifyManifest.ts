import { toHex } from './bytes.ts';
import type { VerifyingCrypto } from './crypto.ts';
import {
  EXPORT_PATHS,
  exportPaths,
  type ManifestV1,
  manifestV1,
  SPREADSHEET_PATH,
  sealedPaths,
} from './exportLayout.ts';
import { confirmed, type Finding, refuted, unchecked } from './finding.ts';
import { readCanonical } from './readCanonical.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** Reads the manifest of an export, strictly: canonical, sorted, listing exactly the files that its certificates need. */
export function readManifest(files: Files, nameOf: (path: string) => string): { manifest: ManifestV1 } | Finding {
  const subject = nameOf(EXPORT_PATHS.manifest);
  const bytes = files.get(EXPORT_PATHS.manifest);
  if (bytes === undefined) return refuted(subject, 'file-missing');
  const read = readCanonical(bytes, manifestV1);
  if (!('value' in read)) {
    return read.problem === 'not-canonical'
      ? refuted(subject, 'not-canonical-json')
      : refuted(subject, 'wrong-shape', { where: read.where });
  }
  const { certificateIds, files: listed } = read.value;
  if (!sameList(certificateIds, [...new Set(certificateIds)].sort())) {
    return refuted(subject, 'wrong-shape', { where: 'certificateIds' });
  }
  const paths = listed.map(({ path }) => path);
  if (!sameList(paths, sealedPaths(certificateIds, paths.includes(SPREADSHEET_PATH)))) {
    return refuted(subject, 'wrong-shape', { where: 'files' });
  }
  return { manifest: read.value };
}

/** Holds the files against the manifest: none missing, none extra, none changed. One finding a file that is not plainly as sealed. */
export async function verifyFileSet(
  files: Files,
  manifest: ManifestV1,
  nameOf: (path: string) => string,
  crypto: VerifyingCrypto,
): Promise<{ findings: Finding[]; intact: ReadonlySet<string> }> {
  const findings: Finding[] = [];
  const intact = new Set<string>();
  const spreadsheet = manifest.files.some(({ path }) => path === SPREADSHEET_PATH);
  // Whether the key changes are needed, the signatures say.
  const rotated = files.has(EXPORT_PATHS.rotations);
  const expected = exportPaths(manifest.certificateIds, { spreadsheet, rotated });
  for (const path of expected) if (!files.has(path)) findings.push(refuted(nameOf(path), 'file-missing'));
  const known = new Set(expected);
  for (const path of files.keys()) if (!known.has(path)) findings.push(refuted(nameOf(path), 'file-extra'));
  for (const { path, sizeBytes, sha256 } of manifest.files) {
    const bytes = files.get(path);
    if (bytes === undefined) continue;
    const same = bytes.length === sizeBytes && toHex(await crypto.sha256(bytes)) === sha256;
    if (same) intact.add(path);
    else findings.push(refuted(nameOf(path), 'file-changed'));
  }
  for (const path of [EXPORT_PATHS.readme, SPREADSHEET_PATH, EXPORT_PATHS.verifierPage]) {
    if (intact.has(path)) findings.push(confirmed(nameOf(path), 'file-unchanged'));
  }
  if (intact.has(SPREADSHEET_PATH)) findings.push(unchecked(nameOf(SPREADSHEET_PATH), 'spreadsheet-not-judged'));
  if (intact.has(EXPORT_PATHS.verifierPage)) {
    findings.push(unchecked(nameOf(EXPORT_PATHS.verifierPage), 'verifier-not-judged'));
  }
  return { findings, intact };
}

export function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
