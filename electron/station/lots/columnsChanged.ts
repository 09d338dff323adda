import type { AssetField } from '../../../core/domain/asset.ts';
import type { Customer } from '../../../core/domain/customer.ts';
import { foldName } from '../../../core/intake/foldName.ts';

type Columns = { readonly customer: string; readonly columns: Readonly<Record<string, AssetField | null>> };

/** What a list changes in how a customer's columns are read the next time: the columns that are new or read otherwise. Pure. */
export function columnsChanged(
  { name }: Customer,
  known: ReadonlyMap<string, AssetField | null>,
  columns: readonly string[],
  fields: readonly (AssetField | null)[],
): { readonly before: Columns; readonly after: Columns } {
  const chosen = new Map(columns.map((column, index) => [foldName(column), fields[index] ?? null]));
  const changed = [...chosen].filter(([key, field]) => key !== '' && (!known.has(key) || known.get(key) !== field));
  const before = changed.flatMap(([key]) => {
    const field = known.get(key);
    return field === undefined ? [] : [[key, field] as const];
  });
  return {
    before: { customer: name, columns: Object.fromEntries(before) },
    after: { customer: name, columns: Object.fromEntries(changed) },
  };
}
