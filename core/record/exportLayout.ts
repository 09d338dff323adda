import { z } from 'zod';
import { canonicalBytes } from './canonicalJson.ts';
import { MOST_ROTATIONS, merklePath, placedRotation } from './certificateFile.ts';
import type { Certificate } from './certificateV2.ts';

/** The names inside an export. The station's builder and the verifier both take them from here. */
export const EXPORT_PATHS = {
  certificatesCsv: 'certificates.csv',
  readme: 'README.txt',
  manifest: 'manifest.json',
  exportEntry: 'ledger/export.json',
  proofs: 'ledger/proofs.json',
  checkpoint: 'ledger/checkpoint.txt',
  /** Only of a station that has changed its key. */
  rotations: 'ledger/rotations.json',
  verifierPage: 'verify.html',
} as const;

/** The same table as `certificates.csv` for spreadsheet programs. Exports made before it have none. */
export const SPREADSHEET_PATH = 'certificates.xlsx';

/** Written after the manifest was sealed, so not listed in it: each proves itself by signature or against the signed tree. */
const AFTER_SEALING: readonly string[] = [
  EXPORT_PATHS.manifest,
  EXPORT_PATHS.exportEntry,
  EXPORT_PATHS.proofs,
  EXPORT_PATHS.checkpoint,
  EXPORT_PATHS.rotations,
];

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

export const manifestV1 = z.strictObject({
  format: z.literal('wipebench-manifest/1'),
  stationId: z.string().max(4096),
  keyId: hex64,
  publicKeyBase64: z.string(),
  /** Sorted, none twice. */
  certificateIds: z.array(z.string().regex(/^WB-[0-9A-F]{8}-[0-9]{8}$/)).min(1),
  /** Every file that was there when the manifest was sealed, sorted by path, none twice. */
  files: z.array(
    z.strictObject({ path: z.string().max(200), sizeBytes: z.number().int().nonnegative(), sha256: hex64 }),
  ),
});
export type ManifestV1 = z.infer<typeof manifestV1>;

export function certificateJsonPath(certificateId: string): string {
  return `certificates/${certificateId}.json`;
}

export function certificatePdfPath(certificateId: string): string {
  return `certificates/${certificateId}.pdf`;
}

/** What an export may have besides: the table for spreadsheets, and the key rotations of a station that has changed its key. */
type Besides = { readonly spreadsheet: boolean; readonly rotated: boolean };

/** Every path of an export of these certificates, sorted as the archive holds them. */
export function exportPaths(certificateIds: readonly string[], { spreadsheet, rotated }: Besides): string[] {
  return [
    ...Object.values(EXPORT_PATHS).filter((path) => rotated || path !== EXPORT_PATHS.rotations),
    ...(spreadsheet ? [SPREADSHEET_PATH] : []),
    ...certificateIds.flatMap((id) => [certificateJsonPath(id), certificatePdfPath(id)]),
  ].sort();
}

/** The paths that the manifest lists: all but those that only exist after it was sealed. */
export function sealedPaths(certificateIds: readonly string[], spreadsheet: boolean): string[] {
  return exportPaths(certificateIds, { spreadsheet, rotated: false }).filter((path) => !AFTER_SEALING.includes(path));
}

/** The bytes of `manifest.json`; certificates and files are sorted here, whatever order they came in. */
export function manifestBytes(content: Omit<ManifestV1, 'format'>): Uint8Array<ArrayBuffer> {
  return canonicalBytes({
    ...content,
    format: 'wipebench-manifest/1',
    certificateIds: content.certificateIds.toSorted(),
    files: content.files.toSorted((left, right) => (left.path < right.path ? -1 : 1)),
  } satisfies ManifestV1);
}

/** An earlier state of the ledger, and the proof that it is the beginning of the tree of the export's checkpoint. */
const growthV1 = z.strictObject({ entries: z.number().int().positive(), root: hex64, path: merklePath });
export type GrowthV1 = z.infer<typeof growthV1>;

/** `ledger/proofs.json`: all about the tree of `ledger/checkpoint.txt`. */
export const proofsV1 = z.strictObject({
  format: z.literal('wipebench-proofs/1'),
  /** Audit path of the export's own entry, the last one. */
  inclusion: merklePath,
  /** Sorted by `entries`, none twice: the ledger as it stood after each certificate of the export, and after every earlier export. */
  growth: z.array(growthV1),
});
export type ProofsV1 = z.infer<typeof proofsV1>;

/** `ledger/rotations.json`: every key rotation of the station up to the export, each with its place in the tree of `ledger/checkpoint.txt`. */
export const rotationsV1 = z.strictObject({
  format: z.literal('wipebench-rotations/1'),
  rotations: z.array(placedRotation).min(1).max(MOST_ROTATIONS),
});
export type RotationsV1 = z.infer<typeof rotationsV1>;

export type CsvRow = { readonly certificate: Certificate; readonly seq: number; readonly hash: string };

type Fact = string | number | boolean | null;

/** The columns of `certificates.csv` version 1, in order. */
const CSV_COLUMNS: readonly [string, (row: CsvRow) => Fact][] = [
  ['certificateId', ({ certificate }) => certificate.certificateId],
  ['issuedAt', ({ certificate }) => certificate.issuedAt],
  ['virtual', ({ certificate }) => certificate.virtual],
  ['stationId', ({ certificate }) => certificate.stationId],
  ['stationName', ({ certificate }) => certificate.stationName],
  ['lotName', ({ certificate }) => certificate.lotName],
  ['propertyNumber', ({ certificate }) => certificate.propertyNumber],
  ['mediaSource', ({ certificate }) => certificate.mediaSource],
  ['manufacturer', ({ certificate }) => certificate.manufacturer],
  ['model', ({ certificate }) => certificate.model],
  ['serialNumber', ({ certificate }) => certificate.serialNumber],
  ['mediaType', ({ certificate }) => certificate.mediaType],
  ['sizeBytes', ({ certificate }) => certificate.sizeBytes],
  ['sanitizationMethod', ({ certificate }) => certificate.sanitizationMethod],
  ['sanitizationTechnique', ({ certificate }) => certificate.sanitizationTechnique],
  ['verificationMethod', ({ certificate }) => certificate.verificationMethod],
  ['verificationSharePpm', ({ certificate }) => certificate.verificationSharePpm],
  ['verdictOutcome', ({ certificate }) => certificate.verdictOutcome],
  ['destination', ({ certificate }) => certificate.destination],
  ['operator', ({ certificate }) => certificate.operator.person.name],
  ['operatedAt', ({ certificate }) => certificate.operator.at],
  ['verifier', ({ certificate }) => certificate.verifier.person.name],
  ['validator', ({ certificate }) => certificate.validator?.person.name ?? null],
  ['issuer', ({ certificate }) => certificate.issuer.person.name],
  ['recordId', ({ certificate }) => certificate.record.recordId],
  ['ledgerSeq', ({ seq }) => seq],
  ['ledgerHash', ({ hash }) => hash],
];

/** The names of the table's columns. */
export function tableHead(): string[] {
  return CSV_COLUMNS.map(([name]) => name);
}

/** The table's row of one certificate, unknown as empty text. */
export function tableCells(row: CsvRow): string[] {
  return CSV_COLUMNS.map(([, fact]) => textOf(fact(row)));
}

/**
 * The bytes of `certificates.csv`: UTF-8 without a mark, RFC 4180, lines ended by CR LF, one row a certificate sorted by its id, unknown as empty.
 * Lines can be made one by one with `csvLine`.
 */
export function csvBytes(rows: readonly CsvRow[]): Uint8Array<ArrayBuffer> {
  const sorted = rows.toSorted((left, right) =>
    left.certificate.certificateId < right.certificate.certificateId ? -1 : 1,
  );
  const lines = [tableHead(), ...sorted.map(tableCells)];
  return new TextEncoder().encode(lines.map(csvLine).join(''));
}

/**
 * One line of the table. A cell that a spreadsheet would run as a formula, and one that starts with an apostrophe, gets a leading apostrophe: who takes
 * one leading apostrophe away has the very cell again (OWASP, CSV Injection).
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

function csvField(text: string): string {
  const safe = /^['=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(fact: Fact): string {
  return fact === null ? '' : String(fact);
}
