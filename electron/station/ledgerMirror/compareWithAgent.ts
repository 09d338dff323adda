import { because, type Reason } from '../../../core/domain/reason.ts';
import { fromHex, toHex } from '../../../core/record/bytes.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { leafHash } from '../../../core/record/merkleTree.ts';
import type { AgentLedger, LedgerOwner, LedgerPage } from './agentLedger.ts';
import { type ChainEnd, checkEntry } from './checkEntry.ts';
import { checkNote, type NoteOwner } from './checkNote.ts';
import { completeTree } from './completeTree.ts';
import type { MirrorTable } from './mirrorTable.ts';

/** What is wrong with the agent's ledger, or with this station's own copy; both `null` when the two agree. */
export type Compared = { readonly agent: Reason | null; readonly copy: Reason | null };

type Tools = {
  readonly owner: LedgerOwner | null;
  readonly noteOwner: NoteOwner;
  readonly crypto: VerifyingCrypto;
  readonly readPage: (fromSeq: number, limit: number) => Promise<LedgerPage>;
  readonly readCheckpoint: (entries: number) => Promise<string | null>;
};

const PAGE_ENTRIES = 100;
const COMPARED_ENTRIES = 200;

/**
 * What the two say of the same entries: by the signed tree of all of them, which takes the same time however many there are, and of the last ones word
 * by word.
 */
export async function compareWithAgent(table: MirrorTable, theirs: AgentLedger, tools: Tools): Promise<Compared> {
  const { owner } = tools;
  if (owner !== null && (owner.keyId !== theirs.keyId || owner.stationId !== theirs.stationId)) {
    return agent(because('ledger-of-other-station', { expected: owner.stationId, found: theirs.stationId }));
  }
  const ours = table.end();
  if (theirs.entries < ours.entries) {
    return agent(because('ledger-rolled-back', { station: ours.entries, agent: theirs.entries }));
  }
  const trees = ours.entries === 0 ? AGREED : await compareTrees(table, ours, tools);
  if (trees !== AGREED) return trees;
  const words = await compareLast(table, ours, tools);
  if (words !== AGREED) return words;
  if (theirs.entries === ours.entries && theirs.head !== ours.head) {
    return agent(because('ledger-head-differs', { seq: ours.entries - 1 }));
  }
  return AGREED;
}

/** Whether an entry of the copy is the one that the copy's signed tree was grown with. */
export async function standsInTree(
  table: MirrorTable,
  { seq, hash }: LedgerEntry,
  crypto: VerifyingCrypto,
): Promise<boolean> {
  return toHex(await leafHash(fromHex(hash), crypto)) === toHex(table.node(0, seq));
}

const AGREED: Compared = { agent: null, copy: null };
const agent = (reason: Reason): Compared => ({ agent: reason, copy: null });
const copy = (seq: number, problem: string): Compared => ({
  agent: null,
  copy: because('ledger-copy-damaged', { seq, problem }),
});

async function compareTrees(table: MirrorTable, { entries }: ChainEnd, tools: Tools): Promise<Compared> {
  const { noteOwner, crypto } = tools;
  await completeTree(table, crypto);
  const tree = table.frontier();
  const expected = { tree, certificates: null };
  const own = table.checkpoint(entries);
  const ownHolds = own === null || 'checkpoint' in (await checkNote(own, expected, noteOwner, crypto));
  if (tree.size !== entries || !ownHolds) return copy(entries - 1, 'ledger-checkpoint-bad');
  const checked = await checkNote(await tools.readCheckpoint(entries), expected, noteOwner, crypto);
  return 'reason' in checked ? agent(checked.reason) : AGREED;
}

async function compareLast(table: MirrorTable, ours: ChainEnd, tools: Tools): Promise<Compared> {
  const { noteOwner, crypto } = tools;
  const from = Math.max(0, ours.entries - COMPARED_ENTRIES);
  let end: ChainEnd = { entries: from, head: table.read(from, 1)[0]?.prev ?? ours.head };
  while (end.entries < ours.entries) {
    const limit = Math.min(PAGE_ENTRIES, ours.entries - end.entries);
    const { entries: page } = await tools.readPage(end.entries, limit);
    if (page.length === 0) return agent(because('ledger-rolled-back', { station: ours.entries, agent: end.entries }));
    const mine = table.read(end.entries, page.length);
    for (const [index, entry] of page.entries()) {
      if (entry.seq >= ours.entries) break;
      const own = mine[index];
      if (own === undefined || !(await standsInTree(table, own, crypto))) return copy(entry.seq, 'not in its tree');
      const checked = await checkEntry(entry, end, noteOwner.keys, crypto);
      if ('reason' in checked) return agent(checked.reason);
      if (entry.hash !== own.hash) return agent(because('ledger-entry-altered', { seq: entry.seq }));
      end = { entries: entry.seq + 1, head: entry.hash };
    }
  }
  return AGREED;
}
