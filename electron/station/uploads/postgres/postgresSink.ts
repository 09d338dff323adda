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
 * Writes entries into the tables of `resources/uploads/postgres`, a batch a statement. What is there already is left as it is; every row is read back and
 * compared, so a batch counts only when the database holds these very entries, and another entry at a place is named.
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
        return await deliverBatch(await connection(), items);
      } catch (cause) {
        // What arrived is not known: the same batch is sent again and finds its rows or not.
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

/**
 * Each statement is a transaction of its own. In one around them all, a cable that is pulled in the middle of a message would leave the server waiting for the
 * rest with the rows locked, for hours, against the station that sends them again; and it is not needed, because each step may be repeated.
 */
async function deliverBatch(connection: Connection, items: readonly UploadItem[]): Promise<Delivery> {
  await insert(connection, 'wipebench_entries', ENTRY_COLUMNS, items.map(entryRow));
  const hashes = await held(connection, 'SELECT seq, hash AS fact FROM wipebench_entries', items);
  const good = items.slice(
    0,
    matching(items, hashes, ({ message }) => message.entry.hash),
  );
  const issued = good.filter(({ certificate }) => certificate !== null);
  await insert(connection, 'wipebench_certificates', CERTIFICATE_COLUMNS, issued.flatMap(certificateRow));
  const ids = await held(connection, 'SELECT seq, certificate_id AS fact FROM wipebench_certificates', issued);
  const lacking = issued[matching(issued, ids, ({ certificate }) => certificate?.content.certificateId)];
  if (lacking !== undefined) return notKept(lacking.message.entry.seq);
  const odd = items[good.length];
  if (odd === undefined) return { taken: items.length, outcome: 'all' };
  const { seq } = odd.message.entry;
  if (!hashes.has(seq)) return notKept(seq);
  await insert(connection, 'wipebench_forks', FORK_COLUMNS, [forkRow(odd)]);
  return { taken: good.length, outcome: 'parked', why: because('upload-forked', { seq, place: 'PostgreSQL' }) };
}

/** What the database shows at the places of these items. */
async function held(
  connection: Connection,
  select: string,
  items: readonly UploadItem[],
): Promise<ReadonlyMap<number, string>> {
  const [first, last] = [items[0]?.message, items.at(-1)?.message];
  if (first === undefined || last === undefined) return new Map();
  const { rows } = await connection.query<{ seq: string; fact: string }>(
    `${select} WHERE ledger_id = $1 AND seq >= $2 AND seq <= $3`,
    [first.ledgerId, first.entry.seq, last.entry.seq],
  );
  return new Map(rows.map(({ seq, fact }) => [Number(seq), fact]));
}

/** How many items from the start the database shows as they are. */
function matching(
  items: readonly UploadItem[],
  shown: ReadonlyMap<number, string>,
  fact: (item: UploadItem) => string | undefined,
): number {
  const odd = items.findIndex((item) => shown.get(item.message.entry.seq) !== fact(item));
  return odd === -1 ? items.length : odd;
}

function notKept(seq: number): Delivery {
  return { taken: 0, outcome: 'again', why: because('upload-not-kept', { seq }), retryAfterMs: null };
}

async function insert(
  connection: Connection,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  if (rows.length > 0) await connection.query(insertStatement(table, columns, rows.length), rows.flat());
}
