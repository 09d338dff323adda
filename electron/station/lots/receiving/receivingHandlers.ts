import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { receivingVerbs } from '../../../../core/contract/receivingVerbs.ts';
import type { ReceivingView } from '../../../../core/contract/receivingViews.ts';
import type { CallOutput } from '../../../../core/contract/rpc.ts';
import type { Handlers } from '../../../../core/contract/rpcServer.ts';
import type { StationContract } from '../../../../core/contract/station.ts';
import type { Policy } from '../../../../core/domain/policy.ts';
import { refuse } from '../../../../core/domain/refusal.ts';
import type { LabelDesk } from '../../bench/labelDesk.ts';
import type { SignedActs } from '../../bench/signedActs.ts';
import { readThroughput } from '../../records/throughput.ts';
import { custodyRoom } from '../custody/custodyRoom.ts';
import { type DestructionNeeds, destructionDesk } from '../custody/destructionDesk.ts';
import type { ReportLetter } from '../report/paperPages.ts';
import { reportRoom } from '../report/reportRoom.ts';
import { type DeskNeeds, refused } from './deskTools.ts';
import { type DriveOwners, driveOwnersOf } from './driveOwner.ts';
import type { QualityCounts } from './lotPicture.ts';
import { receivingRoom } from './receivingRoom.ts';
import { receivingStoreOf } from './receivingStore.ts';
import { thingLabelsOf } from './thingLabels.ts';

export type ReceivingHandlers = Pick<Handlers<StationContract, unknown>, keyof typeof receivingVerbs | 'labels.asset'>;

export type Receiving = {
  readonly handlers: ReceivingHandlers;
  readonly owners: DriveOwners;
  /** A record was sealed: the drives of its serial stand anew in every open lot. */
  recordSealed(serialNumber: string | null): void;
  /** Whether destruction is the way of a drive of this serial in any open lot. */
  toBeDestroyed(serialNumber: string | null): boolean;
  /** Quality was heard, or not any more: the open lots stand anew. */
  qualityChanged(): void;
  /** Sealed destructions that have no custody event yet get it. */
  destructionsSealed(): void;
  /** Looks for things that have stood unkept for too long by now; to be called now and then. */
  lookForGaps(): void;
};

/** Receiving, custody and the report back on the open store. Each call that changes something names its person. */
export function receiving(room: {
  readonly database: Database;
  readonly signed: SignedActs;
  readonly clock: () => Date;
  /** Reports go into a folder below it. */
  readonly folder: string;
  /** How paper looks at this station. */
  readonly letter: () => Promise<ReportLetter>;
  readonly quality: QualityCounts;
  readonly routed: DeskNeeds['routed'];
  readonly labels: Pick<LabelDesk, 'asset' | 'unwiped'>;
  /** Whether the drives of this station are virtual. */
  readonly virtual: () => boolean;
  readonly policies: () => readonly Policy[];
  readonly changed: (view: ReceivingView) => void;
  readonly destructions: DestructionNeeds;
}): Receiving {
  const store = receivingStoreOf(room.database, room.clock);
  const { changed, quality, routed } = room;
  const desk = receivingRoom({
    store,
    newId: randomUUID,
    changed,
    quality,
    routed,
    unwiped: (thing, toBeDestroyed, { name }) =>
      void room.labels.unwiped({ ...thing, virtual: room.virtual(), personName: name }, toBeDestroyed),
  });
  const thingLabels = thingLabelsOf(store);
  const custody = custodyRoom(store, desk.custodyChanged, room.changed);
  const destructions = destructionDesk(store, custody, room.destructions);
  const report = reportRoom(store, room.folder, room.letter);
  const owners = driveOwnersOf(store);
  const { signedIn, forLead } = room.signed;

  const handlers: ReceivingHandlers = {
    'receiving.view': ({ lotId }) => desk.view(lotId),
    'receiving.scan': ({ session, ...input }) =>
      signedIn('receiving.scan', session, (person) => desk.scan(input, person)),
    'receiving.arrive': ({ session, ...input }) =>
      signedIn('receiving.arrive', session, (person) => desk.arrive(input, person)),
    'receiving.link': ({ session, ...act }) =>
      signedIn('receiving.link', session, (person) => desk.act({ act: 'linked', ...act }, person)),
    'receiving.lookAt': ({ session, ...act }) =>
      signedIn('receiving.lookAt', session, (person) => desk.act({ act: 'looked-at', ...act }, person)),
    'receiving.foundEmpty': ({ session, ...act }) =>
      signedIn('receiving.foundEmpty', session, (person) => desk.act({ act: 'found-empty', ...act }, person)),
    'receiving.pulledFrom': ({ session, ...act }) =>
      signedIn('receiving.pulledFrom', session, (person) => desk.act({ act: 'pulled-from', ...act }, person)),
    'receiving.finish': ({ session, lotId }) =>
      signedIn('receiving.finish', session, (person) => desk.finish(lotId, person)),
    'receiving.takeBack': ({ session, actSeq }) =>
      signedIn('receiving.takeBack', session, (person) =>
        desk.takeBack(actSeq, person, person.roles.includes('shift-lead')),
      ),
    'receiving.things': (input) => desk.things(input),
    'receiving.inside': ({ thingId }) => desk.inside(thingId),
    'exceptions.list': (input) => desk.exceptions(input),
    'exceptions.close': ({ session, ...input }) =>
      signedIn('exceptions.close', session, (person) => desk.closeException(input, person)),
    'exceptions.reopen': ({ session, exceptionId }) =>
      signedIn('exceptions.reopen', session, (person) => desk.reopenException(exceptionId, person)),
    'custody.add': ({ session, ...input }) =>
      signedIn('custody.add', session, (person) =>
        input.act.act === 'destroyed' ? destructions.record(input, session, person) : custody.add(input, person),
      ),
    'custody.takeBack': ({ session, eventSeq }) =>
      signedIn('custody.takeBack', session, (person) => custody.takeBack(eventSeq, person)),
    'custody.list': (input) => custody.list(input),
    'disposition.set': ({ session, ...input }) =>
      signedIn('disposition.set', session, (person) => desk.dispose(input, person)),
    'receiving.closeLot': ({ session, lotId }) =>
      forLead('receiving.closeLot', session, (person) => {
        const lot = store.lots.find(lotId);
        if (lot.outcome === 'done') custody.lookForGaps(lot.value.lotSeq);
        return desk.closeLot(lotId, person);
      }),
    'report.create': ({ session, lotId, format }) =>
      forLead('report.create', session, () => report.create(lotId, format)),
    'receiving.driveRules': (drive) => {
      const rules = owners.rules(drive, room.policies());
      return { rules: rules === null ? null : { ...rules, allowed: [...rules.allowed], refused: [...rules.refused] } };
    },
    'insight.throughput': () => readThroughput(room.database, room.clock(), thisTimeZone()),
    'labels.asset': ({ session, thingIds }) =>
      signedIn('labels.asset', session, ({ name }) => assetLabels([...new Set(thingIds)], name)),
    'insight.read': ({ lotIds }) => report.insight(lotIds),
  };
  /** All or none: a thing that is not known is found out before anything is queued. */
  function assetLabels(thingIds: readonly string[], personName: string): CallOutput<StationContract, 'labels.asset'> {
    const things = thingIds.flatMap((thingId) => store.things.find(thingId) ?? []);
    if (things.length < thingIds.length) return refused(refuse('thing-unknown'));
    const asked = things.map((thing) => ({ ...thingLabels.named(thing), virtual: room.virtual(), personName }));
    const done = store.database.transaction(() => asked.map((thing) => room.labels.asset(thing)))();
    return {
      outcome: 'done',
      value: { labels: done.map(({ label }) => label), queued: done.filter(({ queued }) => queued).length },
    };
  }

  return {
    handlers,
    owners,
    destructionsSealed: destructions.writeDue,
    toBeDestroyed: (serialNumber) => serialNumber !== null && thingLabels.toBeDestroyed(serialNumber),
    lookForGaps: () => custody.lookForGaps(),
    recordSealed: (serialNumber) => {
      if (serialNumber !== null) desk.recordSealed(serialNumber);
    },
    qualityChanged: desk.qualityChanged,
  };
}

/** The time zone of this computer, asked each time: it may be set while the station runs. */
function thisTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
