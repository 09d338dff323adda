import type { Database } from 'better-sqlite3';

export type RefusedDecision = 'reject' | 'quarantine';

/**
 * What quality refused, by record, as of this moment. Refusals are few and are only ever added, so they are kept in memory and only their newest place in the ledger is
 * asked for: a list of certificates costs no question a row.
 */
export function qualityRefusalsOf(database: Database): () => ReadonlyMap<string, RefusedDecision> {
  const newest = database.prepare<[], number>('SELECT coalesce(max(seq), -1) FROM quality_refusals').pluck();
  const since = database.prepare<[number], { record_id: string; decision: RefusedDecision; seq: number }>(
    'SELECT record_id, decision, seq FROM quality_refusals WHERE seq > ? ORDER BY seq',
  );
  const known = new Map<string, RefusedDecision>();
  let knownSeq = -1;
  return () => {
    if ((newest.get() ?? -1) > knownSeq) {
      for (const { record_id, decision, seq } of since.all(knownSeq)) {
        known.set(record_id, decision);
        knownSeq = seq;
      }
    }
    return known;
  };
}
