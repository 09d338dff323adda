import type { Database } from 'better-sqlite3';
import { planSearch, type SearchPlan } from './searchPlan.ts';

export type SearchedTable = {
  readonly table: 'records' | 'certificates';
  readonly index: 'record_search' | 'certificate_search';
  readonly columns: string;
  /** Columns with a NOCASE index, for searches of one or two characters. */
  readonly prefixColumns: readonly string[];
};

export type SearchRequest = { readonly search: string; readonly limit: number; readonly offset: number };

/** The statements of one kind of search: the page and the count. Exported for the tests of their query plans. */
export function searchStatements(searched: SearchedTable, kind: SearchPlan['kind']): { page: string; count: string } {
  const { table, index, columns, prefixColumns } = searched;
  const tail = 'ORDER BY seq DESC LIMIT @limit OFFSET @offset';
  switch (kind) {
    case 'all':
      return { page: `SELECT ${columns} FROM ${table} ${tail}`, count: `SELECT count(*) AS total FROM ${table}` };
    case 'match': {
      const found = `SELECT rowid FROM ${index} WHERE ${index} MATCH @query`;
      return {
        page: `SELECT ${columns} FROM ${table} WHERE seq IN (${found} ORDER BY rowid DESC LIMIT @limit OFFSET @offset) ORDER BY seq DESC`,
        count: `SELECT count(*) AS total FROM ${index} WHERE ${index} MATCH @query`,
      };
    }
    case 'prefix': {
      // One branch a column, so that each goes by its own index; with OR, SQLite walks the whole table.
      const found = prefixColumns
        .map(
          (column) =>
            `SELECT seq FROM ${table} WHERE ${column} COLLATE NOCASE >= @from AND ${column} COLLATE NOCASE < @to`,
        )
        .join(' UNION ');
      return {
        page: `SELECT ${columns} FROM ${table} WHERE seq IN (${found}) ${tail}`,
        count: `SELECT count(*) AS total FROM (${found})`,
      };
    }
  }
}

/** Searches a table of derived rows, newest first. */
export function searchTable<Row>(
  database: Database,
  searched: SearchedTable,
  request: SearchRequest,
): { rows: Row[]; total: number } {
  const plan = planSearch(request.search);
  const { page, count } = searchStatements(searched, plan.kind);
  const terms =
    plan.kind === 'match' ? { query: plan.query } : plan.kind === 'prefix' ? { from: plan.from, to: plan.to } : {};
  const rows = database.prepare<unknown[], Row>(page).all({ ...terms, limit: request.limit, offset: request.offset });
  const total = database.prepare<unknown[], { total: number }>(count).get(terms)?.total ?? 0;
  return { rows, total };
}
