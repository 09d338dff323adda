import { createHash } from 'node:crypto';
import SqliteDatabase from 'better-sqlite3';
import { labelContent } from '../../../core/domain/label.ts';
import { zplReader } from '../../../electron/cli/demo/virtualPrinter/zplReader.ts';
import { bytesFor, FACTORY_FORMAT, pictureFor } from '../../../electron/station/labels/renderLabel.ts';
import type { KillEvidence } from './killEvidence.ts';

type Row = {
  label_id: string;
  record_id: string;
  copy: number;
  reprint_reason: string | null;
  state_kind: string;
  content: string;
};

/** The dots of a label, as the printer's model would find them in what is sent. */
const drawn = new Map<string, string>();

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function expectedDigest({ label_id, copy, content }: Row): string {
  const known = drawn.get(label_id);
  if (known !== undefined) return known;
  const bytes = bytesFor(pictureFor(labelContent.parse(JSON.parse(content)), copy, FACTORY_FORMAT), FACTORY_FORMAT);
  const [order] = zplReader()
    .take(Buffer.from(bytes))
    .filter(({ order: kind }) => kind === 'print');
  if (order?.order !== 'print') throw new Error(`label ${label_id} prints nothing`);
  const made = digest(order.bytes);
  drawn.set(label_id, made);
  return made;
}

/** Each label of the queue, and how often it lies on the table; labels that are none of the queue's are counted, too. */
export function countPaper(
  databasePath: string,
  paper: readonly Uint8Array[],
): Pick<KillEvidence, 'labels' | 'strangeLabels'> {
  const onPaper = new Map<string, number>();
  for (const bytes of paper) onPaper.set(digest(bytes), (onPaper.get(digest(bytes)) ?? 0) + 1);
  const database = new SqliteDatabase(databasePath, { readonly: true });
  try {
    const rows = database
      .prepare<[], Row>(
        'SELECT label_id, record_id, copy, reprint_reason, state_kind, content FROM labels ORDER BY position',
      )
      .all();
    const notFound = database
      .prepare<[string], number>("SELECT count(*) FROM label_events WHERE label_id = ? AND event = 'not-found'")
      .pluck();
    const labels = rows.map((row) => ({
      labelId: row.label_id,
      recordId: row.record_id,
      copy: row.copy,
      reason: row.reprint_reason,
      state: row.state_kind,
      notFound: notFound.get(row.label_id) ?? 0,
      onPaper: onPaper.get(expectedDigest(row)) ?? 0,
    }));
    const known = new Set(rows.map(expectedDigest));
    return { labels, strangeLabels: paper.filter((bytes) => !known.has(digest(bytes))).length };
  } finally {
    database.close();
  }
}

/** The reasons for which labels became uncertain since an instant. */
export function doubtsSince(databasePath: string, at: string): string[] {
  const database = new SqliteDatabase(databasePath, { readonly: true });
  try {
    return database
      .prepare<[string], string>(
        'SELECT DISTINCT reason_code FROM label_events WHERE at >= ? AND reason_code IS NOT NULL',
      )
      .pluck()
      .all(at);
  } finally {
    database.close();
  }
}
