import { because } from '../../../../core/domain/reason.ts';
import type { PostgresSettings, SinkSecrets } from '../sinkSettings.ts';
import type { TlsFiles } from '../tlsFiles.ts';
import type { UploadItem } from '../uploadItem.ts';
import type { Delivery, UploadSink } from '../uploadSink.ts';
import { type Connection, connect } from './connection.ts';
import { insertStatement } from './insertStatement.ts';
import { postgresTrouble } from './postgresTrouble.ts';
import {
  CERTIFICATE_COLUMNS,
  certificateRow,
  ENTRY_COLUMNS,
  entryRow,
  FORK_COLUMNS,
  forkRow,
  type Row,
} from './rows.ts';

/**
 * Writes entries into the tables of `resources/uploads/postgres`, a batch a transaction. What is there already is left as it is; before the commit every
 * row of the batch is read back and compared, so a batch counts only when the database holds these very entries, and another entry at a place is named.
 */
export function openPostgresSink(settings: PostgresSettings, secrets: SinkSecrets, tls: TlsFiles): UploadSink {
  let open: Connection | null = null;

  const connection = async () => {
    open ??= await connect(settings, secrets, tls);
    return open;
  };
  function drop(): void {
    open?.drop();
    open = null;
  }

  return {
    async deliver(items) {
      try {
        return await deliverBatch(await connection(), items, settings.timeoutSeconds * 1000);
      } catch (cause) {
        // Whether the commit arrived is not known: the same batch is sent again and finds its rows or not.
        drop();
        const trouble = postgresTrouble(cause);
        if (trouble === null) throw cause;
        const { outcome, why } = trouble;
        return outcome === 'parked' ? { taken: 0, outcome, why } : { taken: 0, outcome, why, retryAfterMs: null };
      }
    },
    async heldEntries(ledgerId) {
      try {
        const last = 'SELECT max(seq) AS last FROM wipebench_entries WHERE ledger_id = $1';
        const { rows } = await (await connection()).query<{ last: string | null }>(last, [ledgerId]);
        const value = rows[0]?.last ?? null;
        return value === null ? 0 : Number(value) + 1;
      } catch (cause) {
        drop();
        // The delivery that follows meets the same trouble and says so.
        if (postgresTrouble(cause) === null) throw cause;
        return null;
      }
    },
    async close() {
      const last = open;
      open = null;
      await last?.end();
    },
  };
}

async function deliverBatch(
  connection: Connection,
  items: readonly UploadItem[],
  timeoutMs: number,
): Promise<Delivery> {
  const first = items[0];
  if (first === undefined) return { taken: 0, outcome: 'all' };
  // The server of a pulled cable hears no end: its half of the transaction must let go of the rows before they can be sent again.
  await connection.query(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = ${timeoutMs}`);
  await insert(connection, 'wipebench_entries', ENTRY_COLUMNS, items.map(entryRow));
  await insert(connection, 'wipebench_certificates', CERTIFICATE_COLUMNS, items.flatMap(certificateRow));
  const { ledgerId, entry } = first.message;
  const { rows } = await connection.query<{ seq: string; hash: string }>(
    'SELECT seq, hash FROM wipebench_entries WHERE ledger_id = $1 AND seq >= $2 AND seq < $3',
    [ledgerId, entry.seq, entry.seq + items.length],
  );
  const held = new Map(rows.map(({ seq, hash }) => [Number(seq), hash]));
  const odd = items.findIndex(({ message }) => held.get(message.entry.seq) !== message.entry.hash);
  if (odd === -1) {
    await commit(connection);
    return { taken: items.length, outcome: 'all' };
  }
  await connection.query('ROLLBACK');
  const seq = items[odd]?.message.entry.seq ?? entry.seq;
  if (!held.has(seq))
    return { taken: 0, outcome: 'again', why: because('upload-not-kept', { seq }), retryAfterMs: null };
  if (odd > 0) {
    const good = await deliverBatch(connection, items.slice(0, odd), timeoutMs);
    if (good.outcome !== 'all') return good;
  }
  await insert(connection, 'wipebench_forks', FORK_COLUMNS, items.slice(odd, odd + 1).map(forkRow));
  return { taken: odd, outcome: 'parked', why: because('upload-forked', { seq, place: 'PostgreSQL' }) };
}

async function insert(
  connection: Connection,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  if (rows.length > 0) await connection.query(insertStatement(table, columns, rows.length), rows.flat());
}

/** A COMMIT of a transaction that failed before answers ROLLBACK and no error. */
async function commit(connection: Connection): Promise<void> {
  const { command } = await connection.query('COMMIT');
  if (command !== 'COMMIT') throw new Error(`connection terminated: the commit answered ${command}`);
}
