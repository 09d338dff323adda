import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { minimumDraw } from '../../../core/record/qualityDraw.ts';
import type { SigningPerson } from '../../../core/record/recordV1.ts';
import { isStorageTrouble } from '../ledger/durableFile.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { DrawRow, QualityIndex } from './qualityIndex.ts';
import { type KeptSeeds, readSeeds, type SecretSeed, writeSeeds } from './seedFile.ts';
import { takeEntry } from './takeEntry.ts';

const CATCH_UP_BATCH = 200;

/**
 * The draws and their secret seeds, followed along the ledger. A seed is made when a lot's first record is about to be sealed, kept where only root reads, and
 * committed to in the ledger by its digest; the closing tells it.
 */
export type Draws = {
  /** Whether the index knows all that the ledger says; before, nothing may be certified. */
  isCurrent(): boolean;
  /** Opens the draw of a lot if there is none. */
  open(lot: string, sharePpm: number): Promise<Answer<null>>;
  /** Closes a draw; of a lot it first draws what a lot must have at least. */
  close(draw: DrawRow, person: SigningPerson | null): Promise<Answer<{ drawnRecordIds: string[]; seedHex: string }>>;
  /** What is told of the secret seed of an open draw; `null` where it is lost. */
  seedDigestOf(drawId: string): string | null;
  /** Writes into the ledger what was drawn and is not told yet. */
  tellDrawn(): Promise<void>;
};

type Needs = {
  readonly stateDirectory: string;
  readonly ledger: Ledger;
  readonly index: QualityIndex;
  readonly fault: (where: string, cause: unknown) => void;
  readonly onChange: () => void;
};

/** Opens them and takes up what the ledger got since. `findings` are for the notices. */
export async function openDraws(
  needs: Needs,
): Promise<{ readonly draws: Draws; readonly findings: readonly Reason[] }> {
  const { stateDirectory, ledger, index, fault, onChange } = needs;
  let kept: KeptSeeds | null = readSeeds(stateDirectory);
  const findings: Reason[] = [];
  const seedOf = (drawId: string) => kept?.seeds.find((seed) => seed.drawId === drawId)?.seedHex ?? null;
  const keep = (seeds: readonly SecretSeed[]) => {
    const next = { fromSeq: kept?.fromSeq ?? ledger.entries(), seeds };
    writeSeeds(stateDirectory, next);
    kept = next;
  };
  const begun = () => kept !== null || index.followed() !== null;

  function catchUp(): void {
    if (!begun() || ledger.damage() !== null) return;
    if ((index.followed() ?? 0) > ledger.entries()) index.clear();
    for (;;) {
      const from = index.followed() ?? kept?.fromSeq ?? ledger.entries();
      const entries = ledger.read(from, CATCH_UP_BATCH);
      index.take(from + entries.length, () => {
        for (const entry of entries) takeEntry(index, entry, seedOf);
      });
      if (entries.length === 0) return;
    }
  }

  function follow(entry: LedgerEntry): void {
    if (!begun()) return;
    try {
      let meant = true;
      if (index.followed() !== entry.seq) catchUp();
      else {
        index.take(entry.seq + 1, () => {
          meant = takeEntry(index, entry, seedOf);
        });
      }
      if (meant) onChange();
    } catch (cause) {
      // It stays behind, which `isCurrent` says, and is tried again with the next entry.
      fault('quality index', cause);
    }
  }

  const draws: Draws = {
    isCurrent: () => !begun() || index.followed() === ledger.entries(),
    async open(lot, sharePpm) {
      const seedHex = randomBytes(32).toString('hex');
      const drawId = randomUUID();
      try {
        keep([...(kept?.seeds ?? []), { drawId, seedHex }]);
        if (index.followed() === null) index.take(ledger.entries(), () => undefined);
      } catch (cause) {
        if (isStorageTrouble(cause)) return { outcome: 'refused', refusals: [refuse('storage-full')] };
        throw cause;
      }
      const seedSha256 = digestOfSeed(seedHex);
      const lotName = lot === '' ? null : lot;
      const sealed = await ledger.act('quality-draw-opened', null, { drawId, lotName, sharePpm, seedSha256 });
      if (sealed.outcome === 'done') return { outcome: 'done', value: null };
      forget([drawId]);
      return sealed;
    },
    async close(draw, person) {
      const seedHex = seedOf(draw.drawId);
      if (seedHex === null) throw new Error(`draw ${draw.drawId} is open and has no seed`);
      // Nothing may be told of the draw after its close, and nothing may be missing in it.
      await draws.tellDrawn();
      if (!draws.isCurrent() || index.untold().length > 0) {
        return { outcome: 'refused', refusals: [refuse('storage-full')] };
      }
      const drawnRecordIds: string[] = [];
      const lotName = draw.lot === '' ? null : draw.lot;
      for (;;) {
        const next = lotName === null ? null : await drawMinimum(needs, draw);
        if (next === null) break;
        if (next.outcome === 'refused') return next;
        drawnRecordIds.push(next.value);
      }
      const { records, drawn } = index.countOf(draw.drawId);
      const details = { drawId: draw.drawId, lotName, seedHex, records, drawn };
      const sealed = await ledger.act('quality-draw-closed', person, details);
      if (sealed.outcome === 'refused') return sealed;
      forget([draw.drawId]);
      return { outcome: 'done', value: { drawnRecordIds, seedHex } };
    },
    seedDigestOf(drawId) {
      const seedHex = seedOf(drawId);
      return seedHex === null ? null : digestOfSeed(seedHex);
    },
    async tellDrawn() {
      for (const { recordId, recordSeq, recordHash, drawId, lot, operatorId, drawnFor } of index.untold()) {
        const lotName = lot === '' ? null : lot;
        const details = { drawId, recordId, recordSeq, recordHash, lotName, operatorId, drawnFor };
        const sealed = await ledger.act('quality-drawn', null, details);
        if (sealed.outcome === 'refused') return;
      }
    },
  };

  /** A told seed is no secret any more; one that stays in the file for want of room does no harm. */
  function forget(drawIds: readonly string[]): void {
    try {
      keep((kept?.seeds ?? []).filter(({ drawId }) => !drawIds.includes(drawId)));
    } catch (cause) {
      if (!isStorageTrouble(cause)) throw cause;
    }
  }

  catchUp();
  ledger.onAppend(follow);
  if (begun() && ledger.damage() === null) {
    const open = index.draws();
    const known = new Set(open.map(({ drawId }) => drawId));
    // Made, but the agent died before it committed to them.
    const unused = (kept?.seeds ?? []).map(({ drawId }) => drawId).filter((drawId) => !known.has(drawId));
    if (unused.length > 0) forget(unused);
    for (const { drawId, lot } of open.filter((draw) => seedOf(draw.drawId) === null)) {
      findings.push(because('quality-seed-lost', { lotName: lot }));
      const { records, drawn } = index.countOf(drawId);
      const lotName = lot === '' ? null : lot;
      await ledger.act('quality-draw-closed', null, { drawId, lotName, seedHex: null, records, drawn });
    }
  }
  return { draws, findings };
}

function digestOfSeed(seedHex: string): string {
  return createHash('sha256').update(Buffer.from(seedHex, 'hex')).digest('hex');
}

/** Draws one more drive if the lot or a technician of it must have one; `null` when all have. Decided where the act will stand. */
async function drawMinimum({ ledger, index }: Needs, draw: DrawRow): Promise<Answer<string> | null> {
  const found: { recordId: string | null } = { recordId: null };
  const sealed = await ledger.actBy(() => {
    const samples = index.samplesOf(draw.drawId);
    const due = minimumDraw(
      samples.map((sample) => ({
        recordId: sample.recordId,
        operatorId: sample.operatorId,
        score: sample.score,
        certified: ledger.certificateOf(sample.recordId) !== null,
        drawn: sample.drawnFor !== null,
      })),
      draw.sharePpm,
    );
    const sample = samples.find(({ recordId }) => recordId === due?.recordId);
    if (due === null || sample === undefined) return { outcome: 'refused', refusals: [] };
    found.recordId = due.recordId;
    const { recordId, recordSeq, recordHash, operatorId } = sample;
    const lotName = draw.lot === '' ? null : draw.lot;
    const drawn = { drawId: draw.drawId, recordId, recordSeq, recordHash, lotName, operatorId };
    return {
      outcome: 'done',
      value: { act: 'quality-drawn', person: null, details: { ...drawn, drawnFor: due.drawnFor } },
    };
  });
  if (sealed.outcome === 'refused') return found.recordId === null && sealed.refusals.length === 0 ? null : sealed;
  return found.recordId === null ? null : { outcome: 'done', value: found.recordId };
}
