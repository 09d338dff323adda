import { because, type Reason } from '../../../core/domain/reason.ts';
import { fromBase64, fromHex } from '../../../core/record/bytes.ts';
import { readCheckpoint } from '../../../core/record/checkpoint.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { beginChain } from '../../../core/record/keyChain.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { frontierOf, leafHash, withLeaf } from '../../../core/record/merkleTree.ts';
import { STATEMENTS } from '../../../core/record/statementOf.ts';
import type { Settings } from '../store/settings.ts';
import { type AgentLedger, type LedgerOwner, type LedgerPage, ledgerOwner } from './agentLedger.ts';
import { type ChainEnd, checkEntry } from './checkEntry.ts';
import { checkNote, type NoteOwner } from './checkNote.ts';
import { compareWithAgent, standsInTree } from './compareWithAgent.ts';
import { keysOf } from './keysOf.ts';
import type { AppendedEntry, MirrorTable, ProvenEntry } from './mirrorTable.ts';

export type MirrorState = { readonly entries: number; readonly problem: Reason | null };

export type LedgerMirror = {
  state(): MirrorState;
  /** Compares with the agent and pulls what is new. Runs one at a time; a request during a run makes one more run after it. */
  follow(agent: AgentLedger): Promise<void>;
  /** Pulls again with the agent last followed (an entry was announced). */
  pull(): Promise<void>;
  /** Resolves, never rejects, when no comparison or pull is running. */
  settled(): Promise<void>;
  /** Checks the whole local copy, page by page, leaving room for other work. */
  recheckCopy(): Promise<void>;
  /** The station and key this copy belongs to; null before the first agent. */
  owner(): LedgerOwner | null;
};

const PAGE_ENTRIES = 100;
/** How long the walk over the copy pauses after a page, in times of the work on that page. */
const RECHECK_REST = 2;

/**
 * The station's checked copy of the agent's ledger. It never deletes and never "repairs": what does not fit is named in `state().problem`, nothing
 * more is taken from that agent, and everything taken before stays.
 */
export function createLedgerMirror(options: {
  readonly table: MirrorTable;
  readonly settings: Settings;
  readonly crypto: VerifyingCrypto;
  readonly readPage: (fromSeq: number, limit: number) => Promise<LedgerPage>;
  /** The agent's checkpoint of its first so many entries; `null` where it makes none. */
  readonly readCheckpoint: (entries: number) => Promise<string | null>;
  readonly onAppended: (appended: readonly AppendedEntry[]) => void;
  readonly onState: (state: MirrorState) => void;
}): LedgerMirror {
  const { table, settings, crypto, readPage } = options;
  let agent: AgentLedger | null = null;
  let compared = false;
  let agentProblem: Reason | null = null;
  let copyProblem: Reason | null = null;
  let lastTold = '';
  let running: Promise<void> | null = null;
  let again = false;

  const owner = () => settings.read('ledger-owner', ledgerOwner);
  const state = (): MirrorState => ({ entries: table.end().entries, problem: copyProblem ?? agentProblem });

  function tell(): void {
    const now = state();
    const text = JSON.stringify(now);
    if (text === lastTold) return;
    lastTold = text;
    options.onState(now);
  }

  /** Takes the checkpoints of entries that were copied before checkpoints were. */
  async function pullCheckpoints(noteOwner: NoteOwner): Promise<Reason | null> {
    const { entries } = table.end();
    while (table.checkpoints() < entries) {
      const from = table.checkpoints();
      const { checkpoints } = await readPage(from, Math.min(PAGE_ENTRIES, entries - from));
      if (checkpoints.length === 0) return because('ledger-not-vouched', { entries: from + 1 });
      for (const [index, note] of checkpoints.entries()) {
        const tree = frontierOf(from + index + 1, table.node);
        const checked = await checkNote(note, { tree, certificates: null }, noteOwner, crypto);
        if ('reason' in checked) return checked.reason;
        table.addCheckpoint(tree.size, note);
      }
    }
    return null;
  }

  async function pullPages(theirs: AgentLedger, noteOwner: NoteOwner): Promise<Reason | null> {
    let certificates = certificatesIn(table.checkpoint(table.end().entries));
    let { keys } = noteOwner;
    for (;;) {
      let end = table.end();
      let tree = table.frontier();
      const page = await readPage(end.entries, PAGE_ENTRIES);
      const good: ProvenEntry[] = [];
      let problem: Reason | null = null;
      for (const [index, entry] of page.entries.entries()) {
        const opened = await checkEntry(entry, end, keys, crypto);
        problem = 'reason' in opened ? opened.reason : null;
        if (problem === null && entry.seq === theirs.entries - 1 && entry.hash !== theirs.head) {
          problem = because('ledger-head-differs', { seq: entry.seq });
        }
        if ('reason' in opened || problem !== null) break;
        keys = opened.keys;
        const grown = await withLeaf(tree, await leafHash(fromHex(entry.hash), crypto), crypto);
        const count = certificates + (STATEMENTS[entry.envelope.payloadType].part === 'certificate' ? 1 : 0);
        const note = page.checkpoints[index] ?? null;
        const checked = await checkNote(
          note,
          { tree: grown.frontier, certificates: count },
          { ...noteOwner, keys },
          crypto,
        );
        if ('reason' in checked || note === null) {
          problem = 'reason' in checked ? checked.reason : because('ledger-not-vouched', { entries: entry.seq + 1 });
          break;
        }
        good.push({ entry, note, completed: grown.completed });
        tree = grown.frontier;
        certificates = count;
        end = { entries: entry.seq + 1, head: entry.hash };
      }
      if (good.length > 0) {
        options.onAppended(table.append(good, owner()?.historyEntries ?? 0));
        tell();
      }
      if (problem !== null) return problem;
      if (page.entries.length === 0) {
        if (end.entries < theirs.entries)
          return because('ledger-pages-missing', { station: end.entries, agent: theirs.entries });
        return null;
      }
    }
  }

  async function run(theirs: AgentLedger): Promise<void> {
    const { stationId, virtual } = theirs;
    const followed = await keysOf(table, owner()?.publicKeyBase64 ?? theirs.publicKeyBase64, crypto);
    if ('reason' in followed) {
      copyProblem = followed.reason;
      tell();
      return;
    }
    const noteOwner = { stationId, virtual, keys: followed.keys };
    if (!compared) {
      const found = await compareWithAgent(table, theirs, { ...options, owner: owner(), noteOwner });
      agentProblem = found.agent;
      copyProblem = found.copy ?? copyProblem;
      compared = true;
      if (agentProblem === null && owner() === null) {
        const { keyId, publicKeyBase64, entries } = theirs;
        settings.write('ledger-owner', {
          stationId,
          keyId,
          publicKeyBase64,
          historyEntries: entries,
        } satisfies LedgerOwner);
      }
    }
    if (agentProblem === null && copyProblem === null) agentProblem = await pullCheckpoints(noteOwner);
    if (agentProblem === null && copyProblem === null) agentProblem = await pullPages(theirs, noteOwner);
    tell();
  }

  function request(): Promise<void> {
    if (running !== null) {
      again = true;
      return running;
    }
    const turn = async () => {
      do {
        again = false;
        if (agent !== null) await run(agent);
      } while (again);
    };
    running = turn().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    state,
    follow(theirs) {
      agent = theirs;
      compared = false;
      return request();
    },
    pull: request,
    settled: () =>
      (running ?? Promise.resolve()).then(
        () => undefined,
        () => undefined,
      ),
    async recheckCopy() {
      const known = owner();
      if (known === null) return;
      let keys = await beginChain(fromBase64(known.publicKeyBase64), crypto);
      const until = table.end().entries;
      let end: ChainEnd = { entries: 0, head: '0'.repeat(64) };
      let startedMs = performance.now();
      while (end.entries < until && copyProblem === null) {
        const page = readCopy(end.entries);
        if (page === null) break;
        for (const entry of page) {
          const checked = await checkEntry(entry, end, keys, crypto);
          const grown = table.frontier().size > entry.seq;
          if ('reason' in checked || (grown && !(await standsInTree(table, entry, crypto)))) {
            const why = 'reason' in checked ? checked.reason.code : 'not in its tree';
            copyProblem = because('ledger-copy-damaged', { seq: end.entries, problem: why });
            break;
          }
          keys = checked.keys;
          end = { entries: entry.seq + 1, head: entry.hash };
        }
        const restMs = (performance.now() - startedMs) * RECHECK_REST;
        await new Promise((resolve) => setTimeout(resolve, restMs).unref());
        startedMs = performance.now();
      }
      tell();
    },
    owner,
  };

  function readCopy(fromSeq: number): LedgerEntry[] | null {
    try {
      const page = table.read(fromSeq, PAGE_ENTRIES);
      if (page.length > 0) return page;
      copyProblem = because('ledger-copy-damaged', { seq: fromSeq, problem: 'missing' });
    } catch (cause) {
      copyProblem = because('ledger-copy-damaged', {
        seq: fromSeq,
        problem: cause instanceof Error ? cause.name : 'unreadable',
      });
    }
    return null;
  }
}

/** How many certificates a checkpoint that was checked before says there are. */
function certificatesIn(note: string | null): number {
  return note === null ? 0 : (readCheckpoint(note)?.checkpoint.certificates ?? 0);
}
