import type { Database } from 'better-sqlite3';
import { type Reason, reason } from '../../../core/domain/reason.ts';

/** How far a sink is, and what stands in its way. */
export type SinkPlace = {
  /** The next entry to deliver: all before it are durable at the sink. */
  readonly nextSeq: number;
  readonly lastSuccessAt: string | null;
  /** Failures in a row. */
  readonly failures: number;
  /** Not before this instant; `null` for at once. */
  readonly retryAt: string | null;
  readonly trouble: Reason | null;
  /** A person must look; nothing is tried until then. */
  readonly parked: boolean;
};

/** The places of all sinks, each step one durable transaction. */
export type Outbox = {
  /** The sink's place. A sink that is new, or leads elsewhere now, begins with the first entry. */
  begin(sink: string, target: string): SinkPlace;
  place(sink: string): SinkPlace;
  /** The first `entries` entries are at the sink. */
  delivered(sink: string, entries: number): void;
  failed(sink: string, why: Reason, retryAt: string): void;
  /** The sink is not there: looked for again at `retryAt`, which counts as no failure. */
  absent(sink: string, why: Reason, retryAt: string): void;
  parked(sink: string, why: Reason): void;
  /** A person wants it tried again now. `who` is kept. */
  unpark(sink: string, who: string): void;
  /** Forgets a pause, not a parking. */
  tryNow(sink: string): void;
  /** The sink holds only so many of the entries: it goes on from there. */
  rewind(sink: string, entries: number, why: string): void;
};

type Row = {
  target: string;
  next_seq: number;
  last_success_at: string | null;
  failures: number;
  retry_at: string | null;
  trouble: string | null;
  parked: number;
};

/** The outbox on the open store. */
export function outboxOf(database: Database, clock: () => Date): Outbox {
  const select = database.prepare<[string], Row>('SELECT * FROM upload_sinks WHERE sink = ?');
  const upsert = database.prepare(
    `INSERT INTO upload_sinks (sink, target) VALUES (?, ?) ON CONFLICT (sink) DO UPDATE SET target = excluded.target,
       next_seq = 0, last_success_at = NULL, failures = 0, retry_at = NULL, trouble = NULL, parked = 0`,
  );
  const advance = database.prepare(
    `UPDATE upload_sinks SET next_seq = ?, last_success_at = ?, failures = 0, retry_at = NULL, trouble = NULL WHERE sink = ?`,
  );
  const pause = database.prepare(
    'UPDATE upload_sinks SET failures = failures + ?, trouble = ?, retry_at = ? WHERE sink = ?',
  );
  const park = database.prepare('UPDATE upload_sinks SET parked = 1, trouble = ?, retry_at = NULL WHERE sink = ?');
  const release = database.prepare(
    'UPDATE upload_sinks SET parked = 0, failures = 0, retry_at = NULL, trouble = NULL WHERE sink = ?',
  );
  const forgetPause = database.prepare('UPDATE upload_sinks SET retry_at = NULL WHERE sink = ?');
  const setBack = database.prepare('UPDATE upload_sinks SET next_seq = ? WHERE sink = ?');
  const insertEvent = database.prepare('INSERT INTO upload_events (sink, at, event, seq, why) VALUES (?, ?, ?, ?, ?)');
  const now = () => clock().toISOString();

  function row(sink: string): Row {
    const found = select.get(sink);
    if (found === undefined) throw new Error(`the outbox has no sink ${sink}`);
    return found;
  }
  const happened = (sink: string, event: string, why: string) =>
    void insertEvent.run(sink, now(), event, row(sink).next_seq, why);

  return {
    begin: database.transaction((sink: string, target: string) => {
      if (select.get(sink)?.target !== target) {
        upsert.run(sink, target);
        happened(sink, 'begun', target);
      }
      return toPlace(row(sink));
    }),
    place: (sink) => toPlace(row(sink)),
    delivered: (sink, entries) => void advance.run(entries, now(), sink),
    failed: (sink, why, retryAt) => void pause.run(1, JSON.stringify(why), retryAt, sink),
    absent: (sink, why, retryAt) => void pause.run(0, JSON.stringify(why), retryAt, sink),
    parked: database.transaction((sink: string, why: Reason) => {
      park.run(JSON.stringify(why), sink);
      happened(sink, 'parked', JSON.stringify(why));
    }),
    unpark: database.transaction((sink: string, who: string) => {
      if (row(sink).parked === 0) return;
      release.run(sink);
      happened(sink, 'unparked', who);
    }),
    tryNow: (sink) => void forgetPause.run(sink),
    rewind: database.transaction((sink: string, entries: number, why: string) => {
      setBack.run(entries, sink);
      happened(sink, 'sent-again', why);
    }),
  };
}

function toPlace(row: Row): SinkPlace {
  return {
    nextSeq: row.next_seq,
    lastSuccessAt: row.last_success_at,
    failures: row.failures,
    retryAt: row.retry_at,
    trouble: row.trouble === null ? null : reason.parse(JSON.parse(row.trouble)),
    parked: row.parked === 1,
  };
}
