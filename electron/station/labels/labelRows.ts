import type { Database } from 'better-sqlite3';
import { labelState, type QueuedLabel, queuedLabel } from '../../../core/contract/labelVerbs.ts';
import { type LabelContent, labelContent } from '../../../core/domain/label.ts';

/** What a label is of. The labels of one series follow each other: each next one is a copy, and the newest counts. */
export type LabelSubject = Pick<QueuedLabel, 'recordId' | 'jobId' | 'thingId'> & { readonly series: string };
export type NewLabel = Omit<QueuedLabel, 'state'> & LabelSubject & { readonly content: LabelContent };
export type LabelEvent = 'queued' | 'sent' | 'printed' | 'uncertain' | 'found' | 'not-found';

/** The label queue's rows (migrations 2 and 13). Every change of state is one transaction with its line in `label_events`. */
export type LabelRows = {
  insert(label: NewLabel, state: QueuedLabel['state']): QueuedLabel;
  setState(labelId: string, state: QueuedLabel['state'], event: LabelEvent | null): QueuedLabel;
  find(labelId: string): QueuedLabel | null;
  newestCopy(series: string): QueuedLabel | null;
  contentOf(labelId: string): LabelContent | null;
  subjectOf(labelId: string): LabelSubject | null;
  nextToPrint(): QueuedLabel | null;
  waiting(): QueuedLabel[];
  printing(): QueuedLabel[];
  /** Everything not yet printed, and the newest printed ones, oldest first. */
  recent(mostPrinted: number): QueuedLabel[];
};

type Row = {
  label_id: string;
  record_id: string | null;
  job_id: string | null;
  thing_id: string | null;
  kind: string;
  serial_number: string | null;
  asset_tag: string | null;
  created_at: string;
  copy: number;
  reprint_reason: string | null;
  state: string;
};

/** Labels are drawn from `content` for the printer that is there when they print; the column of migration 2 that held their bytes stays empty. */
const DRAWN_WHEN_PRINTED = Buffer.of();

const COLUMNS = 'label_id, record_id, job_id, thing_id, kind, serial_number, created_at, copy, reprint_reason, state';
const READ = `${COLUMNS}, content ->> 'assetTag' AS asset_tag`;

export function labelRowsOf(database: Database, clock: () => Date): LabelRows {
  const insertLabel = database.prepare(
    `INSERT INTO labels (${COLUMNS}, series, state_kind, content, zpl) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertEvent = database.prepare(
    'INSERT INTO label_events (label_id, at, event, reason_code) VALUES (?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE labels SET state_kind = ?, state = ? WHERE label_id = ?');
  const byId = database.prepare<[string], Row>(`SELECT ${READ} FROM labels WHERE label_id = ?`);
  const newest = database.prepare<[string], Row>(
    `SELECT ${READ} FROM labels WHERE series = ? ORDER BY copy DESC LIMIT 1`,
  );
  const ofState = database.prepare<[string], Row>(
    `SELECT ${READ} FROM labels WHERE state_kind <> 'printed' AND state_kind = ? ORDER BY position`,
  );
  const next = database.prepare<[], Row>(
    `SELECT ${READ} FROM labels WHERE state_kind = 'waiting' ORDER BY position LIMIT 1`,
  );
  const recent = database.prepare<[number], Row>(
    `SELECT ${READ} FROM (
       SELECT * FROM labels WHERE state_kind <> 'printed'
       UNION ALL SELECT * FROM (SELECT * FROM labels WHERE state_kind = 'printed' ORDER BY position DESC LIMIT ?)
     ) ORDER BY position`,
  );
  const content = database.prepare<[string], { content: string }>('SELECT content FROM labels WHERE label_id = ?');
  const subject = database.prepare<[string], LabelSubject>(
    'SELECT series, record_id AS recordId, job_id AS jobId, thing_id AS thingId FROM labels WHERE label_id = ?',
  );

  const note = (labelId: string, event: LabelEvent, state: QueuedLabel['state']): void => {
    insertEvent.run(labelId, clock().toISOString(), event, 'why' in state ? state.why.code : null);
  };
  const found = (labelId: string): QueuedLabel => {
    const row = byId.get(labelId);
    if (row === undefined) throw new Error(`label ${labelId} is not in the queue`);
    return labelOf(row);
  };

  return {
    insert: database.transaction((label: NewLabel, state: QueuedLabel['state']) => {
      insertLabel.run(
        label.labelId,
        label.recordId,
        label.jobId,
        label.thingId,
        label.kind,
        label.serialNumber,
        label.createdAt,
        label.copy,
        label.reprintReason,
        JSON.stringify(state),
        label.series,
        state.kind,
        JSON.stringify(label.content),
        DRAWN_WHEN_PRINTED,
      );
      note(label.labelId, 'queued', state);
      return found(label.labelId);
    }),
    setState: database.transaction((labelId: string, state: QueuedLabel['state'], event: LabelEvent | null) => {
      update.run(state.kind, JSON.stringify(state), labelId);
      if (event !== null) note(labelId, event, state);
      return found(labelId);
    }),
    find: (labelId) => orNull(byId.get(labelId)),
    newestCopy: (series) => orNull(newest.get(series)),
    contentOf(labelId) {
      const row = content.get(labelId);
      return row === undefined ? null : labelContent.parse(JSON.parse(row.content));
    },
    subjectOf: (labelId) => subject.get(labelId) ?? null,
    nextToPrint: () => orNull(next.get()),
    waiting: () => ofState.all('waiting').map(labelOf),
    printing: () => ofState.all('printing').map(labelOf),
    recent: (mostPrinted) => recent.all(mostPrinted).map(labelOf),
  };
}

function orNull(row: Row | undefined): QueuedLabel | null {
  return row === undefined ? null : labelOf(row);
}

function labelOf(row: Row): QueuedLabel {
  return queuedLabel.parse({
    labelId: row.label_id,
    recordId: row.record_id,
    jobId: row.job_id,
    thingId: row.thing_id,
    kind: row.kind,
    serialNumber: row.serial_number,
    assetTag: row.asset_tag,
    createdAt: row.created_at,
    copy: row.copy,
    reprintReason: row.reprint_reason,
    state: labelState.parse(JSON.parse(row.state)),
  });
}
