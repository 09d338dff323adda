import { ContractError } from '../../../core/contract/errors.ts';
import { MOST_QUALITY_ROWS, type QualityView } from '../../../core/domain/quality.ts';
import type { LotQuality } from '../../../core/reconciliation/lotRules.ts';
import { foldedText } from '../store/searchWords.ts';
import type { QualityCounts } from './receiving/lotPicture.ts';

const AGAIN_MS = 5_000;

/** Quality's queue as the agent last told it. What was not heard, or is asked for anew, is unknown; no lot is closed on that. */
export type QualityOfLots = {
  readonly counts: QualityCounts;
  /** The agent is linked, or said that its queue changed: what was known is unknown until it answers. */
  ask(): void;
  /** The link to the agent is lost: nothing is known any more. */
  lost(): void;
  stop(): void;
};

/** `read` asks the agent; `changed` hears when something became known or unknown. An answer that does not come is asked for again. */
export function qualityOfLots(room: {
  readonly read: () => Promise<QualityView>;
  readonly changed: () => void;
  readonly fault: (code: string, cause: unknown) => void;
  readonly againMs?: number;
}): QualityOfLots {
  let view: QualityView | null = null;
  /** Which question is the newest; answers to earlier ones are old. */
  let question = 0;
  let again: NodeJS.Timeout | null = null;

  function forget(): number {
    if (again !== null) clearTimeout(again);
    again = null;
    view = null;
    question += 1;
    return question;
  }

  function tell(): void {
    try {
      room.changed();
    } catch (cause) {
      room.fault('quality-of-lots', cause);
    }
  }

  function ask(): void {
    const mine = forget();
    room.read().then(
      (answer) => {
        if (mine !== question) return;
        view = answer;
        tell();
      },
      (cause: unknown) => {
        if (mine !== question) return;
        if (!(cause instanceof ContractError)) room.fault('quality-of-lots', cause);
        tell();
        again = setTimeout(ask, room.againMs ?? AGAIN_MS);
        again.unref();
      },
    );
  }

  return {
    counts: (lot) => (view === null ? null : qualityIn(view, lot)),
    ask,
    lost() {
      forget();
      tell();
    },
    stop: () => void forget(),
  };
}

/**
 * What the queue says of one lot. A drive belongs to it by the lot that its wipe named, or, where none was named, by its serial number. Of a list that may go on
 * nothing is counted. Pure.
 */
export function qualityIn(view: QualityView, lot: Parameters<QualityCounts>[0]): LotQuality | null {
  const { rows, heldLots, openDraws } = view;
  if ([rows, heldLots, openDraws].some((list) => list.length >= MOST_QUALITY_ROWS)) return null;
  const name = foldedText(lot.name);
  const isOfLot = ({ lotName }: { readonly lotName: string | null }) =>
    lotName !== null && foldedText(lotName) === name;
  const open = rows.filter(
    (row) => isOfLot(row) || (row.lotName === null && row.serialNumber !== null && lot.holds(row.serialNumber)),
  );
  return {
    open: open.length,
    openDraws: openDraws.filter(isOfLot).length,
    failed: heldLots.filter(isOfLot).length,
  };
}
