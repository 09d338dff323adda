import type { Database } from 'better-sqlite3';
import { type Envelope, envelope } from '../../../core/record/envelope.ts';
import { LEDGER_ROOT, type LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import {
  type Frontier,
  frontierOf,
  type Hash,
  leavesOf,
  nodePosition,
  type ReadNode,
} from '../../../core/record/merkleTree.ts';
import type { ChainEnd } from './checkEntry.ts';
import { derivedRowsOf } from './derivedRows.ts';
import { type Derived, derive } from './deriveRows.ts';

export type AppendedEntry = { readonly entry: LedgerEntry; readonly derived: Derived };

/** An entry with the checkpoint signed after it and the nodes that it completes in the tree. */
export type ProvenEntry = { readonly entry: LedgerEntry; readonly note: string; readonly completed: readonly Hash[] };

/** The copy of the ledger on disk, with its tree, its checkpoints, and the rows that follow from each entry. */
export type MirrorTable = {
  end(): ChainEnd;
  /** Entries with `seq >= fromSeq`, at most `limit`, in order. */
  read(fromSeq: number, limit: number): LedgerEntry[];
  /** Places of exports before `seq`, the last `limit` of them, in order. */
  exportsBefore(seq: number, limit: number): number[];
  /** The key rotations of the copy, in order. */
  rotations(): LedgerEntry[];
  /** The checkpoint signed after the first `entries` entries. */
  checkpoint(entries: number): string | null;
  /** How many entries have their checkpoint. */
  checkpoints(): number;
  /** How many entries are in the tree, and the tree's frontier. */
  frontier(): Frontier;
  readonly node: ReadNode;
  /** Writes entries, tree, checkpoints and derived rows in one transaction. Records from `labelsFromSeq` on still need a label. */
  append(entries: readonly ProvenEntry[], labelsFromSeq: number): AppendedEntry[];
  /** Adds what entries copied under an earlier schema lack. */
  completeTree(nodes: readonly Hash[]): void;
  addCheckpoint(entries: number, note: string): void;
};

type Row = { seq: number; prev: string; hash: string; envelope: string };

/** The table on the open store. */
export function mirrorTableOf(database: Database): MirrorTable {
  const selectEnd = database.prepare<[], { seq: number; hash: string }>(
    'SELECT seq, hash FROM ledger_mirror ORDER BY seq DESC LIMIT 1',
  );
  const selectPage = database.prepare<[number, number], Row>(
    'SELECT seq, prev, hash, envelope FROM ledger_mirror WHERE seq >= ? ORDER BY seq LIMIT ?',
  );
  const insertEntry = database.prepare(
    'INSERT INTO ledger_mirror (seq, prev, hash, payload_type, envelope) VALUES (?, ?, ?, ?, ?)',
  );
  const rows = derivedRowsOf(database);
  const selectExports = database
    .prepare<[number, number], number>(
      `SELECT seq FROM (SELECT seq FROM ledger_mirror WHERE payload_type = 'application/vnd.wipebench.export.v1+json' AND seq < ?
         ORDER BY seq DESC LIMIT ?) ORDER BY seq`,
    )
    .pluck();
  const selectRotations = database.prepare<[], Row>(
    `SELECT seq, prev, hash, envelope FROM ledger_mirror
       WHERE payload_type = 'application/vnd.wipebench.key-rotation.v1+json' ORDER BY seq`,
  );
  const selectNote = database
    .prepare<[number], string>('SELECT note FROM ledger_checkpoints WHERE entries = ?')
    .pluck();
  const selectLastNote = database
    .prepare<[], number>('SELECT entries FROM ledger_checkpoints ORDER BY entries DESC LIMIT 1')
    .pluck();
  const selectNode = database.prepare<[number], Buffer>('SELECT hash FROM ledger_tree WHERE position = ?').pluck();
  const selectLastNode = database
    .prepare<[], number>('SELECT position FROM ledger_tree ORDER BY position DESC LIMIT 1')
    .pluck();
  const insertNote = database.prepare('INSERT INTO ledger_checkpoints (entries, note) VALUES (?, ?)');
  const insertNode = database.prepare('INSERT INTO ledger_tree (position, hash) VALUES (?, ?)');

  const node: ReadNode = (level, index) => {
    const hash = selectNode.get(nodePosition(level, index));
    if (hash === undefined) throw new Error(`the ledger copy lacks node ${level}/${index} of its tree`);
    return hash;
  };

  function addNodes(nodes: readonly Hash[]): void {
    let position = (selectLastNode.get() ?? -1) + 1;
    for (const hash of nodes) {
      insertNode.run(position, hash);
      position += 1;
    }
  }

  function appendOne({ entry, note, completed }: ProvenEntry, labelsFromSeq: number): AppendedEntry {
    addNodes(completed);
    insertNote.run(entry.seq + 1, note);
    insertEntry.run(entry.seq, entry.prev, entry.hash, entry.envelope.payloadType, JSON.stringify(entry.envelope));
    const derived = derive(entry);
    if (derived.kind === 'record') rows.addRecord(entry.seq, derived.record, entry.seq >= labelsFromSeq);
    if (derived.kind === 'certificate') rows.addCertificate(entry.seq, derived.certificate);
    if (derived.kind === 'destruction') rows.addDestruction(entry.seq, derived.destruction);
    if (derived.kind === 'quality-refused') rows.addQualityRefusal(entry.seq, derived.recordId, derived.decision);
    return { entry, derived };
  }

  return {
    end() {
      const last = selectEnd.get();
      return last === undefined ? { entries: 0, head: LEDGER_ROOT } : { entries: last.seq + 1, head: last.hash };
    },
    read: (fromSeq, limit) => selectPage.all(fromSeq, limit).map(toEntry),
    exportsBefore: (seq, limit) => selectExports.all(seq, limit),
    rotations: () => selectRotations.all().map(toEntry),
    checkpoint: (entries) => selectNote.get(entries) ?? null,
    checkpoints: () => selectLastNote.get() ?? 0,
    frontier: () => frontierOf(leavesOf((selectLastNode.get() ?? -1) + 1), node),
    node,
    append: database.transaction((entries: readonly ProvenEntry[], labelsFromSeq: number) =>
      entries.map((entry) => appendOne(entry, labelsFromSeq)),
    ),
    completeTree: database.transaction(addNodes),
    addCheckpoint: (entries, note) => void insertNote.run(entries, note),
  };
}

function toEntry(row: Row): LedgerEntry {
  const sealed: Envelope = envelope.parse(JSON.parse(row.envelope));
  return { seq: row.seq, prev: row.prev, hash: row.hash, envelope: sealed };
}
