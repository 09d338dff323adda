import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ActV1 } from '../../../core/record/actV1.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { drawMessage, isWithinShare } from '../../../core/record/qualityDraw.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import type { QualityIndex } from './qualityIndex.ts';

/** What the queue shows of a sample. */
export const sampleFacts = z.strictObject({
  model: z.string().nullable(),
  serialNumber: z.string().nullable(),
  assetTag: z.string().nullable(),
  sizeBytes: z.number(),
  operatorName: z.string(),
  endedAt: z.string(),
  canBeReadAgain: z.boolean(),
});

/**
 * Takes into the index what one entry of the ledger means to quality. `seedOf` knows the seeds of open draws; of others it is `null`, and then the ledger alone
 * says what was drawn. Answers whether it meant anything.
 */
export function takeEntry(index: QualityIndex, entry: LedgerEntry, seedOf: (drawId: string) => string | null): boolean {
  // Our own entry, checked by whoever read it; its payload is of its type.
  const payload = () => JSON.parse(new TextDecoder().decode(fromBase64(entry.envelope.payload))) as unknown;
  if (entry.envelope.payloadType === 'application/vnd.wipebench.record.v1+json') {
    return takeRecord(index, entry, payload() as RecordV1, seedOf);
  }
  return entry.envelope.payloadType === 'application/vnd.wipebench.act.v1+json' && takeAct(index, payload() as ActV1);
}

function takeRecord(
  index: QualityIndex,
  entry: LedgerEntry,
  record: RecordV1,
  seedOf: (drawId: string) => string | null,
): boolean {
  const lot = record.asset.lotName ?? '';
  const draw = record.verdict.outcome === 'sanitized' ? index.drawOf(lot) : null;
  if (draw === null) return false;
  const seedHex = seedOf(draw.drawId);
  const score = seedHex === null ? '' : scoreOf(seedHex, entry.hash);
  const facts: z.infer<typeof sampleFacts> = {
    model: record.drive.model,
    serialNumber: record.drive.serialNumber,
    assetTag: record.asset.assetTag,
    sizeBytes: record.drive.capacityBeforeBytes,
    operatorName: record.operator.name,
    endedAt: record.clock.endedAt,
    canBeReadAgain: record.verification?.expected !== null && record.verification !== null,
  };
  index.addSample({
    recordId: record.recordId,
    recordSeq: entry.seq,
    recordHash: entry.hash,
    drawId: draw.drawId,
    lot,
    operatorId: record.operator.personId,
    facts: JSON.stringify(facts),
    score,
    drawnFor: score !== '' && isWithinShare(score, draw.sharePpm) ? 'share' : null,
  });
  return true;
}

function scoreOf(seedHex: string, recordHash: string): string {
  return createHash('sha256').update(drawMessage(seedHex, recordHash)).digest('hex');
}

function takeAct(index: QualityIndex, { act, at, person, details }: ActV1): boolean {
  const text = (name: string): string => {
    const value = details[name];
    if (typeof value !== 'string') throw new Error(`an act ${act} without ${name}`);
    return value;
  };
  const whoever = person ?? { personId: '', name: '', title: '' };
  const lot = () => (details.lotName === null ? '' : text('lotName'));
  switch (act) {
    case 'quality-draw-opened':
      index.openDraw({
        drawId: text('drawId'),
        lot: lot(),
        openedAt: at,
        sharePpm: Number(details.sharePpm),
      });
      return true;
    case 'quality-drawn':
      index.tell(text('recordId'), text('drawnFor'));
      return true;
    case 'quality-draw-closed':
      index.closeDraw(text('drawId'));
      return true;
    case 'quality-reverified':
      index.reverified(text('recordId'), text('outcome'), at, whoever);
      return true;
    case 'quality-decided':
      index.decided(text('recordId'), text('decision'), at, whoever);
      return true;
    case 'lot-held':
      index.hold({ lot: lot(), heldAt: at, recordId: text('recordId'), why: text('why') });
      return true;
    case 'lot-release-approved':
      index.approve(lot(), { ...whoever, why: text('why'), roles: text('roles') });
      return true;
    case 'lot-released':
      index.release(lot());
      return true;
    default:
      return false;
  }
}
