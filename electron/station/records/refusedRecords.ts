import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Settings } from '../store/settings.ts';
import { qualityRefusalsOf, type RefusedDecision } from './qualityRefusals.ts';

/** Records whose drives quality refused. */
export type RefusedRecords = {
  /** Those whose newest label is still a PASS, oldest first. A record without any label is not among them: what stands on its drive, nobody here knows. */
  withPass(): { readonly recordId: string; readonly decision: RefusedDecision }[];
  decisionOf(recordId: string): RefusedDecision | null;
};

export const refusedStatements = {
  withPass: `SELECT record_id, decision FROM quality_refusals WHERE seq > ?
    AND (SELECT kind FROM labels WHERE labels.series = quality_refusals.record_id ORDER BY copy DESC LIMIT 1) = 'PASS' ORDER BY seq`,
} as const;

const SINCE = 'labels-follow-quality-since';

/**
 * Refusals on the open store. Those that it holds when it is first opened by a station that labels them stay as they are: their drives left the bench long ago,
 * and their labels would all come out at once.
 */
export function refusedRecordsOf(database: Database, settings: Settings): RefusedRecords {
  const withPass = database.prepare<[number], { record_id: string; decision: RefusedDecision }>(
    refusedStatements.withPass,
  );
  const refusals = qualityRefusalsOf(database);
  const newest = database.prepare<[], number>('SELECT coalesce(max(seq), -1) FROM quality_refusals').pluck();
  let since = settings.read(SINCE, z.number().int());
  if (since === null) {
    since = newest.get() ?? -1;
    settings.write(SINCE, since);
  }
  const from = since;
  return {
    withPass: () => withPass.all(from).map(({ record_id, decision }) => ({ recordId: record_id, decision })),
    decisionOf: (recordId) => refusals().get(recordId) ?? null,
  };
}
