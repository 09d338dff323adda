import { create } from 'zustand';
import type { ExportWish } from '../../../core/contract/exportFilter.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { sessionOrSignIn } from '../people/session.ts';

export type MadeExport = { readonly path: string; readonly sizeBytes: number; readonly certificates: number };

type ExportState = {
  readonly running: boolean;
  /** The last one that was made in this window. */
  readonly made: MadeExport | null;
  readonly problem: Problem | null;
};

/** An export of ten thousand certificates takes a while; it is ended by cancelling, not by a clock. */
const PATIENCE_MS = 4 * 60 * 60 * 1000;

/** The export that this window asked for; kept while another screen is open. */
export const useExport = create<ExportState>(() => ({ running: false, made: null, problem: null }));

/** Has an export written. Asks who is there first; does nothing when they would rather not. */
export async function startExport(wish: ExportWish): Promise<void> {
  const session = await sessionOrSignIn();
  if (session === null) return;
  useStation.setState({ exportProgress: null });
  useExport.setState({ running: true, made: null, problem: null });
  const told = await ask('exports.create', { session: session.token, wish }, PATIENCE_MS);
  useExport.setState(
    told.outcome === 'done' ? { running: false, made: told.value } : { running: false, problem: told },
  );
}

/** Ends it. What became of it, the answer to `startExport` tells. */
export async function cancelExport(): Promise<void> {
  const session = await sessionOrSignIn();
  if (session === null) return;
  const told = await ask('exports.cancel', { session: session.token });
  if (told.outcome !== 'done') useExport.setState({ problem: told });
}

/** Opens the folder of the exports on the station's desktop. */
export async function openExportsFolder(): Promise<void> {
  const told = await ask('exports.openFolder', {});
  useExport.setState({ problem: told.outcome === 'done' ? null : told });
}
