import type { JournalFact } from '../../../native/agent/jobs/journalFact.ts';
import { type CampaignBench, type CutKind, pause } from './campaignBench.ts';
import type { CampaignDrive } from './campaignDrive.ts';
import { CUT_PHASES, type CutPhase, type CutPoint, hasBegun } from './cutPoint.ts';
import { type CutResult, passwordOn, resultOf, type Seen } from './cutResult.ts';

const ARRIVE_MS = 420_000;
const END_MS = 480_000;
const LOOK_MS = 15;
const STARTS_AT_ONCE = 3;
/** In the middle of the erase the late ones wait for the others. */
const LATE_WAIT = { phase: 'erasing', fraction: 0.5 } as const;
/** And those that are cut in the short steps before it wait while their canaries are planted: the engine has patience, hdparm and sg3-utils have 30 s. */
const SHORT_WAIT = { phase: 'canaries', fraction: 0.1 } as const;
/** So the power goes this long after the first of them stands at its point, wherever the others are. */
const SHORT_STAND_MS = 15_000;

const isAfter = (one: CutPhase, other: CutPhase): boolean => CUT_PHASES.indexOf(one) > CUT_PHASES.indexOf(other);

/**
 * Cuts many drives together, each at its own points. A drive that has come to its point stands there (its time stands, it answers nothing new) until all
 * the others have come to theirs; then the power, or the agent, is gone for all of them at once. Everything starts again, as often as one of the drives
 * has another cut to suffer, and at last the jobs end.
 */
export async function cutRound(
  lab: CampaignBench,
  drives: readonly CampaignDrive[],
  kind: CutKind,
): Promise<CutResult[]> {
  const factsOf = (drive: CampaignDrive): readonly JournalFact[] => drive.facts(lab.stateFolder);
  const cuts: Omit<Seen, 'after' | 'ledger'>[] = [];
  await lab.connect(drives);

  for (let onTheirWay = [...drives], turn = 0; onTheirWay.length > 0; turn += 1) {
    await come(onTheirWay, turn === 0);
    await lab.cut(kind);
    for (const drive of onTheirWay) {
      cuts.push({ drive, cut: drive.cut, kind, atCut: factsOf(drive), passwordAtCut: passwordOn(drive) });
    }
    onTheirWay = onTheirWay.filter((drive) => drive.wasCut(factsOf(drive)));
    await lab.comeBack(kind, drives);
  }

  const isOver = (drive: CampaignDrive): boolean =>
    drive.refused !== null || factsOf(drive).at(-1)?.code === 'record-sealed';
  await until(() => drives.every(isOver), END_MS);
  const ledger = await lab.ledger();
  return cuts.map((seen) => resultOf({ ...seen, after: factsOf(seen.drive), ledger }));

  /** Until each stands at the point of its next cut, or as near to it as can be had. */
  async function come(onTheirWay: readonly CampaignDrive[], starting: boolean): Promise<void> {
    const late = onTheirWay.filter(({ point }) => isAfter(point.phase, 'erasing'));
    const short = onTheirWay.filter(({ point }) => isAfter('erasing', point.phase) && point.phase !== 'canaries');
    const sealing = late.filter(({ point }) => point.phase === 'sealing');
    const checking = late.filter((drive) => !sealing.includes(drive));
    const others = onTheirWay.filter((drive) => !late.includes(drive) && !short.includes(drive));
    const answersInErase = (drive: CampaignDrive): boolean => !short.includes(drive);

    const all = [...late, ...others, ...short];
    const where = (drive: CampaignDrive): CutPoint => {
      if (late.includes(drive)) return LATE_WAIT;
      return short.includes(drive) ? SHORT_WAIT : drive.point;
    };
    if (starting) await beginAndStand(all, where, answersInErase);
    else await eachStands(all, where, answersInErase);
    for (const drive of checking) drive.goOn();
    await eachStands(checking, ({ point }) => point, answersInErase);

    for (const drive of [...sealing, ...short]) drive.goOn();
    let firstStoodMs: number | null = null;
    await until(() => {
      standThere(short, ({ point }) => point, answersInErase);
      const stand = short.filter(({ standing, refused }) => standing || refused !== null);
      if (stand.length > 0) firstStoodMs ??= performance.now();
      if (firstStoodMs !== null && performance.now() - firstStoodMs > SHORT_STAND_MS) return true;
      // A record is sealed in a moment and nothing can be made to stand there: the first that comes to it decides.
      if (sealing.length > 0) return sealing.some((drive) => drive.hasReached(drive.point, factsOf(drive)));
      return stand.length === short.length;
    });
  }

  /** Starts the jobs, a few at a time, and watches them from their start on. */
  async function beginAndStand(
    started: readonly CampaignDrive[],
    where: (drive: CampaignDrive) => CutPoint,
    answersInErase: (drive: CampaignDrive) => boolean,
  ): Promise<void> {
    const waiting = [...started];
    const start = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await lab.startJob(next).catch((cause: unknown) => refuse(next, cause));
      }
    };
    await Promise.all([...Array.from({ length: STARTS_AT_ONCE }, start), eachStands(started, where, answersInErase)]);
  }

  async function eachStands(
    awaited: readonly CampaignDrive[],
    where: (drive: CampaignDrive) => CutPoint,
    answersInErase: (drive: CampaignDrive) => boolean,
  ): Promise<void> {
    await until(() => {
      standThere(awaited, where, answersInErase);
      return awaited.every(({ standing, refused }) => standing || refused !== null);
    });
  }

  /** Lets each stand that is there, or is past it. */
  function standThere(
    awaited: readonly CampaignDrive[],
    where: (drive: CampaignDrive) => CutPoint,
    answersInErase: (drive: CampaignDrive) => boolean,
  ): void {
    for (const drive of awaited) {
      if (drive.standing || drive.refused !== null) continue;
      const facts = factsOf(drive);
      if (!drive.isOnItsWay(facts)) continue;
      if (!drive.hasReached(where(drive), facts) && !hasBegun('sealing', facts)) continue;
      const erasing = hasBegun('erasing', facts) && !hasBegun('erased', facts) && answersInErase(drive);
      drive.stand(erasing && !drive.isOverwrite);
    }
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
