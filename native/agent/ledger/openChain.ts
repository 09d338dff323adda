import { because, type Reason } from '../../../core/domain/reason.ts';
import { fromHex, toHex } from '../../../core/record/bytes.ts';
import { beginChain, type KeyChain } from '../../../core/record/keyChain.ts';
import { LEDGER_ROOT } from '../../../core/record/ledgerEntry.ts';
import { leafHash, rootOf, withLeaf } from '../../../core/record/merkleTree.ts';
import { readHeadNote } from './headNote.ts';
import type { LedgerFile } from './ledgerFile.ts';
import { type IndexedEntry, type LedgerIndex, namesOf } from './ledgerIndex.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { type CheckedEntry, readEntry } from './readEntry.ts';
import { firstKeyOn } from './stationKeys.ts';

/** How many of the last entries are read and checked in full at every start, however long the ledger is. */
export const CHECKED_AT_START = 256;

export type OpenedChain = {
  readonly head: string;
  /** The last line when its end was never written (a crash in the write); nobody was told that it stands. */
  readonly tornTail: Buffer | null;
  readonly damage: Reason | null;
  /** How many entries the checkpoint beside the ledger counts; `null` where there is none. */
  readonly noted: number | null;
  /** The index had to be made again from the whole ledger. */
  readonly rebuilt: boolean;
  /** The station's keys, from the one that the first entry names. Whether the last is the one that this station holds is for the caller to compare. */
  readonly keys: KeyChain;
};

/**
 * What a start checks: that the index is of this file, the last `CHECKED_AT_START` entries in full, every entry that the index does not know yet, and
 * that the newest signed checkpoint is a state of this ledger. Its cost does not grow with the ledger. All older entries: `recheckChain`.
 */
export async function openChain(
  file: LedgerFile,
  index: LedgerIndex,
  station: {
    readonly stateDirectory: string /** Of a ledger whose beginning cannot be read. */;
    readonly publicKey: Uint8Array;
  },
): Promise<OpenedChain> {
  if (!(await fits(index))) index.cutTo(0);
  const known = index.size();
  const rebuilt = known === 0 && file.sizeBytes() > 0;
  const from = Math.max(0, known - CHECKED_AT_START);
  let seq = from;
  let head = from === 0 ? LEDGER_ROOT : (index.at(from - 1)?.hash ?? LEDGER_ROOT);
  let keys = await firstKeys(file, station.publicKey);
  const damaged = (why: string, entry = seq): OpenedChain => {
    index.cutTo(entry);
    return { head, tornTail: null, noted: null, damage: because('ledger-damaged', { entry, why }), rebuilt, keys };
  };
  for (const rotation of index.rotations()) {
    const place = index.at(rotation);
    if (rotation >= from || place === null) break;
    const prev = index.at(rotation - 1)?.hash ?? LEDGER_ROOT;
    const line = lineAt(file, place);
    const read = line === null ? { why: 'not JSON' } : await readEntry(line, { seq: rotation, prev }, keys);
    if ('why' in read) return damaged(read.why, rotation);
    keys = read.chain;
  }

  let tornTail: Buffer | null = null;
  for (const line of file.lines(index.at(from)?.offsetBytes ?? 0)) {
    if (!line.whole) {
      tornTail = line.bytes;
      break;
    }
    const read = await readEntry(line.bytes.toString('utf8'), { seq, prev: head }, keys);
    if ('why' in read) return damaged(read.why);
    if (seq >= known) await addToIndex(index, read, { offsetBytes: line.offsetBytes, lengthBytes: line.bytes.length });
    else if (index.at(seq)?.hash !== read.entry.hash) return damaged('it is not the entry that stood there');
    keys = read.chain;
    head = read.entry.hash;
    seq += 1;
  }
  if (seq < known) return damaged(`${known - seq} entries are missing at the end`);

  const note = await readHeadNote(station.stateDirectory, keys);
  if (note === 'false') return damaged('its signed checkpoint is not signed by this station');
  if (note !== null && note.entries > seq) return damaged(`${note.entries - seq} entries are missing at the end`);
  if (note !== null && note.entries > 0 && index.at(note.entries - 1)?.root !== note.root) {
    return damaged('its entries are not those that the station signed');
  }
  return { head, tornTail, damage: null, noted: note?.entries ?? null, rebuilt, keys };
}

async function firstKeys(file: LedgerFile, ofStation: Uint8Array): Promise<KeyChain> {
  const [line] = file.lines(0);
  const first = line?.whole === true ? firstKeyOn(line.bytes.toString('utf8')) : null;
  return beginChain(first?.publicKey ?? ofStation, nodeCrypto);
}

function lineAt(file: LedgerFile, { offsetBytes, lengthBytes }: IndexedEntry): string | null {
  return offsetBytes + lengthBytes > file.sizeBytes() ? null : file.readLine(offsetBytes, lengthBytes);
}

/** Adds a checked entry as the next of the index. */
export async function addToIndex(
  index: LedgerIndex,
  { entry, statement }: CheckedEntry,
  place: Pick<IndexedEntry, 'offsetBytes' | 'lengthBytes'>,
): Promise<IndexedEntry> {
  const leaf = await leafHash(fromHex(entry.hash), nodeCrypto);
  const { frontier } = await withLeaf(index.frontier(), leaf, nodeCrypto);
  const before = entry.seq === 0 ? 0 : (index.at(entry.seq - 1)?.certificates ?? 0);
  const indexed = {
    ...{ seq: entry.seq, ...place, hash: entry.hash, ...namesOf(statement) },
    root: toHex(await rootOf(frontier, nodeCrypto)),
    certificates: before + (statement.kind === 'certificate' ? 1 : 0),
  };
  index.add(indexed, frontier);
  return indexed;
}

/** Whether the index is whole in itself: its tree is the one its last entry names. */
async function fits(index: LedgerIndex): Promise<boolean> {
  const frontier = index.frontier();
  if (frontier.size !== index.size()) return false;
  if (index.size() === 0) return true;
  const last = index.at(index.size() - 1);
  return last !== null && toHex(await rootOf(frontier, nodeCrypto)) === last.root;
}
