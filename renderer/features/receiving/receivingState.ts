import { create } from 'zustand';
import type { ReceivingView, ScanOutcome } from '../../../core/contract/receivingViews.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { sessionOrSignIn } from '../people/session.ts';

type ReceivingState = {
  readonly lotId: string | null;
  /** As last answered or told. */
  readonly view: ReceivingView | null;
  /** What the last scan did or asks, with the text that was scanned. */
  readonly last: { readonly outcome: ScanOutcome; readonly text: string } | null;
  readonly takenBack: boolean;
  /** The computer whose drives are being scanned. */
  readonly insideOf: { readonly thingId: string; readonly name: string } | null;
  readonly problem: Problem | null;
};

const nothing: ReceivingState = {
  lotId: null,
  view: null,
  last: null,
  takenBack: false,
  insideOf: null,
  problem: null,
};

/** The lot at the dock. One for the whole window, so that a scan finds it wherever it was heard. */
export const useReceiving = create<ReceivingState>(() => nothing);

/** Takes up a lot; its counters are asked for at once. */
export async function chooseLot(lotId: string): Promise<void> {
  useReceiving.setState({ ...nothing, lotId });
  const told = await ask('receiving.view', { lotId });
  if (useReceiving.getState().lotId !== lotId) return;
  useReceiving.setState(told.outcome === 'done' ? { view: told.value } : { problem: told });
}

/** Another window or the bench changed a lot. */
export function lotTold(view: ReceivingView): void {
  if (useReceiving.getState().lotId === view.lotId) useReceiving.setState({ view });
}

/** Receives what was scanned; the answer stands in `last`. */
export async function receiveScan(text: string): Promise<void> {
  const { lotId, insideOf } = useReceiving.getState();
  const session = await sessionOrSignIn();
  if (lotId === null || session === null) return;
  const told = await ask('receiving.scan', {
    session: session.token,
    lotId,
    text,
    deviceKind: null,
    insideOf: insideOf?.thingId ?? null,
  });
  if (told.outcome !== 'done') return useReceiving.setState({ problem: told });
  useReceiving.setState({
    last: { outcome: told.value.outcome, text },
    view: told.value.lot,
    problem: null,
    takenBack: false,
  });
}

/** A person's answer to a scan that asked: this row, or `null` for a device that nobody expected. */
export async function receiveAs(
  serialNumber: string | null,
  assetTag: string | null,
  assetId: number | null,
): Promise<void> {
  const { lotId, insideOf } = useReceiving.getState();
  const session = await sessionOrSignIn();
  if (lotId === null || session === null) return;
  const told = await ask('receiving.arrive', {
    session: session.token,
    lotId,
    serialNumber,
    assetTag,
    deviceKind: null,
    assetId,
    insideOf: insideOf?.thingId ?? null,
  });
  if (told.outcome !== 'done') return useReceiving.setState({ problem: told });
  useReceiving.setState({ last: null, view: told.value.lot, problem: null, takenBack: false });
}

/** The computer was opened and there is no drive in it. */
export async function foundEmpty(thingId: string): Promise<void> {
  const session = await sessionOrSignIn();
  if (session === null) return;
  const told = await ask('receiving.foundEmpty', { session: session.token, thingId });
  if (told.outcome !== 'done') return useReceiving.setState({ problem: told });
  useReceiving.setState({ last: null, view: told.value.lot, problem: null, takenBack: false });
}

/** Takes the last arrival back. */
export async function undoArrival(actSeq: number): Promise<void> {
  const session = await sessionOrSignIn();
  if (session === null) return;
  const told = await ask('receiving.takeBack', { session: session.token, actSeq });
  if (told.outcome !== 'done') return useReceiving.setState({ problem: told });
  useReceiving.setState({ last: null, view: told.value.lot, problem: null, takenBack: true });
}

/** The delivery is complete, or the lot is closed. */
export async function endLot(verb: 'receiving.finish' | 'receiving.closeLot'): Promise<void> {
  const { lotId } = useReceiving.getState();
  const session = await sessionOrSignIn();
  if (lotId === null || session === null) return;
  const told = await ask(verb, { session: session.token, lotId });
  useReceiving.setState(told.outcome === 'done' ? { view: told.value.lot, problem: null } : { problem: told });
}
