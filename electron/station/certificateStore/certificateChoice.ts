import type { Database } from 'better-sqlite3';
import type { ExportFilter } from '../../../core/contract/exportFilter.ts';

/** Certificates by what a shift lead exports them by. */
export type CertificateChoice = {
  /** How many a filter takes; counting ends at `limit`. */
  count(filter: ExportFilter, limit: number): number;
  /** Their ids, oldest first, at most `limit`. */
  ids(filter: ExportFilter, limit: number): string[];
};

/**
 * The statements of a filter and their parameters. Each is led by one index: that of the lot, else of where the drives came from, else of the person,
 * else of the day. Exported for the tests of their query plans.
 */
export function choiceStatements(filter: ExportFilter): { ids: string; count: string; parameters: string[] } {
  const wanted: [string, string][] = [];
  if (filter.lotName !== null) wanted.push(['lot_name = ? COLLATE NOCASE', filter.lotName]);
  if (filter.mediaSource !== null) wanted.push(['media_source = ? COLLATE NOCASE', filter.mediaSource]);
  if (filter.operatorName !== null) wanted.push(['operator_name = ? COLLATE NOCASE', filter.operatorName]);
  // The first text leads: each of its indexes goes on by day. `+` keeps the others from leading.
  const conditions = wanted.map(([condition], index) => (index === 0 ? condition : `+${condition}`));
  conditions.push('issued_at >= ?', 'issued_at < ?');
  // What quality refused afterwards is handed to nobody.
  conditions.push('record_id NOT IN (SELECT record_id FROM quality_refusals)');
  const days = [filter.fromDay ?? '0000', filter.toDay === null ? '9999' : dayAfter(filter.toDay)];
  const where = `FROM certificates WHERE ${conditions.join(' AND ')}`;
  return {
    ids: `SELECT certificate_id ${where} ORDER BY issued_at LIMIT ?`,
    count: `SELECT count(*) FROM (SELECT 1 ${where} LIMIT ?)`,
    parameters: [...wanted.map(([, value]) => value), ...days],
  };
}

/** The choice on the open store. */
export function choiceOf(database: Database): CertificateChoice {
  return {
    count(filter, limit) {
      const { count, parameters } = choiceStatements(filter);
      return (
        database
          .prepare<(string | number)[], number>(count)
          .pluck()
          .get(...parameters, limit) ?? 0
      );
    },
    ids(filter, limit) {
      const { ids, parameters } = choiceStatements(filter);
      return database
        .prepare<(string | number)[], string>(ids)
        .pluck()
        .all(...parameters, limit);
    },
  };
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00.000Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
