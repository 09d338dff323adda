import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { ReceivingView, receivingVerbs } from '../../../../core/contract/receivingVerbs.ts';
import type { Handlers } from '../../../../core/contract/rpcServer.ts';
import type { StationContract } from '../../../../core/contract/station.ts';
import type { Person, Role } from '../../../../core/domain/person.ts';
import type { Policy } from '../../../../core/domain/policy.ts';
import type { Answer } from '../../../../core/domain/refusal.ts';
import type { Sessions } from '../../bench/sessions.ts';
import { custodyRoom } from '../custody/custodyRoom.ts';
import { reportRoom } from '../report/reportRoom.ts';
import { type DriveOwners, driveOwnersOf } from './driveOwner.ts';
import type { QualityCounts } from './lotPicture.ts';
import { receivingRoom } from './receivingRoom.ts';
import { receivingStoreOf } from './receivingStore.ts';

export type ReceivingHandlers = Pick<Handlers<StationContract, unknown>, keyof typeof receivingVerbs>;

export type Receiving = {
  readonly handlers: ReceivingHandlers;
  readonly owners: DriveOwners;
  /** A record was sealed: the drives of its serial stand anew in every open lot. */
  recordSealed(serialNumber: string | null): void;
  /** Quality was heard, or not any more: the open lots stand anew. */
  qualityChanged(): void;
};

/** Receiving, custody and the report back on the open store. Each call that changes something names its person. */
export function receiving(room: {
  readonly database: Database;
  readonly sessions: Pick<Sessions, 'check'>;
  readonly clock: () => Date;
  /** Reports go into a folder below it. */
  readonly folder: string;
  readonly quality: QualityCounts;
  readonly policies: () => readonly Policy[];
  readonly changed: (view: ReceivingView) => void;
}): Receiving {
  const store = receivingStoreOf(room.database, room.clock);
  const desk = receivingRoom({ store, newId: randomUUID, changed: room.changed, quality: room.quality });
  const custody = custodyRoom(store, desk.custodyChanged, room.changed);
  const report = reportRoom(store, room.folder);
  const owners = driveOwnersOf(store);

  /** Does work in the name of a signed-in person, else answers why not. */
  function by<T>(
    session: string,
    work: (person: Person) => T,
    role?: Role,
  ): T | Extract<Answer<never>, { outcome: 'refused' }> {
    const who = room.sessions.check(session, role);
    return who.outcome === 'refused' ? who : work(who.value);
  }

  const handlers: ReceivingHandlers = {
    'receiving.view': ({ lotId }) => desk.view(lotId),
    'receiving.scan': ({ session, ...input }) => by(session, (person) => desk.scan(input, person)),
    'receiving.arrive': ({ session, ...input }) => by(session, (person) => desk.arrive(input, person)),
    'receiving.link': ({ session, ...act }) => by(session, (person) => desk.act({ act: 'linked', ...act }, person)),
    'receiving.lookAt': ({ session, ...act }) =>
      by(session, (person) => desk.act({ act: 'looked-at', ...act }, person)),
    'receiving.foundEmpty': ({ session, ...act }) =>
      by(session, (person) => desk.act({ act: 'found-empty', ...act }, person)),
    'receiving.pulledFrom': ({ session, ...act }) =>
      by(session, (person) => desk.act({ act: 'pulled-from', ...act }, person)),
    'receiving.finish': ({ session, lotId }) => by(session, (person) => desk.finish(lotId, person)),
    'receiving.takeBack': ({ session, actSeq }) =>
      by(session, (person) => desk.takeBack(actSeq, person, person.roles.includes('shift-lead'))),
    'receiving.things': (input) => desk.things(input),
    'receiving.inside': ({ thingId }) => desk.inside(thingId),
    'exceptions.list': (input) => desk.exceptions(input),
    'exceptions.close': ({ session, ...input }) => by(session, (person) => desk.closeException(input, person)),
    'exceptions.reopen': ({ session, exceptionId }) =>
      by(session, (person) => desk.reopenException(exceptionId, person)),
    'custody.add': ({ session, ...input }) => by(session, (person) => custody.add(input, person)),
    'custody.takeBack': ({ session, eventSeq }) => by(session, (person) => custody.takeBack(eventSeq, person)),
    'custody.list': (input) => custody.list(input),
    'disposition.set': ({ session, ...input }) => by(session, (person) => desk.dispose(input, person)),
    'receiving.closeLot': ({ session, lotId }) => by(session, (person) => desk.closeLot(lotId, person), 'shift-lead'),
    'report.create': async ({ session, lotId, format }) =>
      by(session, () => report.create(lotId, format), 'shift-lead'),
    'receiving.driveRules': (drive) => {
      const rules = owners.rules(drive, room.policies());
      return { rules: rules === null ? null : { ...rules, allowed: [...rules.allowed], refused: [...rules.refused] } };
    },
    'insight.read': ({ lotIds }) => report.insight(lotIds),
  };
  return {
    handlers,
    owners,
    recordSealed: (serialNumber) => {
      if (serialNumber !== null) desk.recordSealed(serialNumber);
    },
    qualityChanged: desk.qualityChanged,
  };
}
