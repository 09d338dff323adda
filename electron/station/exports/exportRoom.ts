import { type ExportFilter, type ExportWish, MOST_EXPORTED } from '../../../core/contract/exportFilter.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import type { AgentConnection } from '../agentLink/agentConnection.ts';
import { type AskAgent, agentLost } from '../bench/askAgent.ts';
import type { CertificateFiles } from '../certificateStore/certificateFiles.ts';
import type { CertificateRows } from '../certificateStore/certificateRows.ts';
import type { LedgerMirror } from '../ledgerMirror/ledgerMirror.ts';
import { viewOf } from '../ledgerMirror/ledgerView.ts';
import type { MirrorTable } from '../ledgerMirror/mirrorTable.ts';
import { createExport, type MadeExport } from './createExport.ts';
import { openInFileManager } from './fileManager.ts';

/** The exports of a station: one at a time. */
export type ExportRoom = {
  /** How many certificates a filter takes; counting ends one after the most that an export may hold. */
  count(filter: ExportFilter): number;
  /** Writes an export with the person's session; refuses while the agent is lost, the ledger has a problem or another export is being written. */
  create(wish: ExportWish, session: string): Promise<Answer<MadeExport>>;
  /** Ends the export that is being written, unless it is being sealed. */
  cancel(): Answer<Record<string, never>>;
  openFolder(): Promise<Answer<{ folder: string }>>;
};

/** Windows are told of progress no more often than this. */
const TOLD_EVERY_MS = 100;

/** The exports on the open store. */
export function exportRoom(room: {
  readonly folder: string;
  readonly clock: () => Date;
  readonly crypto: VerifyingCrypto;
  readonly agent: AgentConnection;
  readonly ask: AskAgent;
  readonly mirror: LedgerMirror;
  readonly table: MirrorTable;
  readonly certificates: CertificateRows;
  readonly pdf: CertificateFiles['pdf'];
  readonly verifierPage: () => Promise<Uint8Array>;
  readonly progress: (done: number, total: number) => void;
}): ExportRoom {
  const { agent, ask, mirror, folder, clock, crypto, certificates, pdf, verifierPage } = room;
  let running: { readonly controller: AbortController; sealing: boolean } | null = null;

  function progressTold(): (done: number, total: number) => void {
    let toldMs = Number.NEGATIVE_INFINITY;
    return (done, total) => {
      const nowMs = performance.now();
      if (done > 0 && done < total && nowMs - toldMs < TOLD_EVERY_MS) return;
      toldMs = nowMs;
      room.progress(done, total);
    };
  }

  async function write(certificateIds: readonly string[], session: string): Promise<Answer<MadeExport>> {
    const owner = mirror.owner();
    const state = agent.state();
    if (owner === null || state.state === 'lost') return { outcome: 'refused', refusals: [agentLost(agent)] };
    const { problem } = mirror.state();
    if (problem !== null) {
      return { outcome: 'refused', refusals: [refuse('ledger-damaged', { problem: problem.code })] };
    }
    const current = { controller: new AbortController(), sealing: false };
    running = current;
    try {
      return await createExport(certificateIds, {
        folder,
        clock,
        crypto,
        owner,
        stationName: state.station.stationName,
        certificates,
        ledger: viewOf(room.table, crypto),
        verifierPage,
        pdf,
        seal: (ids, manifestSha256) => ask('exports.seal', { session, certificateIds: ids, manifestSha256 }),
        pull: () => mirror.pull(),
        progress: progressTold(),
        signal: current.controller.signal,
        sealing: () => {
          current.sealing = true;
        },
      });
    } finally {
      running = null;
    }
  }

  return {
    count: (filter) => certificates.choice.count(filter, MOST_EXPORTED + 1),
    async create(wish, session) {
      if (running !== null) return { outcome: 'refused', refusals: [refuse('export-running')] };
      const refused =
        wish.kind === 'certificates'
          ? wish.certificateIds.filter((id) => (certificates.row(id)?.refusedByQuality ?? null) !== null)
          : [];
      if (refused.length > 0) {
        const refusals = refused.map((certificateId) => refuse('certificate-refused-by-quality', { certificateId }));
        return { outcome: 'refused', refusals };
      }
      const ids =
        wish.kind === 'certificates' ? wish.certificateIds : certificates.choice.ids(wish.filter, MOST_EXPORTED + 1);
      return write(ids, session);
    },
    cancel() {
      if (running === null || running.sealing) return { outcome: 'refused', refusals: [refuse('export-not-running')] };
      running.controller.abort();
      return { outcome: 'done', value: {} };
    },
    openFolder: () => openInFileManager(folder),
  };
}
