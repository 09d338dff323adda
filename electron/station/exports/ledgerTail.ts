import { fromHex } from '../../../core/record/bytes.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { KEY_ROTATION } from '../../../core/record/envelope.ts';
import type { KeyChain } from '../../../core/record/keyChain.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { type Hash, leafHash, merkleTree, nodePosition, withLeaf } from '../../../core/record/merkleTree.ts';
import type { LedgerPage } from '../ledgerMirror/agentLedger.ts';
import { type ChainEnd, checkEntry } from '../ledgerMirror/checkEntry.ts';
import { checkNote } from '../ledgerMirror/checkNote.ts';
import { keysOf } from '../ledgerMirror/keysOf.ts';
import type { LedgerView } from '../ledgerMirror/ledgerView.ts';
import type { MirrorTable } from '../ledgerMirror/mirrorTable.ts';

/**
 * A ledger copy that may not be written (another process is its writer) and the agent's newer entries after it, in memory. Each of those is checked
 * like those of the copy; `pull` throws at the first that does not hold.
 */
export function ledgerTail(
  table: MirrorTable,
  station: { readonly stationId: string; readonly virtual: boolean; readonly publicKeyBase64: string },
  crypto: VerifyingCrypto,
  readPage: (fromSeq: number, limit: number) => Promise<LedgerPage>,
): LedgerView & { pull(): Promise<void> } {
  const copied = table.end();
  const { stationId, virtual } = station;
  let keys: KeyChain | null = null;
  const newer: LedgerEntry[] = [];
  const notes = new Map<number, string>();
  const nodes = new Map<number, Hash>();
  let end: ChainEnd = copied;
  let frontier = table.frontier();

  async function keysOfCopy(): Promise<KeyChain> {
    const followed = await keysOf(table, station.publicKeyBase64, crypto);
    if ('reason' in followed) throw new Error('the ledger copy of this station is damaged');
    return followed.keys;
  }

  async function take(entry: LedgerEntry, note: string | null): Promise<void> {
    keys ??= await keysOfCopy();
    const opened = await checkEntry(entry, end, keys, crypto);
    if ('reason' in opened) {
      throw new Error(`the agent's ledger does not hold at entry ${end.entries}: ${opened.reason.code}`);
    }
    keys = opened.keys;
    const owner = { stationId, virtual, keys };
    const grown = await withLeaf(frontier, await leafHash(fromHex(entry.hash), crypto), crypto);
    const checked = await checkNote(note, { tree: grown.frontier, certificates: null }, owner, crypto);
    if ('reason' in checked || note === null)
      throw new Error(`the agent's ledger is not signed as it is at entry ${end.entries}`);
    for (const [level, hash] of grown.completed.entries()) nodes.set(nodePosition(0, entry.seq) + level, hash);
    notes.set(entry.seq + 1, note);
    newer.push(entry);
    frontier = grown.frontier;
    end = { entries: entry.seq + 1, head: entry.hash };
  }

  return {
    tree: merkleTree((level, index) => nodes.get(nodePosition(level, index)) ?? table.node(level, index), crypto),
    entries: () => end.entries,
    checkpoint: (entries) => notes.get(entries) ?? table.checkpoint(entries),
    exportsBefore(seq, limit) {
      const ours = newer.filter((entry) => entry.seq < seq && entry.envelope.payloadType.includes('.export.'));
      return [...table.exportsBefore(seq, limit), ...ours.map((entry) => entry.seq)].slice(-limit);
    },
    rotations: () => [...table.rotations(), ...newer.filter((entry) => entry.envelope.payloadType === KEY_ROTATION)],
    async pull() {
      for (;;) {
        const page = await readPage(end.entries, 100);
        if (page.entries.length === 0) return;
        for (const [index, entry] of page.entries.entries()) await take(entry, page.checkpoints[index] ?? null);
      }
    },
  };
}
