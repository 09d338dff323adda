import { z } from 'zod';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { Settings } from '../store/settings.ts';
import { type ChainEnd, checkEntry } from './checkEntry.ts';
import type { AppendedEntry, MirrorTable } from './mirrorTable.ts';

/** What the agent says its ledger is. */
export type AgentLedger = {
  readonly stationId: string;
  readonly keyId: string;
  readonly publicKeyBase64: string;
  readonly entries: number;
  readonly head: string;
};

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

/** Setting `ledger-owner`: whose ledger the copy is. */
export const ledgerOwner = z.strictObject({
  stationId: z.string(),
  keyId: z.string(),
  publicKeyBase64: z.string(),
  /** What the ledger held before this copy began: labels of those drives were printed, or not, by somebody before it. */
  historyEntries: z.number().int().nonnegative(),
});
export type LedgerOwner = z.infer<typeof ledgerOwner>;

const PAGE_ENTRIES = 100;
const COMPARED_ENTRIES = 200;

/**
 * The station's checked copy of the agent's ledger. It never deletes and never "repairs": what does not fit is named in `state().problem`, nothing
 * more is taken from that agent, and everything taken before stays.
 */
export function createLedgerMirror(options: {
  readonly table: MirrorTable;
  readonly settings: Settings;
  readonly crypto: VerifyingCrypto;
  readonly readPage: (fromSeq: number, limit: number) => Promise<readonly LedgerEntry[]>;
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

  async function compare(theirs: AgentLedger, publicKey: Uint8Array): Promise<Reason | null> {
    const known = owner();
    if (known !== null && (known.keyId !== theirs.keyId || known.stationId !== theirs.stationId)) {
      return because('ledger-of-other-station', { expected: known.stationId, found: theirs.stationId });
    }
    const ours = table.end();
    if (theirs.entries < ours.entries) {
      return because('ledger-rolled-back', { station: ours.entries, agent: theirs.entries });
    }
    const from = Math.max(0, ours.entries - COMPARED_ENTRIES);
    let end: ChainEnd = { entries: from, head: table.read(from, 1)[0]?.prev ?? ours.head };
    while (end.entries < ours.entries) {
      const page = await readPage(end.entries, Math.min(PAGE_ENTRIES, ours.entries - end.entries));
      if (page.length === 0) return because('ledger-rolled-back', { station: ours.entries, agent: end.entries });
      const mine = table.read(end.entries, page.length);
      for (const [index, entry] of page.entries()) {
        if (entry.seq >= ours.entries) break;
        const problem = await checkEntry(entry, end, publicKey, crypto);
        if (problem !== null) return problem;
        if (entry.hash !== mine[index]?.hash) return because('ledger-entry-altered', { seq: entry.seq });
        end = { entries: entry.seq + 1, head: entry.hash };
      }
    }
    if (theirs.entries === ours.entries && theirs.head !== ours.head)
      return because('ledger-head-differs', { seq: ours.entries - 1 });
    return null;
  }

  async function pullPages(theirs: AgentLedger, publicKey: Uint8Array): Promise<Reason | null> {
    for (;;) {
      let end = table.end();
      const page = await readPage(end.entries, PAGE_ENTRIES);
      const good: LedgerEntry[] = [];
      let problem: Reason | null = null;
      for (const entry of page) {
        problem = await checkEntry(entry, end, publicKey, crypto);
        if (problem === null && entry.seq === theirs.entries - 1 && entry.hash !== theirs.head) {
          problem = because('ledger-head-differs', { seq: entry.seq });
        }
        if (problem !== null) break;
        good.push(entry);
        end = { entries: entry.seq + 1, head: entry.hash };
      }
      if (good.length > 0) {
        options.onAppended(table.append(good, owner()?.historyEntries ?? 0));
        tell();
      }
      if (problem !== null) return problem;
      if (page.length === 0) {
        if (end.entries < theirs.entries)
          return because('ledger-pages-missing', { station: end.entries, agent: theirs.entries });
        return null;
      }
    }
  }

  async function run(theirs: AgentLedger): Promise<void> {
    const publicKey = fromBase64(theirs.publicKeyBase64);
    if (!compared) {
      agentProblem = await compare(theirs, publicKey);
      compared = true;
      if (agentProblem === null && owner() === null) {
        const { stationId, keyId, publicKeyBase64, entries } = theirs;
        settings.write('ledger-owner', {
          stationId,
          keyId,
          publicKeyBase64,
          historyEntries: entries,
        } satisfies LedgerOwner);
      }
    }
    if (agentProblem === null && copyProblem === null) agentProblem = await pullPages(theirs, publicKey);
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
      const publicKey = fromBase64(known.publicKeyBase64);
      const until = table.end().entries;
      let end: ChainEnd = { entries: 0, head: '0'.repeat(64) };
      while (end.entries < until && copyProblem === null) {
        const page = readCopy(end.entries);
        if (page === null) break;
        for (const entry of page) {
          const problem = await checkEntry(entry, end, publicKey, crypto);
          if (problem !== null) {
            copyProblem = because('ledger-copy-damaged', { seq: end.entries, problem: problem.code });
            break;
          }
          end = { entries: entry.seq + 1, head: entry.hash };
        }
        await new Promise((resolve) => setImmediate(resolve));
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
