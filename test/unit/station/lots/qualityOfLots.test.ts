import { describe, expect, it } from 'vitest';
import { ContractError } from '../../../../core/contract/errors.ts';
import { MOST_QUALITY_ROWS, type QualityView } from '../../../../core/domain/quality.ts';
import { qualityIn, qualityOfLots } from '../../../../electron/station/lots/qualityOfLots.ts';

type Row = QualityView['rows'][number];
const at = '2026-11-22T08:00:00.000Z';
const row = (lotName: string | null, serialNumber: string | null = 'S1'): Row => ({
  recordId: 'record',
  recordSeq: 7,
  lotName,
  model: null,
  serialNumber,
  assetTag: null,
  sizeBytes: 1,
  operatorId: 'anna',
  operatorName: 'Anna',
  endedAt: at,
  drawnFor: 'share',
  canBeReadAgain: true,
  reverification: { kind: 'none' },
});
const draw = (lotName: string | null) => ({
  drawId: 'draw',
  lotName,
  openedAt: at,
  sharePpm: 50_000,
  seedSha256: null,
  records: 1,
  drawn: 0,
});
const hold = (lotName: string) => ({ lotName, heldAt: at, recordId: 'record', why: 'residue', approvals: [] });
const nothing: QualityView = { rows: [], heldLots: [], openDraws: [], refused: [] };
const lot = { name: 'Lot 1', holds: (serialNumber: string) => serialNumber === 'OURS' };

/** A room whose agent answers when the test says so. */
function room() {
  const asked: { answer: (view: QualityView) => void; fail: (cause: unknown) => void }[] = [];
  const told: unknown[] = [];
  const faults: unknown[] = [];
  const quality = qualityOfLots({
    read: () => new Promise((answer, fail) => asked.push({ answer, fail })),
    changed: () => told.push(quality.counts(lot)),
    fault: (_code, cause) => faults.push(cause),
    againMs: 1,
  });
  return { quality, asked, told, faults };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('what the station knows of quality', () => {
  it('counts what is of the lot, however its name was typed, and drives of it whose wipe named no lot', () => {
    const view: QualityView = {
      rows: [row('LOT 1'), row('Lot 2'), row(null, 'OURS'), row(null, 'THEIRS'), row(null, null)],
      heldLots: [hold('lot 1'), hold('Lot 2')],
      openDraws: [draw('Lot 1'), draw('Lot 2'), draw(null)],
      refused: [],
    };
    expect(qualityIn(view, lot)).toEqual({ open: 2, openDraws: 1, failed: 1 });
    expect(qualityIn(nothing, lot)).toEqual({ open: 0, openDraws: 0, failed: 0 });
  });

  it('knows nothing from a list that may go on', () => {
    const rows = Array.from({ length: MOST_QUALITY_ROWS }, () => row('Lot 2'));
    expect(qualityIn({ ...nothing, rows }, lot)).toBeNull();
    expect(qualityIn({ ...nothing, rows: rows.slice(1) }, lot)).toEqual({ open: 0, openDraws: 0, failed: 0 });
    expect(qualityIn({ ...nothing, openDraws: rows.map(() => draw('Lot 2')) }, lot)).toBeNull();
  });

  it('is unknown at the start, after a change until the answer, and when the link is lost', async () => {
    const { quality, asked, told } = room();
    expect(quality.counts(lot)).toBeNull();
    quality.ask();
    expect(quality.counts(lot)).toBeNull();
    asked[0]?.answer(nothing);
    await settle();
    expect(quality.counts(lot)).toEqual({ open: 0, openDraws: 0, failed: 0 });
    quality.ask();
    expect(quality.counts(lot)).toBeNull();
    asked[1]?.answer({ ...nothing, rows: [row('Lot 1')] });
    await settle();
    expect(quality.counts(lot)).toEqual({ open: 1, openDraws: 0, failed: 0 });
    quality.lost();
    expect(quality.counts(lot)).toBeNull();
    expect(told).toEqual([{ open: 0, openDraws: 0, failed: 0 }, { open: 1, openDraws: 0, failed: 0 }, null]);
  });

  it('takes no answer to an earlier question', async () => {
    const { quality, asked } = room();
    quality.ask();
    quality.ask();
    asked[0]?.answer(nothing);
    await settle();
    expect(quality.counts(lot)).toBeNull();
    asked[1]?.answer({ ...nothing, rows: [row('Lot 1')] });
    await settle();
    expect(quality.counts(lot)).toMatchObject({ open: 1 });
    quality.ask();
    quality.lost();
    asked[2]?.answer(nothing);
    await settle();
    expect(quality.counts(lot)).toBeNull();
  });

  it('asks again for an answer that did not come, and stays unknown meanwhile', async () => {
    const { quality, asked, faults } = room();
    quality.ask();
    asked[0]?.fail(new ContractError('timed-out', 'quality.queue'));
    await expect.poll(() => asked.length).toBe(2);
    expect(quality.counts(lot)).toBeNull();
    expect(faults).toEqual([]);
    asked[1]?.answer(nothing);
    await settle();
    expect(quality.counts(lot)).not.toBeNull();
    quality.stop();
    expect(quality.counts(lot)).toBeNull();
  });
});
