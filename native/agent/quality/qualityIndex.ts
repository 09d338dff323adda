import { chmodSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import {
  type DrawnFor,
  drawnFor,
  type QualityDecision,
  qualityDecision,
  reverifyOutcome,
} from '../../../core/domain/quality.ts';

export type DrawRow = {
  readonly drawId: string;
  /** Empty for drives of no lot. */
  readonly lot: string;
  readonly openedAt: string;
  readonly sharePpm: number;
};

/** One sanitized record of a draw. */
export type SampleRow = {
  readonly recordId: string;
  readonly recordSeq: number;
  readonly recordHash: string;
  readonly drawId: string;
  readonly lot: string;
  readonly operatorId: string;
  /** What the queue shows of it, as JSON. */
  readonly facts: string;
  /** Empty where the seed is not known any more. */
  readonly score: string;
  /** Why it was drawn; `null` is not. */
  readonly drawnFor: DrawnFor | null;
  /** 1 when the ledger says that it was drawn. */
  readonly told: number;
  readonly reverified: 'clean' | 'residue' | 'not-finished' | null;
  readonly reverifiedAt: string | null;
  readonly reverifiedById: string | null;
  readonly reverifiedByName: string | null;
  readonly decision: QualityDecision | null;
  readonly decidedAt: string | null;
  readonly deciderId: string | null;
  readonly deciderName: string | null;
  readonly deciderTitle: string | null;
  /** 1 when its lot was held for it. */
  readonly holding: number;
};

export type NewSample = Pick<
  SampleRow,
  'recordId' | 'recordSeq' | 'recordHash' | 'drawId' | 'lot' | 'operatorId' | 'facts' | 'score' | 'drawnFor'
>;
export type HoldRow = {
  readonly lot: string;
  readonly heldAt: string;
  readonly recordId: string;
  readonly why: string;
};
export type ApprovalRow = {
  readonly personId: string;
  readonly name: string;
  readonly why: string;
  readonly roles: string;
};

const SCHEMA = `
CREATE TABLE IF NOT EXISTS followed (one INTEGER PRIMARY KEY CHECK (one = 1), entries INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS draws (draw_id TEXT PRIMARY KEY, lot TEXT NOT NULL, opened_at TEXT NOT NULL, share_ppm INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS samples (
  record_id TEXT PRIMARY KEY, record_seq INTEGER NOT NULL, record_hash TEXT NOT NULL, draw_id TEXT NOT NULL, lot TEXT NOT NULL,
  operator_id TEXT NOT NULL, facts TEXT NOT NULL, score TEXT NOT NULL, drawn_for TEXT, told INTEGER NOT NULL DEFAULT 0,
  reverified TEXT, reverified_at TEXT, reverified_by_id TEXT, reverified_by_name TEXT,
  decision TEXT, decided_at TEXT, decider_id TEXT, decider_name TEXT, decider_title TEXT, holding INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS samples_of_draw ON samples(draw_id);
CREATE INDEX IF NOT EXISTS samples_waiting ON samples(record_seq) WHERE drawn_for IS NOT NULL AND decision IS NULL;
CREATE INDEX IF NOT EXISTS samples_untold ON samples(record_seq) WHERE drawn_for IS NOT NULL AND told = 0;
CREATE INDEX IF NOT EXISTS samples_failed ON samples(lot) WHERE decision IN ('reject', 'quarantine') OR reverified = 'residue';
CREATE TABLE IF NOT EXISTS holds (lot TEXT PRIMARY KEY, held_at TEXT NOT NULL, record_id TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS approvals (
  lot TEXT NOT NULL, person_id TEXT NOT NULL, name TEXT NOT NULL, why TEXT NOT NULL, roles TEXT NOT NULL, PRIMARY KEY (lot, person_id)
) STRICT;
`;
const SAMPLE = `record_id AS recordId, record_seq AS recordSeq, record_hash AS recordHash, draw_id AS drawId, lot, operator_id AS operatorId, facts, score,
  drawn_for AS drawnFor, told, reverified, reverified_at AS reverifiedAt, reverified_by_id AS reverifiedById, reverified_by_name AS reverifiedByName,
  decision, decided_at AS decidedAt, decider_id AS deciderId, decider_name AS deciderName, decider_title AS deciderTitle, holding`;
const DRAW = 'draw_id AS drawId, lot, opened_at AS openedAt, share_ppm AS sharePpm';

/** What quality asks of the ledger, on disk. All of it follows from the ledger and the secret seeds; lost, it is made again from there. */
export type QualityIndex = ReturnType<typeof openQualityIndex>;

/** Opens the index, making it anew where SQLite cannot read it. */
export function openQualityIndex(path: string) {
  try {
    return openAt(path);
  } catch {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return openAt(path);
  }
}

function openAt(path: string) {
  const database = new DatabaseSync(path);
  chmodSync(path, 0o600);
  // As the ledger's index: derived, so not durable at each commit.
  database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SCHEMA}`);
  const one = (sql: string) => database.prepare(sql);
  const followed = one('SELECT entries FROM followed');
  const follow = one('INSERT OR REPLACE INTO followed VALUES (1, ?)');
  const insertDraw = one('INSERT OR IGNORE INTO draws VALUES (?, ?, ?, ?)');
  const selectDraws = one(`SELECT ${DRAW} FROM draws ORDER BY opened_at, draw_id`);
  const selectDraw = one(`SELECT ${DRAW} FROM draws WHERE lot = ?`);
  const deleteDraw = one('DELETE FROM draws WHERE draw_id = ?');
  const deleteUndrawn = one('DELETE FROM samples WHERE draw_id = ? AND drawn_for IS NULL');
  const insertSample = one(
    `INSERT OR IGNORE INTO samples (record_id, record_seq, record_hash, draw_id, lot, operator_id, facts, score, drawn_for)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectSample = one(`SELECT ${SAMPLE} FROM samples WHERE record_id = ?`);
  const selectOfDraw = one(`SELECT ${SAMPLE} FROM samples WHERE draw_id = ? ORDER BY record_seq`);
  const countOfDraw = one('SELECT count(*) AS records, count(drawn_for) AS drawn FROM samples WHERE draw_id = ?');
  const selectWaiting = one(
    `SELECT ${SAMPLE} FROM samples WHERE drawn_for IS NOT NULL AND decision IS NULL ORDER BY record_seq LIMIT ?`,
  );
  const countWaiting = one('SELECT count(*) AS count FROM samples WHERE drawn_for IS NOT NULL AND decision IS NULL');
  const selectWaitingDrive = one(
    `SELECT 1 FROM samples WHERE drawn_for IS NOT NULL AND decision IS NULL AND json_extract(facts, '$.serialNumber') IS ?
       AND json_extract(facts, '$.model') IS ? LIMIT 1`,
  );
  const selectUntold = one(
    `SELECT ${SAMPLE} FROM samples WHERE drawn_for IS NOT NULL AND told = 0 ORDER BY record_seq`,
  );
  const selectFailed = one(
    `SELECT ${SAMPLE} FROM samples WHERE lot = ? AND (decision IN ('reject', 'quarantine') OR reverified = 'residue')`,
  );
  const selectRefused = one(
    `SELECT record_id AS recordId, decision FROM samples WHERE decision IN ('reject', 'quarantine') ORDER BY record_seq DESC LIMIT ?`,
  );
  const selectUnheld = one(
    `SELECT ${SAMPLE} FROM samples WHERE (decision IN ('reject', 'quarantine') OR reverified = 'residue') AND lot <> '' AND holding = 0
     ORDER BY record_seq`,
  );
  const tell = one('UPDATE samples SET told = 1, drawn_for = ? WHERE record_id = ?');
  const reverify = one(
    `UPDATE samples SET reverified = CASE reverified WHEN 'residue' THEN 'residue' ELSE ? END,
       reverified_at = ?, reverified_by_id = ?, reverified_by_name = ? WHERE record_id = ?`,
  );
  const decide = one(
    'UPDATE samples SET decision = ?, decided_at = ?, decider_id = ?, decider_name = ?, decider_title = ? WHERE record_id = ?',
  );
  const markHolding = one('UPDATE samples SET holding = 1 WHERE record_id = ?');
  const insertHold = one('INSERT OR REPLACE INTO holds VALUES (?, ?, ?, ?)');
  const selectHold = one('SELECT lot, held_at AS heldAt, record_id AS recordId, why FROM holds WHERE lot = ?');
  const selectHolds = one(
    'SELECT lot, held_at AS heldAt, record_id AS recordId, why FROM holds ORDER BY held_at, lot LIMIT ?',
  );
  const deleteHold = one('DELETE FROM holds WHERE lot = ?');
  const deleteApprovals = one('DELETE FROM approvals WHERE lot = ?');
  const insertApproval = one('INSERT OR REPLACE INTO approvals VALUES (?, ?, ?, ?, ?)');
  const selectApprovals = one(
    'SELECT person_id AS personId, name, why, roles FROM approvals WHERE lot = ? ORDER BY person_id',
  );

  return {
    /** How many entries of the ledger are in it; `null` of a new one. */
    followed: () => (followed.get() as { entries: number } | undefined)?.entries ?? null,
    /** Takes what one entry (or a batch) means, and up to where the ledger was followed with it; both or neither. */
    take(entries: number, work: () => void): void {
      database.exec('BEGIN');
      try {
        work();
        follow.run(entries);
        database.exec('COMMIT');
      } catch (cause) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw cause;
      }
    },
    openDraw: (draw: DrawRow) => void insertDraw.run(draw.drawId, draw.lot, draw.openedAt, draw.sharePpm),
    draws: () => selectDraws.all() as DrawRow[],
    drawOf: (lot: string) => (selectDraw.get(lot) as DrawRow | undefined) ?? null,
    /** A closed draw is forgotten, with all of its records that were not drawn. */
    closeDraw(drawId: string): void {
      deleteUndrawn.run(drawId);
      deleteDraw.run(drawId);
    },
    addSample(sample: NewSample): void {
      const { recordId, recordSeq, recordHash, drawId, lot, operatorId, facts, score } = sample;
      insertSample.run(recordId, recordSeq, recordHash, drawId, lot, operatorId, facts, score, sample.drawnFor);
    },
    sample: (recordId: string) => (selectSample.get(recordId) as SampleRow | undefined) ?? null,
    samplesOf: (drawId: string) => selectOfDraw.all(drawId) as SampleRow[],
    countOf: (drawId: string) => countOfDraw.get(drawId) as { records: number; drawn: number },
    waiting: (limit: number) => selectWaiting.all(limit) as SampleRow[],
    waitingCount: () => (countWaiting.get() as { count: number }).count,
    isWaiting: (serialNumber: string | null, model: string | null) =>
      selectWaitingDrive.get(serialNumber, model) !== undefined,
    untold: () => selectUntold.all() as SampleRow[],
    failedOf: (lot: string) => selectFailed.all(lot) as SampleRow[],
    refused: (limit: number) => selectRefused.all(limit) as { recordId: string; decision: 'reject' | 'quarantine' }[],
    unheld: () => selectUnheld.all() as SampleRow[],
    tell: (recordId: string, why: string) => void tell.run(drawnFor.parse(why), recordId),
    reverified: (recordId: string, outcome: string, at: string, by: { personId: string; name: string }) =>
      void reverify.run(reverifyOutcome.parse(outcome), at, by.personId, by.name, recordId),
    decided: (recordId: string, decision: string, at: string, by: { personId: string; name: string; title: string }) =>
      void decide.run(qualityDecision.parse(decision), at, by.personId, by.name, by.title, recordId),
    hold(hold: HoldRow): void {
      insertHold.run(hold.lot, hold.heldAt, hold.recordId, hold.why);
      deleteApprovals.run(hold.lot);
      markHolding.run(hold.recordId);
    },
    heldLot: (lot: string) => (selectHold.get(lot) as HoldRow | undefined) ?? null,
    holds: (limit: number) => selectHolds.all(limit) as HoldRow[],
    release(lot: string): void {
      deleteHold.run(lot);
      deleteApprovals.run(lot);
    },
    approve: (lot: string, by: ApprovalRow) => void insertApproval.run(lot, by.personId, by.name, by.why, by.roles),
    approvals: (lot: string) => selectApprovals.all(lot) as ApprovalRow[],
    /** Begins anew. */
    clear(): void {
      database.exec(
        'DELETE FROM followed; DELETE FROM draws; DELETE FROM samples; DELETE FROM holds; DELETE FROM approvals',
      );
    },
    close: () => database.close(),
  };
}
