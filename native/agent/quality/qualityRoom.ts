import { join } from 'node:path';
import type { Drive } from '../../../core/domain/drive.ts';
import type { Person } from '../../../core/domain/person.ts';
import {
  MOST_QUALITY_ROWS,
  type QualityDecision,
  type QualityRow,
  type QualityView,
  type RecoveryTool,
} from '../../../core/domain/quality.ts';
import type { Reason } from '../../../core/domain/reason.ts';
import { type Answer, type RefusalCode, refuse } from '../../../core/domain/refusal.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { RecordV1, SigningPerson } from '../../../core/record/recordV1.ts';
import type { HeldDrive } from '../drives/driveBench.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type People, signing } from '../people/people.ts';
import type { Tool } from '../tools/run.ts';
import { openDraws } from './draws.ts';
import { openQualityIndex, type SampleRow } from './qualityIndex.ts';
import { expectedOf, isDriveOf, type Reverification, type ReverifyNeeds, readAgain } from './reverification.ts';
import { sampleFacts } from './takeEntry.ts';

/** What quality says of a record that is to be certified. */
export type Standing =
  | { readonly kind: 'not-drawn'; readonly drawOpen: boolean }
  | { readonly kind: 'validated'; readonly by: SigningPerson; readonly at: string }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly facts: Readonly<Record<string, string>> };

type Decision = {
  readonly recordId: string;
  readonly decision: QualityDecision;
  readonly why: string;
  readonly recoveryTool: RecoveryTool | null;
};

/** The second person's look at a random share of the drives. Roles were asked already; who may look at what is decided here. */
export type QualityRoom = {
  readonly findings: readonly Reason[];
  /** Seals a record by `seal`: a draw is open before it, and what was drawn is in the ledger after it. */
  sealing(record: RecordV1, seal: () => Promise<Answer<LedgerEntry>>): Promise<Answer<LedgerEntry>>;
  standing(record: RecordV1): Standing;
  /** The records that quality rejected or set aside, the latest first; `null` while a full disk keeps quality from knowing all of them. */
  refusedRecordIds(): readonly string[] | null;
  /** Whether this drive was drawn and waits: wiped again it could not show any more what the drawn wipe left. */
  awaits(drive: Drive): boolean;
  view(): QualityView;
  closeDraw(person: Person, lotName: string | null): Promise<Answer<{ drawnRecordIds: string[]; seedHex: string }>>;
  reverify(person: Person, wanted: { recordId: string; driveId: string }): Promise<Answer<Record<string, never>>>;
  decide(person: Person, decision: Decision): Promise<Answer<Record<string, never>>>;
  releaseLot(person: Person, lotName: string, why: string): Promise<Answer<{ released: boolean }>>;
  /** Ends readings that run; they are begun anew by a person. */
  stop(): Promise<void>;
};

export type QualityNeeds = Omit<ReverifyNeeds, 'engine'> & {
  readonly stateDirectory: string;
  readonly ledger: Ledger;
  readonly people: People;
  readonly engine: Tool | null;
  /** With zero, too, each lot has one drive drawn at the close of its draw. */
  readonly sharePpm: number;
  readonly isDriveTaken: (driveId: string) => boolean;
  readonly fault: (where: string, cause: unknown) => void;
  readonly onChange: (counts: { waiting: number; held: number }) => void;
};

/** SQLite's word for no limit. */
const ALL = -1;

type Read = (watch: Parameters<typeof readAgain>[3]) => Promise<Reverification>;
type Running = { doneBytes: number; totalBytes: number; readonly personName: string; work: Promise<void> };

/** Opens the room and takes up what an earlier agent left untold. */
export async function openQuality(needs: QualityNeeds): Promise<QualityRoom> {
  const { stateDirectory, ledger, people, bench, clock, fault } = needs;
  const index = openQualityIndex(join(stateDirectory, 'quality-index.sqlite'));
  const running = new Map<string, Running>();
  const stopping = new AbortController();
  const changed = () => needs.onChange({ waiting: index.waitingCount(), held: index.holds(MOST_QUALITY_ROWS).length });
  const { draws, findings } = await openDraws({ stateDirectory, ledger, index, fault, onChange: changed });
  /** One draw, decision or release at a time: what each looked at still holds when its act is written. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  await settle();

  /** Tells what was drawn, and holds the lots of samples that failed. Cut short by a full disk or a crash, the next time does the rest. */
  async function settle(): Promise<void> {
    await draws.tellDrawn();
    for (const { recordId, lot, decision } of index.unheld()) {
      const details = { lotName: lot, recordId, why: decision ?? 'residue' };
      if ((await ledger.act('lot-held', null, details)).outcome === 'refused') return;
    }
  }

  /** Somebody who could validate what this person wiped: without one, nothing is drawn that nobody may decide on. */
  const hasSecondPerson = (operatorId: string) =>
    people
      .all()
      .some((one) => one.roles.includes('quality') && one.disabledAt === undefined && one.personId !== operatorId);

  async function openDrawFor(record: RecordV1): Promise<Answer<unknown>> {
    const lot = record.asset.lotName ?? '';
    const open = index.drawOf(lot);
    const ofToday = lot !== '' || open?.openedAt.slice(0, 10) === clock.nowIso().slice(0, 10);
    if (open !== null && ofToday) return { outcome: 'done', value: null };
    if (open !== null) {
      const closed = await draws.close(open, null);
      if (closed.outcome === 'refused') return closed;
    }
    if (!hasSecondPerson(record.operator.personId)) return { outcome: 'done', value: null };
    return draws.open(lot, needs.sharePpm);
  }

  /** A drawn record that waits for a decision by somebody else than who wiped it. */
  function waitingFor(person: Person, recordId: string): Answer<SampleRow> {
    const sample = index.sample(recordId);
    if (sample === null || sample.drawnFor === null) return no('not-drawn');
    if (sample.operatorId === person.personId) return no('four-eyes');
    return sample.decision === null ? { outcome: 'done', value: sample } : no('quality-decided');
  }

  /** Holds the drive of a record, and only that one. */
  async function holdDriveOf(record: RecordV1, driveId: string): Promise<Answer<HeldDrive>> {
    if (needs.isDriveTaken(driveId)) return no('job-running');
    const identified = await bench.identify(driveId);
    if (identified.outcome === 'refused') return identified;
    const other = () => no('drive-not-of-record', { serialNumber: record.drive.serialNumber ?? '' });
    if (!isDriveOf(record, identified.value)) return other();
    const held = await bench.hold(driveId);
    if (held.outcome === 'refused' || isDriveOf(record, held.value.drive)) return held;
    held.value.release();
    return other();
  }

  async function readHeld(person: Person, sample: SampleRow, reading: Running, read: Read): Promise<void> {
    try {
      const onProgress = (doneBytes: number, totalBytes: number) => Object.assign(reading, { doneBytes, totalBytes });
      const { outcome, details } = await read({ stop: stopping.signal, onProgress });
      if (stopping.signal.aborted) return;
      const { recordId, recordSeq, recordHash } = sample;
      await inTurn(async () => {
        const all = { recordId, recordSeq, recordHash, outcome, ...details };
        await ledger.act('quality-reverified', signing(person), all);
        await settle();
      });
    } catch (cause) {
      fault('reverification', cause);
    } finally {
      running.delete(sample.recordId);
      changed();
    }
  }

  async function reverify(person: Person, recordId: string, driveId: string): Promise<Answer<Record<string, never>>> {
    const waiting = waitingFor(person, recordId);
    if (waiting.outcome === 'refused') return waiting;
    const record = ledger.record(recordId)?.record ?? null;
    if (record === null) return no('record-unknown', { recordId });
    const { engine } = needs;
    const pattern = expectedOf(record);
    if (pattern === null) return no('reverify-impossible');
    if (engine === null) return no('engine-missing');
    if (running.has(recordId)) return no('reverify-running');
    // Claimed before the drive is asked, which may take a while: nobody reads or decides beside it.
    const reading: Running = { doneBytes: 0, totalBytes: 0, personName: person.name, work: Promise.resolve() };
    running.set(recordId, reading);
    let held: Answer<HeldDrive> | null = null;
    try {
      held = await holdDriveOf(record, driveId);
    } finally {
      if (held?.outcome !== 'done') running.delete(recordId);
    }
    if (held.outcome === 'refused') return held;
    const { value } = held;
    reading.work = readHeld(person, waiting.value, reading, (watch) =>
      readAgain({ ...needs, engine }, value, pattern, watch),
    );
    changed();
    return { outcome: 'done', value: {} };
  }

  return {
    findings,
    sealing(record, seal) {
      if (record.verdict.outcome !== 'sanitized') return seal();
      return inTurn(async () => {
        const opened = await openDrawFor(record);
        if (opened.outcome === 'refused') return opened;
        const sealed = await seal();
        if (sealed.outcome === 'done') await settle();
        return sealed;
      });
    },
    standing(record) {
      const refused = (code: RefusalCode, facts: Readonly<Record<string, string>> = {}): Standing => {
        return { kind: 'refused', code, facts };
      };
      if (!draws.isCurrent()) return refused('storage-full');
      const sample = index.sample(record.recordId);
      const { lotName } = record.asset;
      if (sample?.decision === 'reject' || sample?.decision === 'quarantine') return refused('quality-rejected');
      if (lotName !== null && index.heldLot(lotName) !== null) return refused('lot-held', { lotName });
      if (sample === null || sample.drawnFor === null) return { kind: 'not-drawn', drawOpen: sample !== null };
      const { decidedAt, deciderId, deciderName, deciderTitle } = sample;
      if (decidedAt === null || deciderId === null) return refused('quality-pending');
      const by = { personId: deciderId, name: deciderName ?? '', title: deciderTitle ?? '' };
      return { kind: 'validated', by, at: decidedAt };
    },
    refusedRecordIds: () => (draws.isCurrent() ? index.refused(ALL).map(({ recordId }) => recordId) : null),
    awaits({ serialNumber, model }) {
      return index.isWaiting(serialNumber, model);
    },
    view() {
      return {
        rows: index.waiting(MOST_QUALITY_ROWS).map((sample) => rowOf(sample, running.get(sample.recordId) ?? null)),
        heldLots: index.holds(MOST_QUALITY_ROWS).map(({ lot, ...hold }) => ({
          ...hold,
          lotName: lot,
          approvals: index.approvals(lot).map(({ personId, name, why }) => ({ personId, name, why })),
        })),
        refused: index.refused(MOST_QUALITY_ROWS).map(({ recordId, decision }) => ({ recordId, decision })),
        openDraws: index
          .draws()
          .slice(0, MOST_QUALITY_ROWS)
          .map(({ lot, ...draw }) => ({
            ...draw,
            lotName: lot === '' ? null : lot,
            seedSha256: draws.seedDigestOf(draw.drawId),
            ...index.countOf(draw.drawId),
          })),
      };
    },
    closeDraw: (person, lotName) =>
      inTurn(async () => {
        const draw = index.drawOf(lotName ?? '');
        return draw === null ? no('draw-unknown') : draws.close(draw, signing(person));
      }),
    reverify: (person, { recordId, driveId }) => reverify(person, recordId, driveId),
    decide: (person, { recordId, decision, why, recoveryTool }) =>
      inTurn(async () => {
        const waiting = waitingFor(person, recordId);
        if (waiting.outcome === 'refused') return waiting;
        const sample = waiting.value;
        if (running.has(recordId)) return no('reverify-running');
        const objection = decision === 'validate' ? objectionToValidating(sample, recoveryTool) : null;
        if (objection !== null) return no(objection);
        const { recordSeq, recordHash, lot, reverified } = sample;
        const sealed = await ledger.act('quality-decided', signing(person), {
          ...{ recordId, recordSeq, recordHash, decision, why },
          lotName: lot === '' ? null : lot,
          reverified,
          recoveryTool: recoveryTool?.name ?? null,
          recoveryOutcome: recoveryTool?.outcome ?? null,
        });
        if (sealed.outcome === 'refused') return sealed;
        await settle();
        return { outcome: 'done', value: {} };
      }),
    releaseLot: (person, lotName, why) =>
      inTurn(async () => {
        if (index.heldLot(lotName) === null) return no('lot-not-held', { lotName });
        const wiped = index.failedOf(lotName).some(({ operatorId }) => operatorId === person.personId);
        if (wiped || index.approvals(lotName).some(({ personId }) => personId === person.personId)) {
          return no('four-eyes');
        }
        const details = { lotName, why, roles: person.roles.join(' ') };
        const approved = await ledger.act('lot-release-approved', signing(person), details);
        if (approved.outcome === 'refused') return approved;
        if (!isPairOfRoles(index.approvals(lotName))) return { outcome: 'done', value: { released: false } };
        const names = index.approvals(lotName).map(({ personId }) => personId);
        const released = await ledger.act('lot-released', null, { lotName, approvedBy: names.join(' ') });
        return released.outcome === 'refused' ? released : { outcome: 'done', value: { released: true } };
      }),
    async stop() {
      stopping.abort();
      await Promise.all([...running.values()].map(({ work }) => work));
      index.close();
    },
  };
}

/** Nothing is validated that was not looked at: by a second reading, or, where that is impossible, by a recovery tool. */
function objectionToValidating(sample: SampleRow, recoveryTool: RecoveryTool | null): RefusalCode | null {
  if (sample.reverified === 'residue' || recoveryTool?.outcome === 'data-found') return 'reverify-residue';
  if (sample.reverified === 'clean') return null;
  const canBeReadAgain = sampleFacts.parse(JSON.parse(sample.facts)).canBeReadAgain;
  return !canBeReadAgain && recoveryTool?.outcome === 'nothing-found' ? null : 'reverify-missing';
}

/** One with the role quality and another one with the role shift lead. */
function isPairOfRoles(approvals: readonly { readonly personId: string; readonly roles: string }[]): boolean {
  const has = ({ roles }: { roles: string }, role: string) => roles.split(' ').includes(role);
  return approvals.some((one) =>
    approvals.some((other) => one.personId !== other.personId && has(one, 'quality') && has(other, 'shift-lead')),
  );
}

function rowOf(sample: SampleRow, now: Running | null): QualityRow {
  const { recordId, recordSeq, lot, operatorId, drawnFor, reverified } = sample;
  if (drawnFor === null) throw new Error('a row of the queue that was not drawn');
  const { doneBytes = 0, totalBytes = 0, personName = '' } = now ?? {};
  const ended = {
    at: sample.reverifiedAt ?? '',
    personId: sample.reverifiedById ?? '',
    personName: sample.reverifiedByName ?? '',
  };
  return {
    ...{ recordId, recordSeq, operatorId, drawnFor, lotName: lot === '' ? null : lot },
    ...sampleFacts.parse(JSON.parse(sample.facts)),
    reverification:
      now !== null
        ? { kind: 'running', personName, doneBytes, totalBytes }
        : reverified === null
          ? { kind: 'none' }
          : { kind: 'ended', outcome: reverified, ...ended },
  };
}

function no(...[code, facts]: Parameters<typeof refuse>): Answer<never> {
  return { outcome: 'refused', refusals: [refuse(code, facts)] };
}
