import type { LabelKind } from '../../../core/domain/label.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';
import type { Statement } from '../../../native/agent/ledger/statement.ts';
import type { Ending, MatrixRow } from './matrixRow.ts';

/** How a row ended, and what the drive's cells hold in truth. */
export type RowResult = {
  readonly id: string;
  readonly technique: TechniqueId;
  readonly drive: string;
  readonly fault: string | null;
  readonly expected: Ending;
  readonly reached: Ending;
  /** Codes of the verdict's reasons, or of the refusals and of the plan's reasons behind them. */
  readonly reasons: readonly string[];
  readonly recordSeq: number | null;
  /** The ledger's entry of the end: the record, or for a refusal the act that says who was refused what. */
  readonly record: Statement | null;
  readonly label: LabelKind | null;
  /** `null`: none was issued when one was asked for. */
  readonly certificate: Statement | null;
  /** Bytes of the earlier owner that are still in the cells. */
  readonly keptBytes: number;
  readonly drivePassword: boolean;
  readonly elapsedInJobMs: number | null;
  readonly elapsedMs: number;
};

/** What the record calls the programs of each family: those of sg3-utils have names and versions of their own. */
const TOOL: Record<string, RegExp> = {
  nvme: /^nvme(-cli)?$/,
  ata: /^hdparm$/,
  scsi: /^sg_(sanitize|format)$|^sg3-utils$/,
  opal: /^sedutil-cli$/,
  overwrite: /^wipebench-engine$/,
};

/** Everything about a row's end that breaks a promise; empty is as it must be. */
export function brokenPromises(row: MatrixRow, result: RowResult): string[] {
  const { reached, certificate, record, label, keptBytes } = result;
  const broken: string[] = [];
  if (reached !== row.expected && reached !== row.orElse)
    broken.push(`ended ${reached} (${result.reasons.join(', ')}), expected ${row.expected}`);
  if (reached === 'refused') {
    if (record?.kind !== 'act') broken.push('nothing in the ledger says that it was refused');
    if (keptBytes === 0) broken.push('the drive was refused and is erased all the same');
    return broken;
  }
  if (record?.kind !== 'record' || record.payload.verdict.outcome !== reached) broken.push('no record of its end');
  const passes = reached === 'sanitized';
  if ((label === 'PASS') !== passes) broken.push(`its label is ${label}`);
  if ((certificate !== null) !== passes)
    broken.push(certificate === null ? 'no certificate' : 'a certificate was issued');
  if (passes && row.blindSpot === null && keptBytes > 0)
    broken.push(`sanitized, and ${keptBytes} bytes are still there`);
  if (row.blindSpot !== null && keptBytes === 0) broken.push('the blind spot is none: nothing was kept');
  if (passes && certificate?.kind === 'certificate') broken.push(...certificateGaps(row, certificate.payload));
  if (result.drivePassword) broken.push('our password is still on the drive');
  return broken;
}

function certificateGaps(
  { technique, blindSpot }: MatrixRow,
  { tools, attestations, sanitizationTechnique }: Extract<Statement, { kind: 'certificate' }>['payload'],
): string[] {
  const gaps: string[] = [];
  const wanted = TOOL[technique.split('-')[0] ?? ''];
  const named = tools.find(({ name, version }) => wanted?.test(name) === true && /\d/.test(version));
  if (named === undefined) gaps.push(`the certificate names no ${wanted} with its version`);
  if (sanitizationTechnique !== technique) gaps.push(`the certificate says ${sanitizationTechnique}`);
  if (blindSpot !== null && !attestations.includes('nothing-behind-the-zeros')) {
    gaps.push('the certificate does not say that nobody measured what lies behind the zeros');
  }
  return gaps;
}
