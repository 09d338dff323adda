import { chmodSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fromHex, toHex } from '../../../core/record/bytes.ts';
import {
  EMPTY_FRONTIER,
  type Frontier,
  frontierOf,
  type Hash,
  leavesOf,
  nodePosition,
  type ReadNode,
} from '../../../core/record/merkleTree.ts';
import type { Statement } from './statement.ts';

/** Where an entry stands in the file, what it is called, and what the ledger was right after it. */
export type IndexedEntry = {
  readonly seq: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly hash: string;
  /** Merkle root of the entries up to and with this one. */
  readonly root: string;
  /** How many of the entries up to and with this one are certificates. */
  readonly certificates: number;
  readonly kind: Statement['kind'];
  /** The record it is, or the record its certificate stands on; of a destruction, the thing. */
  readonly recordId: string | null;
  readonly certificateId: string | null;
};

/**
 * What is asked of the ledger by place and by name, on disk, so that neither start nor memory grows with the ledger. Everything in it follows from
 * `ledger.jsonl`; deleted or doubted, it is made again from there. It may lag behind the ledger after a power cut and never runs ahead.
 */
export type LedgerIndex = {
  /** How many entries it holds, from 0 on without a gap. */
  size(): number;
  frontier(): Frontier;
  at(seq: number): IndexedEntry | null;
  recordSeq(recordId: string): number | null;
  certificateOf(recordId: string): string | null;
  certificateSeq(certificateId: string): number | null;
  /** Place of the certificate of destruction of a thing, or of the one with this number. */
  destructionOf(thingId: string): number | null;
  destructionSeq(destructionId: string): number | null;
  /** Places of the key rotations, in order. */
  rotations(): number[];
  /** The kept nodes of the tree, for proofs. They lag behind the entries until somebody needs a proof (`ledgerTree.ts`). */
  readonly node: ReadNode;
  /** The frontier of the entries whose nodes are kept. */
  provenFrontier(): Frontier;
  /** Keeps the next nodes in the order in which they were completed. Throws what a full disk makes SQLite throw (`isFullDisk`). */
  addNodes(nodes: readonly Hash[]): void;
  forgetNodes(): void;
  /** Adds the next entry. A full disk only keeps it in memory until there is room. */
  add(entry: IndexedEntry, frontier: Frontier): void;
  /** Forgets the entries from `size` on; the frontier is then unknown and the next opening begins anew. */
  cutTo(size: number): void;
  close(): void;
};

const SCHEMA = `
CREATE TABLE IF NOT EXISTS entries (
  seq INTEGER PRIMARY KEY, offset_bytes INTEGER NOT NULL, length_bytes INTEGER NOT NULL, hash TEXT NOT NULL, root TEXT NOT NULL,
  certificates INTEGER NOT NULL, kind TEXT NOT NULL, record_id TEXT, certificate_id TEXT
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS records_by_id ON entries(record_id) WHERE kind = 'record';
CREATE INDEX IF NOT EXISTS certificates_by_record ON entries(record_id) WHERE kind = 'certificate';
CREATE INDEX IF NOT EXISTS certificates_by_id ON entries(certificate_id) WHERE kind = 'certificate';
CREATE INDEX IF NOT EXISTS destructions_by_thing ON entries(record_id) WHERE kind = 'destruction';
CREATE INDEX IF NOT EXISTS destructions_by_id ON entries(certificate_id) WHERE kind = 'destruction';
CREATE INDEX IF NOT EXISTS key_rotations ON entries(seq) WHERE kind = 'key-rotation';
CREATE TABLE IF NOT EXISTS frontier (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, roots TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS nodes (position INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;
`;
const COLUMNS = `seq, offset_bytes AS offsetBytes, length_bytes AS lengthBytes, hash, root, certificates, kind, record_id AS recordId,
  certificate_id AS certificateId`;

/** Opens the index, making it where there is none. Throws what SQLite throws of a file that is none of its own. */
export function openLedgerIndex(path: string): LedgerIndex {
  const database = new DatabaseSync(path);
  // SQLite gives the files beside it the same mode.
  chmodSync(path, 0o600);
  // Not durable at each commit, and need not be: the ledger is. Nobody else reads it, so no memory has to be shared, which network and virtual file
  // systems cannot do (sqlite.org/wal.html, section 6).
  database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = 64; ${SCHEMA}`);
  const selectAt = database.prepare(`SELECT ${COLUMNS} FROM entries WHERE seq = ?`);
  const selectRecord = database.prepare("SELECT seq FROM entries WHERE record_id = ? AND kind = 'record'");
  const selectCertificateOf = database.prepare(
    "SELECT certificate_id AS id FROM entries WHERE record_id = ? AND kind = 'certificate' ORDER BY seq LIMIT 1",
  );
  const selectCertificate = database.prepare(
    "SELECT seq FROM entries WHERE certificate_id = ? AND kind = 'certificate'",
  );
  const selectDestructionOf = database.prepare(
    "SELECT seq FROM entries WHERE record_id = ? AND kind = 'destruction' ORDER BY seq LIMIT 1",
  );
  const selectDestruction = database.prepare(
    "SELECT seq FROM entries WHERE certificate_id = ? AND kind = 'destruction'",
  );
  const selectRotations = database.prepare("SELECT seq FROM entries WHERE kind = 'key-rotation' ORDER BY seq");
  const insert = database.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const keepFrontier = database.prepare('INSERT OR REPLACE INTO frontier VALUES (1, ?, ?)');
  const insertNode = database.prepare('INSERT INTO nodes VALUES (?, ?)');
  const selectNode = database.prepare('SELECT hash FROM nodes WHERE position = ?');
  const selectNodeCount = database.prepare('SELECT coalesce(max(position) + 1, 0) AS count FROM nodes');
  /** Entries that the disk had no room for. */
  const waiting: IndexedEntry[] = [];
  const last = database.prepare('SELECT seq FROM entries ORDER BY seq DESC LIMIT 1').get() as
    | { seq: number }
    | undefined;
  let size = last === undefined ? 0 : last.seq + 1;
  let frontier = readFrontier(database);

  function inOneCommit(work: () => void): void {
    database.exec('BEGIN');
    try {
      work();
      database.exec('COMMIT');
    } catch (cause) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw cause;
    }
  }

  function write(entries: readonly IndexedEntry[]): void {
    inOneCommit(() => {
      for (const entry of entries) {
        const { seq, offsetBytes, lengthBytes, hash, root, certificates, kind, recordId, certificateId } = entry;
        insert.run(seq, offsetBytes, lengthBytes, hash, root, certificates, kind, recordId, certificateId);
      }
      keepFrontier.run(frontier.size, JSON.stringify(frontier.roots.map(toHex)));
    });
  }

  const nodeCount = () => (selectNodeCount.get() as { count: number }).count;
  const node: ReadNode = (level, index) => {
    const row = selectNode.get(nodePosition(level, index)) as { hash: Uint8Array } | undefined;
    if (row === undefined) throw new RangeError(`no node ${index} of level ${level} is kept`);
    return row.hash;
  };

  return {
    size: () => size,
    frontier: () => frontier,
    at(seq) {
      const kept = waiting.find((entry) => entry.seq === seq);
      return kept ?? (selectAt.get(seq) as IndexedEntry | undefined) ?? null;
    },
    recordSeq(recordId) {
      const kept = waiting.find((entry) => entry.kind === 'record' && entry.recordId === recordId);
      return kept?.seq ?? (selectRecord.get(recordId) as { seq: number } | undefined)?.seq ?? null;
    },
    certificateOf(recordId) {
      const kept = waiting.find((entry) => entry.kind === 'certificate' && entry.recordId === recordId);
      return kept?.certificateId ?? (selectCertificateOf.get(recordId) as { id: string } | undefined)?.id ?? null;
    },
    certificateSeq(certificateId) {
      const kept = waiting.find((entry) => entry.kind === 'certificate' && entry.certificateId === certificateId);
      return kept?.seq ?? (selectCertificate.get(certificateId) as { seq: number } | undefined)?.seq ?? null;
    },
    destructionOf(thingId) {
      const kept = waiting.find((entry) => entry.kind === 'destruction' && entry.recordId === thingId);
      return kept?.seq ?? (selectDestructionOf.get(thingId) as { seq: number } | undefined)?.seq ?? null;
    },
    destructionSeq(destructionId) {
      const kept = waiting.find((entry) => entry.kind === 'destruction' && entry.certificateId === destructionId);
      return kept?.seq ?? (selectDestruction.get(destructionId) as { seq: number } | undefined)?.seq ?? null;
    },
    rotations() {
      const kept = waiting.filter(({ kind }) => kind === 'key-rotation').map(({ seq }) => seq);
      return [...(selectRotations.all() as { seq: number }[]).map(({ seq }) => seq), ...kept];
    },
    node,
    provenFrontier: () => frontierOf(leavesOf(nodeCount()), node),
    addNodes(nodes) {
      const first = nodeCount();
      inOneCommit(() => {
        for (const [at, hash] of nodes.entries()) insertNode.run(first + at, hash);
      });
    },
    forgetNodes: () => database.exec('DELETE FROM nodes'),
    add(entry, grown) {
      frontier = grown;
      size = entry.seq + 1;
      waiting.push(entry);
      try {
        write(waiting);
        waiting.length = 0;
      } catch (cause) {
        if (!isFullDisk(cause)) throw cause;
      }
    },
    cutTo(wanted) {
      database.exec(`DELETE FROM entries WHERE seq >= ${Math.trunc(wanted)}; DELETE FROM frontier;
        DELETE FROM nodes;`);
      waiting.length = 0;
      size = wanted;
      frontier = EMPTY_FRONTIER;
    },
    close: () => database.close(),
  };
}

/** The index; one that SQLite cannot read is thrown away and made again, because all of it follows from the ledger. */
export function openIndexAfresh(path: string): LedgerIndex {
  try {
    return openLedgerIndex(path);
  } catch {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return openLedgerIndex(path);
  }
}

/** What a statement is called in the index. */
export function namesOf(statement: Statement): Pick<IndexedEntry, 'kind' | 'recordId' | 'certificateId'> {
  const { kind } = statement;
  if (kind === 'record') return { kind, recordId: statement.payload.recordId, certificateId: null };
  if (kind === 'certificate') {
    return { kind, recordId: statement.payload.record.recordId, certificateId: statement.payload.certificateId };
  }
  if (kind === 'destruction') {
    return { kind, recordId: statement.payload.thing.thingId, certificateId: statement.payload.destructionId };
  }
  return { kind, recordId: null, certificateId: null };
}

function readFrontier(database: DatabaseSync): Frontier {
  const row = database.prepare('SELECT size, roots FROM frontier').get() as { size: number; roots: string } | undefined;
  return row === undefined
    ? EMPTY_FRONTIER
    : { size: row.size, roots: (JSON.parse(row.roots) as string[]).map(fromHex) };
}

/** SQLITE_FULL (13) and SQLITE_IOERR (10), with their extended codes. */
export function isFullDisk(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    'errcode' in cause &&
    typeof cause.errcode === 'number' &&
    [10, 13].includes(cause.errcode & 255)
  );
}
