import type { Disposition } from './disposition.ts';
import type { ClosureReason, ExceptionCode } from './exceptions.ts';
import { amountText } from './money.ts';
import type { RowState, ThingState } from './reconcile.ts';

/** An exception as the report names it. */
export type ReportedException = {
  readonly code: ExceptionCode;
  readonly closure: {
    readonly reason: ClosureReason;
    readonly note: string | null;
    readonly personName: string;
    readonly at: string;
  } | null;
};

/** A drive of an asset, and what its record says; `null` facts are not known. */
export type ReportedDrive = {
  readonly serialNumber: string | null;
  readonly outcome: string | null;
  readonly method: string | null;
  readonly technique: string | null;
  readonly certificateId: string | null;
  readonly endedAt: string | null;
};

/** What Wipebench has to say of one row. */
export type RowReport = {
  readonly state: RowState | ThingState | 'rejected';
  readonly serialFound: string | null;
  readonly tagFound: string | null;
  readonly receivedAt: string | null;
  /** What became of its data; `not-received`: nothing is known. */
  readonly outcome: 'sanitized' | 'destroyed' | 'no-drive' | 'open' | 'not-received' | 'not-read';
  readonly drives: readonly ReportedDrive[];
  /** Numbers of the certificates of destruction of it and of the drives pulled from it. */
  readonly destructions: readonly string[];
  readonly disposition: Disposition | null;
  readonly exceptions: readonly ReportedException[];
};

const joined = (texts: readonly (string | null)[]) =>
  [...new Set(texts.filter((text) => text !== null && text !== ''))].join('; ');

/**
 * The columns that are added to the customer's own, in order. Their names are for programs: they begin alike, so that none is taken for a column of the
 * customer's, and they do not change with the language. Unknown is empty.
 */
const COLUMNS: readonly (readonly [string, (row: RowReport) => string])[] = [
  ['wipebench_state', ({ state }) => state],
  ['wipebench_outcome', ({ outcome }) => outcome],
  ['wipebench_method', ({ drives }) => joined(drives.map(({ method }) => method))],
  ['wipebench_technique', ({ drives }) => joined(drives.map(({ technique }) => technique))],
  ['wipebench_certificate', ({ drives }) => joined(drives.map(({ certificateId }) => certificateId))],
  [
    'wipebench_sanitized_at',
    ({ drives }) => drives.map(({ endedAt }) => endedAt ?? '').reduce((last, at) => (at > last ? at : last), ''),
  ],
  ['wipebench_drives', ({ drives }) => joined(drives.map(({ serialNumber }) => serialNumber))],
  ['wipebench_drive_outcomes', ({ drives }) => drives.map(({ outcome }) => outcome ?? 'unknown').join('; ')],
  ['wipebench_received_at', ({ receivedAt }) => receivedAt ?? ''],
  ['wipebench_serial_found', ({ serialFound }) => serialFound ?? ''],
  ['wipebench_tag_found', ({ tagFound }) => tagFound ?? ''],
  ['wipebench_route', ({ disposition }) => disposition?.route ?? ''],
  ['wipebench_grade', ({ disposition }) => disposition?.grade ?? ''],
  ['wipebench_grade_reasons', ({ disposition }) => disposition?.gradeReasons.join('; ') ?? ''],
  [
    'wipebench_repairs',
    ({ disposition }) =>
      disposition?.repairs.map(({ code, note }) => (note === '' ? code : `${code}: ${note}`)).join('; ') ?? '',
  ],
  ['wipebench_notes', ({ disposition }) => disposition?.notes ?? ''],
  ['wipebench_estimated_value', ({ disposition }) => valueText(disposition?.estimated ?? null)],
  ['wipebench_realized_value', ({ disposition }) => valueText(disposition?.realized ?? null)],
  [
    'wipebench_currency',
    ({ disposition }) => disposition?.realized?.currency ?? disposition?.estimated?.currency ?? '',
  ],
  ['wipebench_exceptions', ({ exceptions }) => exceptions.map(({ code }) => code).join('; ')],
  [
    'wipebench_exception_closures',
    ({ exceptions }) => exceptions.map(({ closure }) => (closure === null ? 'open' : closureText(closure))).join('; '),
  ],
  ['wipebench_destruction_certificate', ({ destructions }) => joined(destructions)],
];

function valueText(value: Disposition['estimated']): string {
  return value === null ? '' : amountText(value);
}

function closureText({ reason, note, personName, at }: NonNullable<ReportedException['closure']>): string {
  return `${reason}${note === null ? '' : ` (${note})`}, ${personName}, ${at.slice(0, 10)}`;
}

/** The names of the added columns, none of which the customer's list has: a name that it has gets a number. */
export function addedColumns(customersOwn: readonly string[]): string[] {
  const taken = new Set(customersOwn.map((name) => name.trim().toLowerCase()));
  return COLUMNS.map(([name]) => {
    let free = name;
    for (let copy = 2; taken.has(free); copy += 1) free = `${name}_${copy}`;
    return free;
  });
}

export function addedCells(row: RowReport): string[] {
  return COLUMNS.map(([, cell]) => cell(row));
}

/** A row of the customer's with what is added: short rows are filled up, so that the added cells stand under their names. */
export function reportCells(customersOwn: readonly string[], columns: number, row: RowReport): string[] {
  const own = Array.from({ length: Math.max(columns, customersOwn.length) }, (_, index) => customersOwn[index] ?? '');
  return [...own, ...addedCells(row)];
}
