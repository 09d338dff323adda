import { create } from 'zustand';
import type { AgentStation } from '../../core/contract/agent.ts';
import type { ImportProgress } from '../../core/contract/lots.ts';
import type { ReceivingView } from '../../core/contract/receivingViews.ts';
import type { ContractClient } from '../../core/contract/rpcClient.ts';
import type { StationContract } from '../../core/contract/station.ts';
import type { StationSnapshot } from '../../core/contract/stationSnapshot.ts';
import type { UploadsView } from '../../core/contract/uploadVerbs.ts';
import type { QualityView } from '../../core/domain/quality.ts';
import { type AtQuality, type BayView, viewBays } from '../features/bench/bayView.ts';
import { applyEvent, type StationEvent } from './applyEvent.ts';
import { tellNews } from './news.ts';

/** The link to the station process; the station's own link to the agent is in the snapshot. Times are milliseconds since 1970. */
export type Link =
  | { readonly kind: 'connecting'; readonly sinceMs: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'lost'; readonly sinceMs: number; readonly why: string };

export type StationState = {
  readonly link: Link;
  /** Null until the first snapshot. After a loss the last one stays, greyed, with "since when". */
  readonly snapshot: StationSnapshot | null;
  /** The agent's own card as last seen: a lost agent is still the same bench, and a virtual one stays VIRTUAL. */
  readonly station: AgentStation | null;
  readonly bayViews: readonly BayView[];
  /** As quality's queue was last read. */
  readonly atQuality: AtQuality;
  readonly client: ContractClient<StationContract> | null;
  /** Grows with each sealed record and issued certificate: tables that show them read again. */
  readonly paperCount: number;
  /** Grows with each told change of quality's queue, and with each new link: the queue is asked for again. */
  readonly qualityCount: number;
  /** Certificates that were issued while this window looked on, by record. */
  readonly certificateOfRecord: Readonly<Record<string, string>>;
  readonly exportProgress: { readonly done: number; readonly total: number } | null;
  /** Of the customer's list that is being imported, in this window or another. */
  readonly importProgress: ImportProgress | null;
  /** As last told since this window is linked; null before the first change. */
  readonly uploads: UploadsView | null;
  /** The lot that changed last at receiving, as it was told. */
  readonly receiving: ReceivingView | null;
};

export const useStation = create<StationState>(() => ({
  link: { kind: 'connecting', sinceMs: Date.now() },
  snapshot: null,
  station: null,
  bayViews: [],
  atQuality: new Map(),
  client: null,
  paperCount: 0,
  qualityCount: 0,
  certificateOfRecord: {},
  exportProgress: null,
  importProgress: null,
  uploads: null,
  receiving: null,
}));

/** Takes a fresh snapshot and what happened after it. */
export function takeSnapshot(fresh: StationSnapshot, later: readonly StationEvent[]): void {
  const snapshot = later.filter((event) => event.number > fresh.lastEvent).reduce(applyEvent, fresh);
  useStation.setState((state) => ({
    snapshot,
    station: stationOf(snapshot) ?? state.station,
    bayViews: viewBays(snapshot, state.bayViews, state.atQuality),
    link: { kind: 'open' },
    paperCount: state.paperCount + 1,
    qualityCount: state.qualityCount + 1,
    // What changed while nobody listened is asked for again.
    uploads: null,
  }));
}

/** Applies a batch of events at once, so that forty busy drives cost one drawing, not forty. */
export function takeEvents(events: readonly StationEvent[]): void {
  for (const event of events) tellNews(event);
  useStation.setState((state) => {
    if (state.snapshot === null) return {};
    const snapshot = events.reduce(applyEvent, state.snapshot);
    let { paperCount, qualityCount, certificateOfRecord, exportProgress, importProgress, uploads, receiving } = state;
    for (const event of events) {
      if (event.name === 'record.sealed' || event.name === 'certificate.issued') paperCount += 1;
      if (event.name === 'certificate.issued') {
        certificateOfRecord = { ...certificateOfRecord, [event.data.recordId]: event.data.certificateId };
      }
      if (event.name === 'quality.changed') qualityCount += 1;
      if (event.name === 'progress') exportProgress = event.data;
      if (event.name === 'lots.importProgress') importProgress = event.data;
      if (event.name === 'uploads.changed') uploads = event.data;
      if (event.name === 'receiving.changed') receiving = event.data;
    }
    const bayViews = viewBays(snapshot, state.bayViews, state.atQuality);
    const station = stationOf(snapshot) ?? state.station;
    return {
      snapshot,
      station,
      bayViews,
      paperCount,
      qualityCount,
      certificateOfRecord,
      exportProgress,
      importProgress,
      uploads,
      receiving,
    };
  });
}

/** Quality's queue was read: these records wait for it or were refused. Read in vain, they are as last known. */
export function takeQuality({ rows, refused }: QualityView): void {
  useStation.setState((state) => {
    const atQuality = new Map<string, 'drawn' | 'quality'>([
      ...refused.map(({ recordId }) => [recordId, 'quality'] as const),
      ...rows.map(({ recordId }) => [recordId, 'drawn'] as const),
    ]);
    if (state.snapshot === null) return { atQuality };
    return { atQuality, bayViews: viewBays(state.snapshot, state.bayViews, atQuality) };
  });
}

function stationOf({ agent }: StationSnapshot): AgentStation | null {
  return agent.state === 'connected' ? agent.station : null;
}
