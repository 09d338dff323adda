import type { ReceivingView, ScanOutcome } from '../../../../core/contract/receivingViews.ts';
import type { Answer } from '../../../../core/domain/refusal.ts';
import { chooseExpected, type ScanChoice } from '../../../../core/reconciliation/chooseExpected.ts';
import { type Candidate, readScan, WORTH_ASKING } from '../../../../core/reconciliation/readScan.ts';
import type { ThingAct } from '../../../../core/reconciliation/receivingActs.ts';
import { identityKey } from '../../../../core/reconciliation/serialKey.ts';
import type { Actor } from './actTable.ts';
import type { DeskTools, Done, In, Out } from './deskTools.ts';
import { expectedViewOf, thingViewOf } from './lotPicture.ts';
import type { LotRef } from './lotRefs.ts';
import type { StoredThing } from './thingTable.ts';

export type ScanDesk = { scan(input: In<'receiving.scan'>, actor: Actor): Out<'receiving.scan'> };

/** What a scan at the dock does or asks. `write` adds an act and brings the picture up to it. */
export function scanDesk(
  { store, change, picture }: DeskTools,
  newId: () => string,
  write: (lot: LotRef, act: ThingAct, actor: Actor) => Answer<Done>,
): ScanDesk {
  const { database, expected, lots, things } = store;
  const addScan = database.prepare(
    'INSERT INTO receiving_scans (lot_seq, text, outcome, thing_id, person_id, person_name, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );

  /** The thing that one of the candidates says again; the first that arrived. */
  function arrivedAs(
    lotSeq: number,
    candidates: readonly Pick<Candidate, 'value' | 'certainty'>[],
  ): StoredThing | null {
    for (const { value, certainty } of candidates) {
      const key = identityKey(value);
      if (key === null || certainty < WORTH_ASKING) continue;
      const same = [...things.bySerial(key), ...things.byTag(key)].find((thing) => thing.lotSeq === lotSeq);
      if (same !== undefined) return same;
    }
    return null;
  }

  function answerScan(
    lot: LotRef,
    input: In<'receiving.scan'>,
    actor: Actor,
  ): Answer<{ outcome: ScanOutcome; lot: ReceivingView }> {
    const reading = readScan(input.text);
    const choice = chooseExpected(reading, expected.ofLot(lot.lotSeq));
    const again =
      choice.kind === 'row'
        ? (things.ofAsset(choice.row.assetId)[0] ?? null)
        : arrivedAs(lot.lotSeq, reading.candidates);
    if (again !== null && choice.kind !== 'several')
      return noted({ kind: 'again', thing: thingViewOf(again) }, again.thingId);
    if (choice.kind !== 'row') return noted(asked(lot, choice), null);
    const { by, row, serialNumber, assetTag } = choice;
    const written = write(
      lot,
      {
        act: 'arrived',
        thingId: newId(),
        serialNumber,
        assetTag,
        deviceKind: input.deviceKind ?? (input.insideOf === null ? null : 'drive'),
        assetId: row.assetId,
        insideOf: input.insideOf,
      },
      actor,
    );
    if (written.outcome === 'refused') return written;
    const { thing, actSeq } = written.value;
    if (thing === null) throw new Error('a thing that arrived is not there');
    return noted({ kind: 'matched', by, thing, row: expectedViewOf(row), actSeq }, thing.thingId);

    function noted(outcome: ScanOutcome, thingId: string | null): Answer<{ outcome: ScanOutcome; lot: ReceivingView }> {
      const at = store.clock().toISOString();
      addScan.run(lot.lotSeq, input.text, outcome.kind, thingId, actor.personId, actor.name, at);
      return { outcome: 'done', value: { outcome, lot: picture(lots.of(lot.lotSeq)) } };
    }
  }

  function asked(lot: LotRef, choice: Exclude<ScanChoice, { kind: 'row' }>): ScanOutcome {
    const shown = (candidates: readonly Candidate[]) => candidates.map(({ value, why }) => ({ value, why }));
    switch (choice.kind) {
      case 'several':
        return { kind: 'several', rows: choice.rows.map(expectedViewOf), candidates: shown(choice.candidates) };
      case 'no-identity':
        return {
          kind: 'no-identity',
          others: choice.others.map(({ what, value }) => ({ what, value })),
          candidates: shown(choice.candidates),
        };
      case 'unexpected':
        return {
          kind: 'unexpected',
          candidates: shown(choice.candidates),
          proposals: choice.proposals.flatMap(({ assetId, why }) => {
            const row = expected.find(lot.lotSeq, assetId);
            return row === null ? [] : [{ row: expectedViewOf(row), why }];
          }),
        };
    }
  }

  return {
    scan: (input, actor) =>
      change(() => {
        const lot = lots.open(input.lotId);
        return lot.outcome === 'refused' ? lot : answerScan(lot.value, input, actor);
      }),
  };
}
