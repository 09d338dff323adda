import { z } from 'zod';
import { type AssetField, assetField } from '../domain/asset.ts';
import { because, reason } from '../domain/reason.ts';
import { columnNames, nameParts } from './columnNames.ts';
import { foldName } from './foldName.ts';
import { type SourceSystem, systemOf } from './sourceSystem.ts';

/** `kept`: as this customer's earlier list was read. `sure`: the name is known. `likely`: a person should look. `none`: no field. */
export const confidence = z.enum(['kept', 'sure', 'likely', 'none']);

/** What one column of a list is taken for, and why. The sentences stand in `core/messages/<language>/intake.json`. */
export const proposedColumn = z.strictObject({
  name: z.string(),
  field: assetField.nullable(),
  confidence,
  why: reason,
  /** Some of its values. */
  examples: z.array(z.string()).max(3),
});
export type ProposedColumn = z.infer<typeof proposedColumn>;

export type ProposedMapping = { readonly system: SourceSystem | null; readonly columns: readonly ProposedColumn[] };

type Claim = Pick<ProposedColumn, 'confidence' | 'why'> & {
  readonly column: number;
  readonly field: AssetField;
  readonly score: number;
};

/**
 * What each column of a list is. `kept` is what a person chose for this customer's columns before, by folded name. No field is proposed twice: the better claim
 * has it, and the other column says so and is kept as it is.
 */
export function proposeMapping(
  columns: readonly string[],
  sample: readonly (readonly string[])[],
  kept: ReadonlyMap<string, AssetField | null>,
): ProposedMapping {
  const folded = columns.map(foldName);
  const system = systemOf(new Set(folded));
  const claims = folded.flatMap((name, column) => claimsOf(name, column, kept, system));
  if (!claims.some(({ field }) => field === 'serialNumber')) claims.push(...serialByValues(columns.length, sample));
  claims.sort((left, right) => right.score - left.score || left.column - right.column);
  const taken = new Map<AssetField, Claim>();
  const ofColumn = new Map<number, Claim>();
  for (const claim of claims) {
    if (taken.has(claim.field) || ofColumn.has(claim.column)) continue;
    taken.set(claim.field, claim);
    ofColumn.set(claim.column, claim);
  }
  return {
    system,
    columns: columns.map((name, column) => {
      const examples = examplesOf(sample, column);
      const claim = ofColumn.get(column);
      if (claim !== undefined) {
        return { name, field: claim.field, confidence: claim.confidence, why: claim.why, examples };
      }
      const lost = claims.find((other) => other.column === column);
      const winner = lost === undefined ? undefined : taken.get(lost.field);
      return { name, field: null, confidence: 'none', why: whyNone(winner), examples };

      function whyNone(other: Claim | undefined) {
        if (kept.get(folded[column] ?? '') === null) return because('column-left-before');
        if (other !== undefined) return because('column-other-taken', { other: columns[other.column] ?? '' });
        return because(examples.length === 0 ? 'column-empty' : 'column-unknown');
      }
    }),
  };
}

function claimsOf(
  name: string,
  column: number,
  kept: ReadonlyMap<string, AssetField | null>,
  system: SourceSystem | null,
): Claim[] {
  if (name === '') return [];
  const before = kept.get(name);
  if (before === null) return [];
  if (before !== undefined) {
    return [{ column, field: before, score: 1000, confidence: 'kept', why: because('column-kept') }];
  }
  const known = assetField.options.flatMap((field): Claim[] => {
    const rank = columnNames[field].indexOf(name);
    const why = system === null ? because('column-named') : because('column-named-by-system', { system });
    return rank < 0 ? [] : [{ column, field, score: 500 - rank, confidence: 'sure', why }];
  });
  if (known.length > 0) return known;
  return assetField.options.flatMap((field): Claim[] => {
    const part = nameParts[field].find((each) => name.includes(each));
    // A longer part says more: `serialn` in a name with `model` in it, too.
    if (part === undefined || name.length > 40) return [];
    return [
      { column, field, score: 100 + part.length, confidence: 'likely', why: because('column-name-part', { part }) },
    ];
  });
}

const LEAST_VALUES = 3;

/** A column whose values are all different, without blanks, and have digits, where no name says which one the serial numbers are in. */
function serialByValues(width: number, sample: readonly (readonly string[])[]): Claim[] {
  for (let column = 0; column < width; column += 1) {
    const values = sample.map((cells) => (cells[column] ?? '').trim()).filter((value) => value !== '');
    const shaped = values.filter((value) => /^(?=.*\d)[A-Z0-9-]{6,30}$/i.test(value));
    if (values.length < LEAST_VALUES || shaped.length < values.length * 0.9) continue;
    if (new Set(values).size < values.length * 0.95) continue;
    return [{ column, field: 'serialNumber', score: 10, confidence: 'likely', why: because('column-values') }];
  }
  return [];
}

const LONGEST_EXAMPLE = 60;

function examplesOf(sample: readonly (readonly string[])[], column: number): string[] {
  const examples = new Set<string>();
  for (const cells of sample) {
    const value = (cells[column] ?? '').trim();
    if (value !== '') examples.add(value.slice(0, LONGEST_EXAMPLE));
    if (examples.size === 3) break;
  }
  return [...examples];
}
