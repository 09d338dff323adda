import type { JournalFact } from '../../../native/agent/jobs/journalFact.ts';
import { type CampaignBench, type CutKind, pause } from './campaignBench.ts';
import type { CampaignDrive } from './campaignDrive.ts';
import { CUT_PHASES, type CutPhase, type CutPoint, hasBegun } from './cutPoint.ts';
import { type CutResult, passwordOn, resultOf } from './cutResult.ts';

const ARRIVE_MS = 420_000;
const END_MS = 480_000;
const LOOK_MS = 15;
const STARTS_AT_ONCE = 3;
/** In the middle of the erase the late ones wait for the others. */
const BARRIER = { phase: 'erasing', fraction: 0.5 } as const;

const isAfter = (one: CutPhase, other: CutPhase): boolean => CUT_PHASES.indexOf(one) > CUT_PHASES.indexOf(other);

/**
 * One cut for many drives, each at its own point. A drive that has come to its point stands there (its time stands, it answers nothing new) until all
 * the others have come to theirs; then the power, or the agent, is gone for all of them at once. Afterwards everything starts again and the jobs end.
 */
export async function cutRound(
  lab: CampaignBench,
  drives: readonly CampaignDrive[],
  kind: CutKind,
): Promise<CutResult[]> {
  const factsOf = (drive: CampaignDrive): readonly JournalFact[] => drive.facts(lab.stateFolder);
  await lab.connect(drives);

  const atErase = drives.filter(({ point }) => point.phase === 'erasing');
  const late = drives.filter(({ point }) => isAfter(point.phase, 'erasing'));
  // Those whose tools wait least for an answer come last, so that they wait least.
  const early = drives
    .filter((drive) => !atErase.includes(drive) && !late.includes(drive))
    .sort((one, other) => CUT_PHASES.indexOf(one.point.phase) - CUT_PHASES.indexOf(other.point.phase));
  await beginAndStand([...late, ...atErase], (drive) => (late.includes(drive) ? BARRIER : drive.point));

  const sealing = late.filter(({ point }) => point.phase === 'sealing');
  const checking = late.filter((drive) => !sealing.includes(drive));
  for (const drive of checking) drive.goOn();
  await Promise.all([eachStands(checking, ({ point }) => point), beginAndStand(early, ({ point }) => point)]);

  if (sealing.length > 0) {
    for (const drive of sealing) drive.goOn();
    await until(() => sealing.some((drive) => drive.hasReached(drive.point, factsOf(drive))));
  }

  await lab.cut(kind);
  const before = drives.map((drive) => ({ facts: factsOf(drive), password: passwordOn(drive) }));
  await lab.comeBack(kind, drives);

  const isOver = (drive: CampaignDrive): boolean =>
    drive.refused !== null || factsOf(drive).at(-1)?.code === 'record-sealed';
  await until(() => drives.every(isOver), END_MS);
  const ledger = await lab.ledger();
  return drives.map((drive, index) => {
    const then = before[index];
    if (then === undefined) throw new Error('a drive without its state at the cut');
    return resultOf({ drive, kind, atCut: then.facts, passwordAtCut: then.password, after: factsOf(drive), ledger });
  });

  /** Starts the jobs, a few at a time, and watches them from their start on. */
  async function beginAndStand(
    started: readonly CampaignDrive[],
    where: (drive: CampaignDrive) => CutPoint,
  ): Promise<void> {
    const waiting = [...started];
    const start = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await lab.startJob(next).catch((cause: unknown) => refuse(next, cause));
      }
    };
    await Promise.all([...Array.from({ length: STARTS_AT_ONCE }, start), eachStands(started, where)]);
  }

  /** Lets each stand as soon as it is there, or is past it. */
  async function eachStands(
    awaited: readonly CampaignDrive[],
    where: (drive: CampaignDrive) => CutPoint,
  ): Promise<void> {
    await until(() => {
      for (const drive of awaited) {
        if (drive.standing || drive.refused !== null) continue;
        const facts = factsOf(drive);
        if (!drive.hasReached(where(drive), facts) && !hasBegun('sealing', facts)) continue;
        drive.stand(!drive.isOverwrite && hasBegun('erasing', facts) && !hasBegun('erased', facts));
      }
      return awaited.every(({ standing, refused }) => standing || refused !== null);
    });
  }
}

/** A drive whose job cannot be started costs its own cut and not those of the others; its result says so. */
function refuse(drive: CampaignDrive, cause: unknown): void {
  drive.refused = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? 'no reason given') : String(cause);
}

/** Waits until it is so, or the time is over: a cut at another point than the drawn one is a cut as well, and the result says where it was. */
async function until(isSo: () => boolean, limitMs = ARRIVE_MS): Promise<void> {
  const untilMs = performance.now() + limitMs;
  while (!isSo() && performance.now() < untilMs) await pause(LOOK_MS);
}
