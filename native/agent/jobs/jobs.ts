import { randomBytes, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { jobAsset } from '../../../core/contract/agent.ts';
import { competenceObjection } from '../../../core/domain/competence.ts';
import type { Drive } from '../../../core/domain/drive.ts';
import type { Job, JournalLine } from '../../../core/domain/job.ts';
import type { Person } from '../../../core/domain/person.ts';
import type { Policy } from '../../../core/domain/policy.ts';
import { readPsid } from '../../../core/domain/psid.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { type Answer, type Refusal, refuse } from '../../../core/domain/refusal.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';
import type { HeldDrive } from '../drives/driveBench.ts';
import { isStorageTrouble } from '../ledger/durableFile.ts';
import { type People, signing } from '../people/people.ts';
import type { RefusalBudget } from '../refusals/refusalBudget.ts';
import { psidRefusal } from '../techniques/opal/psidRefusal.ts';
import { policySha256 } from '../techniques/policies.ts';
import type { QuirkBook } from '../techniques/quirks.ts';
import { techniqueOf } from '../techniques/registry.ts';
import { checkDrive, checkStation } from './checks.ts';
import { confirmsSerial, unlikePermitted } from './confirmation.ts';
import { jobOf, type OpenJob } from './jobBook.ts';
import type { JobIntent } from './jobIntent.ts';
import { phaseState } from './jobProgress.ts';
import { openJournal } from './journal.ts';
import type { JournalFact } from './journalFact.ts';
import { createJournal, journalPath } from './journalFile.ts';
import { leftPassword, withoutOurLock } from './leftPassword.ts';
import { journalOf, type RecoveryNeeds, recallEndedJobs, recoverJobs, tendWaitingJobs } from './recovery.ts';
import { runJob } from './runJob.ts';
import { createStartTokens, type Permission } from './startTokens.ts';

export type Jobs = {
  /** The drive as a plan may look at it: what a job takes off it before it begins is no reason against a technique. */
  asPlanned(drive: Drive): Drive;
  preflight(wanted: PreflightInput): Promise<Answer<{ token: string; expiresAt: string; checks: Reason[] }>>;
  start(wanted: StartInput): Promise<Answer<Job>>;
  cancel(wanted: { session: string; jobId: string; why: string }): Promise<Answer<Record<string, never>>>;
  journal(jobId: string): Answer<JournalLine[]>;
  snapshot(): Job[];
  /** Takes up what an earlier agent left. Call once, after the bench was started. */
  recover(): void;
  /** Leaves every job where it stands; they go on at the next start. */
  stop(): Promise<void>;
};

type PreflightInput = { session: string; driveId: string; policyId: string; techniqueId: TechniqueId };
type StartInput = {
  session: string;
  token: string;
  serialTail: string;
  asset: z.output<typeof jobAsset>;
  psid?: string | undefined;
};

export type JobsNeeds = RecoveryNeeds & {
  readonly refusalBudget: RefusalBudget;
  /** Whether a second person is still to look at what an earlier wipe left on a drive. */
  readonly awaitsQuality: (drive: Drive) => boolean;
  readonly quirkBook: () => QuirkBook;
  readonly people: People;
  readonly policies: readonly Policy[];
  /** Facts of this computer and its tools, read afresh for each job. */
  readonly hostFacts: () => Promise<Pick<JobIntent, 'station' | 'clock' | 'tools'>>;
};

const STOP_MS = 10_000;

export function createJobs(needs: JobsNeeds): Jobs {
  const { bench, book, clock, engine, ledger, people, policies } = needs;
  const tokens = createStartTokens(() => Date.parse(clock.nowIso()), clock.monotonicMs);
  /** Drives whose start is being looked at: two starts at once cannot both pass. */
  const starting = new Set<string>();
  let tending: NodeJS.Timeout | null = null;

  async function preflight(wanted: PreflightInput): ReturnType<Jobs['preflight']> {
    const who = people.sessions.person(wanted.session);
    if (who.outcome === 'refused') return who;
    const unfit = competenceObjection(who.value, wanted.techniqueId, clock.nowIso());
    const policy = policies.find(({ policyId }) => policyId === wanted.policyId);
    const station = checkStation(needs);
    const checked =
      policy === undefined
        ? no(refuse('policy-unknown', { policy: wanted.policyId }))
        : await checkDrive(needs, wanted.driveId, policy, wanted.techniqueId);
    const refusals = [...(unfit === null ? [] : [unfit]), ...refusalsOf(station), ...refusalsOf(checked)];
    if (unfit !== null || policy === undefined || checked.outcome === 'refused' || station.outcome === 'refused') {
      const drive = bench.drives().find(({ driveId }) => driveId === wanted.driveId);
      return drive === undefined ? { outcome: 'refused', refusals } : refused('preflight', who.value, drive, refusals);
    }
    const { drive, checks } = checked.value;
    const { session, techniqueId } = wanted;
    const issued = tokens.issue({ session, drive, policy, techniqueId });
    return { outcome: 'done', value: { ...issued, checks: [...station.value, ...checks] } };
  }

  async function start(wanted: StartInput): Promise<Answer<Job>> {
    const who = people.sessions.person(wanted.session);
    if (who.outcome === 'refused') return who;
    const redeemed = tokens.redeem(wanted.token, wanted.session);
    if (redeemed.outcome === 'refused') {
      const named = tokens.boundTo(wanted.token, wanted.session);
      return named === null ? redeemed : refused('start', who.value, named.drive, redeemed.refusals);
    }
    const permission = redeemed.value;
    const { driveId } = permission.drive;
    const unfit = competenceObjection(who.value, permission.techniqueId, clock.nowIso());
    if (unfit !== null) return refused('start', who.value, permission.drive, [unfit]);
    const psid = wanted.psid === undefined ? null : readPsid(wanted.psid);
    const lacking = psid === null ? psidRefusal(needs.techniques, permission.techniqueId, wanted.psid) : null;
    if (lacking !== null) return refused('start', who.value, permission.drive, [lacking]);
    if (starting.has(driveId)) return refused('start', who.value, permission.drive, [refuse('job-running')]);
    starting.add(driveId);
    try {
      const held = await holdPermitted(permission, wanted.serialTail);
      if (held.outcome === 'refused') return await refused('start', who.value, permission.drive, held.refusals);
      const begun = await begin(permission, held.value, who.value, wanted.asset, psid);
      return begun.outcome === 'done' ? begun : await refused('start', who.value, permission.drive, begun.refusals);
    } finally {
      starting.delete(driveId);
    }
  }

  /** Everything again, then the drive itself, held so that nobody else can take it. */
  async function holdPermitted(permission: Permission, serialTail: string): Promise<Answer<HeldDrive>> {
    const { drive: permitted, policy, techniqueId } = permission;
    const station = checkStation(needs);
    if (station.outcome === 'refused') return station;
    const checked = await checkDrive(needs, permitted.driveId, policy, techniqueId);
    if (checked.outcome === 'refused') return isAway(checked.refusals) ? no(whatBecameOf(permitted)) : checked;
    const { drive } = checked.value;
    const unlike = unlikePermitted(permitted, drive);
    if (unlike !== null) return no(refuse(unlike));
    if (!confirmsSerial(serialTail, drive.serialNumber)) return no(refuse('confirmation-mismatch'));
    const held = await bench.hold(drive.driveId);
    if (held.outcome === 'refused') return held;
    const unlikeNow = unlikePermitted(permitted, held.value.drive);
    if (unlikeNow === null) return held;
    held.value.release();
    return no(refuse(unlikeNow));
  }

  /** Of a drive that was there a moment ago: taken out, or another one put in its bay. */
  function whatBecameOf(permitted: Drive): Refusal {
    const bayTaken = permitted.bayId !== null && bench.drives().some(({ bayId }) => bayId === permitted.bayId);
    return refuse(bayTaken ? 'drive-changed' : 'drive-gone');
  }

  /** Makes the intent durable, and only then lets the first command run. */
  async function begin(
    { drive: { driveId }, policy, techniqueId }: Permission,
    held: HeldDrive,
    person: Person,
    asset: StartInput['asset'],
    psid: string | null,
  ): Promise<Answer<Job>> {
    if (engine === null) {
      held.release();
      return no(refuse('engine-missing'));
    }
    try {
      const intent = await intentFor(held.drive, policy, techniqueId, person, asset);
      const fact = intended(intent, clock.nowIso());
      const file = createJournal(journalPath(needs.stateDirectory, intent.jobId), fact);
      const job: OpenJob = {
        intent,
        journal: openJournal(file, [fact], clock),
        stop: new AbortController(),
        psid,
        stopReason: null,
        leaving: false,
        driveId,
        bayId: held.drive.bayId,
        held,
        resumed: 0,
        state: phaseState(intent, 'preflight'),
        refusedSinceMs: null,
        work: Promise.resolve(),
      };
      const left = leftPassword(needs.stateDirectory, held.drive);
      if (left !== null)
        job.journal.note({ code: 'technique-note', details: { what: left.what, facts: { ...left.facts } } });
      book.add(job);
      job.work = runJob({ ...needs, engine }, job, held).catch((cause: unknown) => needs.fault('job', cause));
      return { outcome: 'done', value: jobOf(job) };
    } catch (cause) {
      held.release();
      if (isStorageTrouble(cause)) return no(refuse('storage-full'));
      throw cause;
    }
  }

  async function intentFor(
    drive: Drive,
    policy: Policy,
    techniqueId: TechniqueId,
    person: Person,
    asset: StartInput['asset'],
  ): Promise<JobIntent> {
    const technique = techniqueOf(needs.techniques, techniqueId);
    const { method } =
      technique.kind === 'device'
        ? technique.capability(withoutOurLock(needs.stateDirectory, drive), policy)
        : technique.capability(drive);
    if (method === null) throw new Error(`a technique was accepted that ${techniqueId} says cannot be done`);
    const passes =
      technique.kind === 'overwrite'
        ? technique.newPatterns(randomHex)
        : (policy.followedBy ?? []).flatMap((id) => {
            const following = techniqueOf(needs.techniques, id);
            return following.kind === 'overwrite' ? following.newPatterns(randomHex) : [];
          });
    return {
      jobId: randomUUID(),
      recordId: randomUUID(),
      drive,
      policy,
      policySha256: policySha256(policy),
      techniqueId,
      method,
      deviceLeaves: technique.kind === 'device' ? technique.leaves : null,
      passes: [...passes],
      canarySeed: randomHex(),
      planSeed: randomHex(),
      surveySeed: randomHex(),
      operator: signing(person),
      asset,
      ...(await needs.hostFacts()),
      maxBytesPerSecond: bench.pace(drive.driveId),
      startedAt: clock.nowIso(),
    };
  }

  /** An attempt that was refused is part of the drive's story, so it goes into the ledger; a flood of them by one person is only counted. */
  async function refused(
    step: 'preflight' | 'start',
    person: Person,
    drive: Drive,
    refusals: Refusal[],
  ): Promise<{ outcome: 'refused'; refusals: Refusal[] }> {
    const notWritten = ledger.damage() === null ? needs.refusalBudget.take(person.personId) : null;
    if (notWritten !== null) {
      const sealed = await ledger.act('wipe-refused', signing(person), {
        step,
        codes: refusals.map(({ code }) => code).join(' '),
        driveId: drive.driveId,
        bayId: drive.bayId,
        model: drive.model,
        serialNumber: drive.serialNumber,
        wwn: drive.wwn,
        sizeBytes: drive.sizeBytes,
        ...(notWritten > 0 ? { notWritten } : {}),
      });
      if (sealed.outcome === 'refused') {
        needs.refusalBudget.missed(person.personId, notWritten + 1);
        return { outcome: 'refused', refusals: [...refusals, ...sealed.refusals] };
      }
    }
    return { outcome: 'refused', refusals };
  }

  async function cancel({ session, jobId, why }: Parameters<Jobs['cancel']>[0]): ReturnType<Jobs['cancel']> {
    const who = people.sessions.person(session);
    if (who.outcome === 'refused') return who;
    const job = book.find(jobId);
    const over = job === null || (job.state.kind === 'running' && job.state.phase === 'seal');
    if (over) return no(refuse('job-unknown', { jobId }));
    const { name } = who.value;
    job.journal.note({ code: 'cancel-asked', details: { name, why } });
    job.stopReason ??= { kind: 'interrupted', why: because('cancelled', { name, why }) };
    job.stop.abort();
    const sealed = await ledger.act('job-cancelled', signing(who.value), { jobId, why, driveId: job.driveId });
    return sealed.outcome === 'refused' ? sealed : { outcome: 'done', value: {} };
  }

  bench.onChange((change) => {
    if (change.kind === 'changed') return tendWaitingJobs(needs);
    for (const job of book.open()) {
      if (job.driveId !== change.driveId || job.held === null) continue;
      job.journal.note({ code: 'drive-vanished', details: {} });
      job.stopReason ??= { kind: 'interrupted', why: because('drive-vanished', { why: 'it was taken out' }) };
      job.stop.abort();
    }
  });

  return {
    asPlanned: (drive) => withoutOurLock(needs.stateDirectory, drive),
    preflight,
    start,
    cancel,
    journal(jobId) {
      const facts = journalOf(book, needs.stateDirectory, jobId);
      return facts === null ? no(refuse('job-unknown', { jobId })) : { outcome: 'done', value: facts.map(shownLine) };
    },
    snapshot: () => book.snapshot(new Set(bench.drives().map(({ driveId }) => driveId))),
    recover() {
      recallEndedJobs(needs);
      recoverJobs(needs);
      tendWaitingJobs(needs);
      tending = setInterval(() => tendWaitingJobs(needs), 1_000);
    },
    async stop() {
      if (tending !== null) clearInterval(tending);
      const open = book.open();
      for (const job of open) {
        job.leaving = true;
        job.stop.abort();
      }
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_MS);
      });
      await Promise.race([Promise.all(open.map(({ work }) => work)), patience]);
      clearTimeout(timer);
    },
  };
}

const isAway = (refusals: readonly Refusal[]) =>
  refusals.every(({ code }) => code === 'drive-unknown' || code === 'drive-gone');

const randomHex = () => randomBytes(32).toString('hex');

function intended(intent: JobIntent, at: string): JournalFact {
  const { drive, policy, techniqueId, operator } = intent;
  return {
    at,
    code: 'job-intended',
    details: {
      model: drive.model ?? '',
      serialNumber: drive.serialNumber ?? '',
      techniqueId,
      policy: policy.title,
      name: operator.name,
      intent,
    },
  };
}

/** A technique's notes may hold what nobody but the agent needs to read (the password of a drive that is being erased). */
function shownLine({ at, code, details }: JournalLine): JournalLine {
  return { at, code, details: code === 'technique-note' ? { what: details.what } : details };
}

function refusalsOf(answer: Answer<unknown>): Refusal[] {
  return answer.outcome === 'refused' ? answer.refusals : [];
}

function no(refusal: Refusal): { outcome: 'refused'; refusals: Refusal[] } {
  return { outcome: 'refused', refusals: [refusal] };
}
