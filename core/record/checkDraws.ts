import type { ActV1 } from './actV1.ts';
import { fromHex, toHex } from './bytes.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { type DrawSample, drawMessage, isWithinShare, minimumDraw } from './qualityDraw.ts';
import type { RecordV1 } from './recordV1.ts';

/** One draw as the ledger shows it. Of an open one only the commitment is known. */
export type CheckedDraw = {
  readonly drawId: string;
  readonly lotName: string | null;
  readonly state: 'open' | 'closed';
  readonly records: number;
  readonly drawn: number;
};

/** `lost`: closed draws of which the station says itself that it lost the seed, so nobody can draw them again. */
export type DrawReport = {
  readonly draws: readonly CheckedDraw[];
  readonly problems: readonly string[];
  readonly lost: readonly string[];
};

type Sample = { readonly recordId: string; readonly hash: string; readonly operatorId: string };
type Draw = {
  readonly drawId: string;
  readonly lotName: string | null;
  readonly sharePpm: number;
  readonly seedSha256: string;
  readonly samples: Sample[];
  /** Records as they were drawn, with the certificates that stood at that moment. */
  readonly drawn: { readonly recordId: string; readonly drawnFor: string; readonly certified: ReadonlySet<string> }[];
  closed: boolean;
};

/**
 * Draws every closed draw of a ledger again, from its seed alone, and names each difference. To be fed all entries in their order (already verified); kept are
 * only the records of draws that are still open.
 */
export function createDrawCheck(crypto: VerifyingCrypto): {
  record(hash: string, record: Pick<RecordV1, 'recordId' | 'verdict' | 'asset' | 'operator'>): void;
  certificate(recordId: string): void;
  act(act: Pick<ActV1, 'act' | 'details'>): Promise<void>;
  end(): DrawReport;
} {
  const draws = new Map<string, Draw>();
  const openByLot = new Map<string, Draw>();
  /** Records of open draws, and those of them that have their certificate. */
  const sampled = new Set<string>();
  const certified = new Set<string>();
  const report: CheckedDraw[] = [];
  const problems: string[] = [];
  const lost: string[] = [];
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');

  function opened(details: ActV1['details']): void {
    const lotName = details.lotName === null ? null : text(details.lotName);
    const key = lotName ?? '';
    const drawId = text(details.drawId);
    if (openByLot.has(key) || draws.has(drawId)) problems.push(`draw ${drawId} was opened beside another one`);
    const { sharePpm, seedSha256 } = details;
    const draw: Draw = {
      drawId,
      lotName,
      sharePpm: typeof sharePpm === 'number' ? sharePpm : 0,
      seedSha256: text(seedSha256),
      samples: [],
      drawn: [],
      closed: false,
    };
    draws.set(drawId, draw);
    openByLot.set(key, draw);
  }

  function drawn(details: ActV1['details']): void {
    const recordId = text(details.recordId);
    const draw = draws.get(text(details.drawId));
    if (draw === undefined || draw.closed) problems.push(`record ${recordId} was drawn in no open draw`);
    else if (!draw.samples.some((sample) => sample.recordId === recordId)) {
      problems.push(`record ${recordId} was drawn, but does not stand in draw ${draw.drawId}`);
    } else {
      const known = new Set(draw.samples.map((sample) => sample.recordId).filter((id) => certified.has(id)));
      draw.drawn.push({ recordId, drawnFor: text(details.drawnFor), certified: known });
    }
  }

  async function closed(details: ActV1['details']): Promise<void> {
    const draw = draws.get(text(details.drawId));
    if (draw === undefined || draw.closed) {
      problems.push(`a draw was closed that was not open: ${text(details.drawId)}`);
      return;
    }
    draw.closed = true;
    openByLot.delete(draw.lotName ?? '');
    report.push(rowOf(draw, 'closed'));
    for (const { recordId } of draw.samples) {
      sampled.delete(recordId);
      certified.delete(recordId);
    }
    const seedHex = text(details.seedHex);
    if (details.seedHex === null) lost.push(draw.drawId);
    else if (!/^[0-9a-f]{64}$/.test(seedHex) || toHex(await crypto.sha256(fromHex(seedHex))) !== draw.seedSha256) {
      problems.push(`draw ${draw.drawId}: its seed is not the one that was committed to`);
    } else {
      for (const difference of await drawAgain(draw, seedHex)) problems.push(`draw ${draw.drawId}: ${difference}`);
    }
    draw.samples.length = 0;
    draw.drawn.length = 0;
  }

  async function drawAgain(draw: Draw, seedHex: string): Promise<string[]> {
    const differences: string[] = [];
    const scores = new Map<string, string>();
    for (const { recordId, hash } of draw.samples) {
      scores.set(recordId, toHex(await crypto.sha256(drawMessage(seedHex, hash))));
    }
    const byShare = draw.samples.filter(({ recordId }) => isWithinShare(scores.get(recordId) ?? '', draw.sharePpm));
    const expected = new Set(byShare.map(({ recordId }) => recordId));
    const told = draw.drawn.filter(({ drawnFor }) => drawnFor === 'share').map(({ recordId }) => recordId);
    for (const recordId of expected) if (!told.includes(recordId)) differences.push(`record ${recordId} was not drawn`);
    for (const recordId of told)
      if (!expected.has(recordId)) differences.push(`record ${recordId} was not to be drawn`);
    const chosen = new Set(told);
    const samplesWith = (known: ReadonlySet<string>): DrawSample[] =>
      draw.samples.map(({ recordId, operatorId }) => ({
        recordId,
        operatorId,
        score: scores.get(recordId) ?? '',
        certified: known.has(recordId),
        drawn: chosen.has(recordId),
      }));
    for (const { recordId, drawnFor, certified: known } of draw.drawn.filter((one) => one.drawnFor !== 'share')) {
      const due = minimumDraw(samplesWith(known), draw.sharePpm);
      if (due?.recordId !== recordId || due.drawnFor !== drawnFor) {
        differences.push(`record ${recordId} was not to be drawn as ${drawnFor}`);
      }
      chosen.add(recordId);
    }
    // Drives of no lot are drawn by the day, and a day ends by itself.
    const left = draw.lotName === null ? null : minimumDraw(samplesWith(new Set()), draw.sharePpm);
    if (left !== null) differences.push(`a drive was to be drawn as ${left.drawnFor}, and none was`);
    return differences;
  }

  return {
    record(hash, { recordId, verdict, asset, operator }) {
      if (verdict.outcome !== 'sanitized') return;
      const draw = openByLot.get(asset.lotName ?? '');
      if (draw === undefined) return;
      draw.samples.push({ recordId, hash, operatorId: operator.personId });
      sampled.add(recordId);
    },
    certificate(recordId) {
      if (sampled.has(recordId)) certified.add(recordId);
    },
    async act({ act, details }) {
      if (act === 'quality-draw-opened') opened(details);
      if (act === 'quality-drawn') drawn(details);
      if (act === 'quality-draw-closed') await closed(details);
    },
    end: () => ({
      draws: [...report, ...[...openByLot.values()].map((draw) => rowOf(draw, 'open'))],
      problems: [...problems],
      lost: [...lost],
    }),
  };
}

function rowOf({ drawId, lotName, samples, drawn }: Draw, state: 'open' | 'closed'): CheckedDraw {
  return { drawId, lotName, state, records: samples.length, drawn: drawn.length };
}
