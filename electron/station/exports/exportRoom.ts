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

/** Makes exports with the person's session; refuses while the agent is lost or the ledger has a problem. */
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
}): (certificateIds: readonly string[], session: string) => Promise<Answer<MadeExport>> {
  const { agent, ask, mirror } = room;
  return async (certificateIds, session) => {
    const owner = mirror.owner();
    const state = agent.state();
    if (owner === null || state.state === 'lost') return { outcome: 'refused', refusals: [agentLost(agent)] };
    const { problem } = mirror.state();
    if (problem !== null) {
      return { outcome: 'refused', refusals: [refuse('ledger-damaged', { problem: problem.code })] };
    }
    const { folder, clock, crypto, certificates, pdf, progress } = room;
    return createExport(certificateIds, {
      folder,
      clock,
      crypto,
      owner,
      stationName: state.station.stationName,
      certificates,
      ledger: viewOf(room.table, crypto),
      verifierPage: room.verifierPage,
      pdf,
      seal: (ids, manifestSha256) => ask('exports.seal', { session, certificateIds: ids, manifestSha256 }),
      pull: () => mirror.pull(),
      progress,
    });
  };
}
