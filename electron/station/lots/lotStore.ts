import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { LotRow } from '../../../core/contract/lots.ts';
import type { AssetField } from '../../../core/domain/asset.ts';
import type { Customer } from '../../../core/domain/customer.ts';
import type { LotState } from '../../../core/domain/lot.ts';
import type { CustomerSetup } from '../../../core/domain/setup.ts';
import { foldName } from '../../../core/intake/foldName.ts';
import { foldedText } from '../store/searchWords.ts';

/** A lot to be written; the customer by id when it is known, else by a new name. */
export type NewLot = {
  readonly lotId: string;
  readonly customer: Customer;
  readonly name: string;
  readonly deadline: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
};

/** Customers and lots on the open store. */
export type LotStore = {
  customers(): Customer[];
  customer(customerId: string): Customer | null;
  /** The customer of this name, letter case and blanks apart. */
  customerNamed(name: string): Customer | null;
  /** `false`: a lot of this name is there. */
  add(lot: NewLot): boolean;
  list(limit: number, before: number | null): { rows: LotRow[]; next: number | null };
  lot(lotId: string): LotRow | null;
  /** What a person chose for this customer's columns before, by folded name. */
  mapping(customerId: string): ReadonlyMap<string, AssetField | null>;
  /** Customers of another station, and how their lists are read; all or none. One of the same name is the same customer. */
  takeCustomers(customers: readonly CustomerSetup[]): void;
  keepMapping(customerId: string, columns: readonly string[], fields: readonly (AssetField | null)[]): void;
};

type Row = {
  lotSeq: number;
  lotId: string;
  customerId: string;
  customerName: string;
  name: string;
  deadline: string | null;
  state: LotState;
  createdAt: string;
  createdBy: string;
  assets: number;
  rejected: number;
};

const LAST = Number.MAX_SAFE_INTEGER;

/** Every statement that reads lots; their plans have a test. */
export const lotStatements = {
  page: lotRows('lots.lot_seq < ? ORDER BY lots.lot_seq DESC LIMIT ?'),
  one: lotRows('lots.lot_id = ?'),
} as const;

function lotRows(where: string): string {
  return `SELECT lots.lot_seq AS lotSeq, lots.lot_id AS lotId, lots.customer_id AS customerId, customers.name AS customerName,
    lots.name, lots.deadline, lots.state, lots.created_at AS createdAt, lots.created_by AS createdBy,
    (SELECT coalesce(sum(accepted), 0) FROM asset_lists WHERE lot_seq = lots.lot_seq AND state = 'complete') AS assets,
    (SELECT coalesce(sum(rejected), 0) FROM asset_lists WHERE lot_seq = lots.lot_seq AND state = 'complete') AS rejected
    FROM lots JOIN customers ON customers.customer_id = lots.customer_id WHERE ${where}`;
}

/** The lots of a store. */
export function lotStoreOf(database: Database): LotStore {
  const page = database.prepare<[number, number], Row>(lotStatements.page);
  const one = database.prepare<[string], Row>(lotStatements.one);
  const customers = database.prepare<[], Customer>(
    'SELECT customer_id AS customerId, name FROM customers ORDER BY name_key',
  );
  const customer = database.prepare<[string], Customer>(
    'SELECT customer_id AS customerId, name FROM customers WHERE customer_id = ?',
  );
  const named = database.prepare<[string], Customer>(
    'SELECT customer_id AS customerId, name FROM customers WHERE name_key = ?',
  );
  const taken = database.prepare<[string], number>('SELECT 1 FROM lots WHERE name_key = ?').pluck();
  const addCustomer = database.prepare(
    'INSERT INTO customers (customer_id, name, name_key) VALUES (?, ?, ?) ON CONFLICT (customer_id) DO NOTHING',
  );
  const addLot = database.prepare(
    `INSERT INTO lots (lot_id, customer_id, name, name_key, deadline, state, created_at, created_by)
       VALUES (?, ?, ?, ?, ?, 'expected', ?, ?)`,
  );
  const mappings = database.prepare<[string], { key: string; field: AssetField | null }>(
    'SELECT column_key AS key, field FROM intake_mappings WHERE customer_id = ?',
  );
  const keep = database.prepare(
    `INSERT INTO intake_mappings (customer_id, column_key, field) VALUES (?, ?, ?)
       ON CONFLICT (customer_id, column_key) DO UPDATE SET field = excluded.field`,
  );

  return {
    customers: () => customers.all(),
    customer: (customerId) => customer.get(customerId) ?? null,
    customerNamed: (name) => named.get(foldedText(name)) ?? null,
    add: database.transaction((lot: NewLot) => {
      const key = foldedText(lot.name);
      if (taken.get(key) !== undefined) return false;
      addCustomer.run(lot.customer.customerId, lot.customer.name, foldedText(lot.customer.name));
      addLot.run(lot.lotId, lot.customer.customerId, lot.name, key, lot.deadline, lot.createdAt, lot.createdBy);
      return true;
    }),
    list(limit, before) {
      const rows = page.all(before ?? LAST, limit);
      return { rows: rows.map(lotOf), next: rows.length < limit ? null : (rows.at(-1)?.lotSeq ?? null) };
    },
    lot(lotId) {
      const row = one.get(lotId);
      return row === undefined ? null : lotOf(row);
    },
    mapping: (customerId) => new Map(mappings.all(customerId).map(({ key, field }) => [key, field])),
    takeCustomers: database.transaction((taken: readonly CustomerSetup[]) => {
      for (const { name, columns } of taken) {
        const known = named.get(foldedText(name))?.customerId;
        const customerId = known ?? randomUUID();
        if (known === undefined) addCustomer.run(customerId, name, foldedText(name));
        for (const [column, field] of Object.entries(columns)) {
          const key = foldName(column);
          if (key !== '') keep.run(customerId, key, field);
        }
      }
    }),
    keepMapping(customerId, columns, fields) {
      for (const [index, column] of columns.entries()) {
        const key = foldName(column);
        if (key !== '') keep.run(customerId, key, fields[index] ?? null);
      }
    },
  };
}

function lotOf({ lotSeq: _, customerId, customerName, ...row }: Row): LotRow {
  return { ...row, customer: { customerId, name: customerName } };
}
