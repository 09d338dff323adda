import { type AssetField, type AssetFields, assetField, LONGEST_CELL, MOST_COLUMNS } from '../domain/asset.ts';
import { because, type Reason } from '../domain/reason.ts';
import { lastFilled } from './findHeader.ts';
import { foldName } from './foldName.ts';
import type { DateOrder, Delimiter, SourceRow } from './listShape.ts';
import { readDay } from './readDay.ts';
import { type Identity, readIdentity } from './readIdentity.ts';

/** A row is an asset, perhaps with something to look at, or it is not one for a reason. There is no third. */
export type RowVerdict =
  | { readonly kind: 'accepted'; readonly fields: AssetFields; readonly remarks: readonly Reason[] }
  | { readonly kind: 'rejected'; readonly reasons: readonly Reason[] };

export type RowRules = {
  readonly columns: readonly string[];
  readonly fields: readonly (AssetField | null)[];
  /** Whether the list has a header, which may be repeated in it. */
  readonly headed: boolean;
  /** What cells were cut at: then one too many means that a value has a delimiter in it, and all after it stand in the wrong column. `null`: a workbook. */
  readonly delimiter: Delimiter | null;
  readonly dateOrder: DateOrder;
};

/** Judges the rows of one list. Rows that hold nothing are no rows and are not to be asked about. */
export function rowJudge(rules: RowRules): (row: SourceRow) => RowVerdict {
  const { columns, fields, headed, delimiter, dateOrder } = rules;
  const header = columns.map(foldName);
  const names = header.filter((name) => name !== '').length;
  const place = new Map<AssetField, number>();
  for (const [column, field] of fields.entries()) if (field !== null && !place.has(field)) place.set(field, column);
  const textFields = assetField.options.filter(isText);

  const at = (cells: readonly string[], field: AssetField): string => {
    const column = place.get(field);
    return column === undefined ? '' : (cells[column] ?? '');
  };

  function shapeProblem({ cells, broken, doubtful = false }: SourceRow): Reason | null {
    if (broken !== undefined) return because(broken);
    if (cells.length > MOST_COLUMNS) return because('too-many-columns', { found: cells.length, most: MOST_COLUMNS });
    const long = cells.findIndex((cell) => cell.length > LONGEST_CELL);
    if (long >= 0) return because('cell-too-long', { column: columns[long]?.slice(0, 100) ?? '', most: LONGEST_CELL });
    if (delimiter === null) return null;
    const marked = doubtful && [at(cells, 'serialNumber'), at(cells, 'assetTag')].some((cell) => cell.includes('"'));
    if (marked || (doubtful && cells.length !== columns.length)) return because('quotes-wrong');
    if (cells.some((cell) => hasRowsInside(cell, delimiter, columns.length))) return because('rows-in-one-cell');
    if (!headed) return null;
    const found = lastFilled(cells) + 1;
    return found > columns.length ? because('row-too-wide', { found, expected: columns.length }) : null;
  }

  function isHeaderAgain(cells: readonly string[]): boolean {
    if (!headed || names === 0) return false;
    let same = 0;
    for (const [index, cell] of cells.entries()) {
      const name = header[index] ?? '';
      if (cell === '') continue;
      if (foldName(cell) !== name) return false;
      if (name !== '') same += 1;
    }
    return same >= Math.min(names, 2);
  }

  return (row) => {
    const { cells } = row;
    const problem = shapeProblem(row);
    if (problem !== null) return { kind: 'rejected', reasons: [problem] };
    const serial = readIdentity(at(cells, 'serialNumber'));
    const tag = readIdentity(at(cells, 'assetTag'));
    const identified = serial.kind === 'known' || tag.kind === 'known';
    if (isHeaderAgain(cells)) return { kind: 'rejected', reasons: [because('repeated-header')] };
    if (isTotals(cells)) return { kind: 'rejected', reasons: [because('totals-row')] };
    if (!identified) return { kind: 'rejected', reasons: whyUnidentified(serial, tag) };
    const remarks: Reason[] = row.doubtful === true ? [because('quotes-doubtful')] : [];
    const made: AssetFields = { ...noFields };
    for (const field of textFields) made[field] = tidy(at(cells, field));
    made.serialNumber = serial.kind === 'known' ? serial.text : null;
    made.assetTag = tag.kind === 'known' ? tag.text : null;
    addRemark(remarks, 'serial', serial);
    addRemark(remarks, 'tag', tag);
    const retired = at(cells, 'retiredOn').trim();
    if (retired !== '') {
      made.retiredOn = readDay(retired, dateOrder);
      if (made.retiredOn === null) remarks.push(because('date-not-understood', { text: retired.slice(0, 100) }));
    }
    return { kind: 'accepted', fields: made, remarks };
  };
}

/** An earlier row with the same number. */
export type EarlierRow = {
  readonly rowNumber: number;
  readonly serialNumber: string | null;
  readonly make: string | null;
};

/**
 * What an accepted row is beside the rows before it: the same serial number again is one device listed twice, unless two makes are named, because numbers are
 * unique within a make only; the same asset tag on another serial number is to be looked at.
 */
export function judgeAgain(
  verdict: Extract<RowVerdict, { kind: 'accepted' }>,
  sameSerial: EarlierRow | null,
  sameTag: EarlierRow | null,
): RowVerdict {
  const { fields, remarks } = verdict;
  if (sameSerial !== null) {
    const row = sameSerial.rowNumber;
    const others =
      fields.make !== null && sameSerial.make !== null && foldName(fields.make) !== foldName(sameSerial.make);
    if (!others) return { kind: 'rejected', reasons: [because('duplicate-serial', { row })] };
    return { ...verdict, remarks: [...remarks, because('serial-of-two-makes', { row })] };
  }
  if (sameTag === null) return verdict;
  const row = sameTag.rowNumber;
  const told = fields.serialNumber !== null && sameTag.serialNumber !== null;
  if (!told) return { kind: 'rejected', reasons: [because('duplicate-tag', { row })] };
  return { ...verdict, remarks: [...remarks, because('tag-again', { row })] };
}

const noFields: AssetFields = {
  serialNumber: null,
  assetTag: null,
  deviceType: null,
  make: null,
  model: null,
  location: null,
  department: null,
  refreshProject: null,
  securityRequirement: null,
  retiredOn: null,
};

type TextField = Exclude<AssetField, 'serialNumber' | 'assetTag' | 'retiredOn'>;

function isText(field: AssetField): field is TextField {
  return field !== 'serialNumber' && field !== 'assetTag' && field !== 'retiredOn';
}

/** Whether a quoted cell has swallowed a row: a line within it that has about as many delimiters as a row. */
function hasRowsInside(cell: string, delimiter: string, columns: number): boolean {
  if (!cell.includes('\n')) return false;
  const least = Math.max(2, Math.floor(columns / 2));
  return cell.split('\n').some((line) => line.split(delimiter).length > least);
}

function tidy(text: string): string | null {
  const seen = /[\p{Cc}\p{Cf}\u00a0]| {2}/u.test(text) ? text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim() : text.trim();
  return seen === '' ? null : seen;
}

function addRemark(remarks: Reason[], which: 'serial' | 'tag', identity: Identity): void {
  if (identity.kind === 'placeholder')
    remarks.push(because(`${which}-placeholder`, { text: identity.text.slice(0, 100) }));
  if (identity.kind === 'known' && identity.maybeRounded) remarks.push(because(`${which}-maybe-rounded`));
  if (identity.kind === 'lost') {
    remarks.push(because(`${which}-lost-${identity.how}`, { text: identity.text.slice(0, 100) }));
  }
}

function whyUnidentified(serial: Identity, tag: Identity): Reason[] {
  const reasons: Reason[] = [because('no-identity')];
  addRemark(reasons, 'serial', serial);
  addRemark(reasons, 'tag', tag);
  return reasons;
}

const TOTALS =
  /^(?:(?:grand|sub)?totals?(?:assets|devices|items|count|rows|units)?|sum|count|summe|gesamt|gesamtsumme|zwischensumme|anzahl|razem|suma|lacznie|ogolem|合计|总计|小计|共计|總計)$/;
/** A line of totals names itself and has a number or two; a device whose model is called so has more. */
const MOST_IN_TOTALS = 3;

function isTotals(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  const [first = ''] = filled;
  if (filled.length > MOST_IN_TOTALS || first.length > 40) return false;
  return TOTALS.test(foldName(first.replace(/[\s:：=]+[\d., ]+$/, '')));
}
