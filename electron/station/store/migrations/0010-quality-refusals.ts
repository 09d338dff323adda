import { fromBase64 } from '../../../../core/record/bytes.ts';
import type { Migration } from '../migration.ts';

const ACT = 'application/vnd.wipebench.act.v1+json';

/**
 * Records whose drive quality refused: the wipe was sealed as sanitized, and a second person found otherwise. Written from then on as each decision is copied; those
 * that the copy has already are read here.
 */
export const migration: Migration = {
  number: 10,
  name: 'quality-refusals',
  sql: `
CREATE TABLE quality_refusals (
  record_id TEXT PRIMARY KEY,
  decision TEXT NOT NULL CHECK (decision IN ('reject', 'quarantine')),
  seq INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
`,
  fill(database) {
    const acts = database.prepare<[string], { seq: number; envelope: string }>(
      'SELECT seq, envelope FROM ledger_mirror WHERE payload_type = ?',
    );
    const insert = database.prepare(
      'INSERT OR IGNORE INTO quality_refusals (record_id, decision, seq) VALUES (?, ?, ?)',
    );
    for (const { seq, envelope } of acts.all(ACT)) {
      const refusal = refusalIn(envelope);
      if (refusal !== null) insert.run(refusal.recordId, refusal.decision, seq);
    }
  },
};

/** Written out here and not shared: a migration stands for ever. */
function refusalIn(envelope: string): { recordId: string; decision: string } | null {
  const { payload } = JSON.parse(envelope) as { payload: string };
  const act = JSON.parse(new TextDecoder().decode(fromBase64(payload))) as {
    act?: unknown;
    details?: { recordId?: unknown; decision?: unknown };
  };
  const { recordId, decision } = act.details ?? {};
  if (act.act !== 'quality-decided' || typeof recordId !== 'string') return null;
  return decision === 'reject' || decision === 'quarantine' ? { recordId, decision } : null;
}
