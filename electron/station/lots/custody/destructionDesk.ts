import type { AgentContract } from '../../../../core/contract/agent.ts';
import type { CallInput } from '../../../../core/contract/rpc.ts';
import { type Answer, type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import type { DestructionV1 } from '../../../../core/record/destructionV1.ts';
import type { AskAgent } from '../../bench/askAgent.ts';
import type { DestructionRows } from '../../certificateStore/destructionRows.ts';
import { derive } from '../../ledgerMirror/deriveRows.ts';
import type { Actor } from '../receiving/actTable.ts';
import type { In, Out } from '../receiving/deskTools.ts';
import type { ReceivingStore } from '../receiving/receivingStore.ts';
import type { StoredThing } from '../receiving/thingTable.ts';
import type { CustodyRoom } from './custodyRoom.ts';

export type DestructionDesk = {
  /** Seals the destruction of one thing at the agent; then it is written down. What was sealed is what is written, also when it was sealed before. */
  record(input: In<'custody.add'>, session: string, actor: Actor): Promise<Out<'custody.add'>>;
  /** Writes down every sealed destruction that a break left without its custody event. */
  writeDue(): void;
};

export type DestructionNeeds = {
  readonly ask: AskAgent;
  readonly rows: DestructionRows;
  /** Copies what the agent's ledger has, with this entry. */
  readonly pull: () => Promise<void>;
  /** Where a thing is destroyed of which nobody says where. */
  readonly stationName: () => string;
};

type Request = Omit<CallInput<AgentContract, 'destructions.seal'>, 'session'>;
type Destroyed = Extract<In<'custody.add'>['act'], { act: 'destroyed' }>;

export function destructionDesk(
  store: ReceivingStore,
  custody: CustodyRoom,
  { ask, rows, pull, stationName }: DestructionNeeds,
): DestructionDesk {
  const { database, things, lots, expected, recordOf } = store;
  const customerOf = database
    .prepare<[number], string>(
      'SELECT customers.name FROM lots JOIN customers ON customers.customer_id = lots.customer_id WHERE lot_seq = ?',
    )
    .pluck();

  function writeDue(): void {
    for (const { destructionId, thing, destroyedAt, place, ...said } of rows.eventsDue()) {
      const known = things.find(thing.thingId);
      // A thing of another store, or of a lot that was closed meanwhile: its certificate stands without it.
      if (known === null || lots.of(known.lotSeq).closedAct !== null) {
        rows.eventWritten(destructionId);
        continue;
      }
      const { how, witness, particleSizeMicrometres, person } = said;
      database.transaction(() => {
        const size = particleSizeMicrometres === null ? {} : { particleSizeMicrometres };
        const { lotId } = lots.of(known.lotSeq);
        const subject = { kind: 'thing', thingId: thing.thingId } as const;
        const act = { act: 'destroyed', how, witness, place, ...size } as const;
        const input = { lotId, subject, at: destroyedAt, act };
        if (custody.add(input, person, destructionId).outcome === 'done') rows.eventWritten(destructionId);
      })();
    }
  }

  function requestOf(
    thing: StoredThing,
    at: string,
    { how, witness, place, particleSizeMicrometres }: Destroyed,
  ): Request {
    const { thingId, serialNumber, assetTag, deviceKind, arrivedAt, lotSeq } = thing;
    const lotName = lots.of(lotSeq).name;
    const row = thing.assetId === null ? null : expected.find(lotSeq, thing.assetId);
    const parent = thing.insideOf === null ? null : things.find(thing.insideOf);
    const state = store.custody.stateOf(lotSeq, { kind: 'thing', id: thingId });
    const known = state.kind === 'at-place' ? state.place.name : stationName();
    const record = serialNumber === null ? null : recordOf({ serialNumber, arrivedAt, lotName });
    return {
      thing: {
        thingId,
        // What nobody scanned or said stands on the customer's list.
        kind: deviceKind ?? row?.deviceType ?? null,
        serialNumber,
        assetTag: assetTag ?? row?.assetTag ?? null,
        manufacturer: row?.make ?? null,
        model: row?.model ?? null,
      },
      customer: customerOf.get(lotSeq) ?? null,
      lotName,
      pulledFrom: parent === null ? null : identityOf(parent),
      drivesPulled: things.inside(thingId).slice(0, MOST_NAMED).map(identityOf),
      how,
      particleSizeMicrometres: particleSizeMicrometres ?? null,
      place: place ?? known,
      destroyedAt: at,
      witness,
      recordIds: record === null ? [] : [record.recordId],
    };
  }

  return {
    writeDue,
    async record(input, session, actor) {
      const { lotId, subject, at, act } = input;
      if (act.act !== 'destroyed') throw new Error(`a destruction that is ${act.act}`);
      if (subject.kind !== 'thing') return refused(refuse('receiving-impossible', { why: 'destroyed-each-by-itself' }));
      const problem = custody.problem(input, actor);
      if (problem !== null) return refused(problem);
      const thing = things.find(subject.thingId);
      if (thing === null) return refused(refuse('thing-unknown'));
      const sealed = await ask('destructions.seal', { session, ...requestOf(thing, at, act) });
      if (sealed.outcome === 'refused') return sealed;
      await pull();
      writeDue();
      const derived = derive(sealed.value);
      if (derived.kind !== 'destruction') throw new Error(`the agent sealed something else: ${derived.kind}`);
      return custody.written(lotId, derived.destruction.destructionId);
    },
  };
}

const MOST_NAMED = 64;

const identityOf = ({ serialNumber, assetTag }: StoredThing): NonNullable<DestructionV1['pulledFrom']> => ({
  serialNumber,
  assetTag,
});

function refused(refusal: Refusal): Extract<Answer<never>, { outcome: 'refused' }> {
  return { outcome: 'refused', refusals: [refusal] };
}
