import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BayMap, bayPath } from '../../../../core/domain/bayMap.ts';
import type { Drive, Transport } from '../../../../core/domain/drive.ts';
import { unknownHealth } from '../../../../core/domain/health.ts';
import { because } from '../../../../core/domain/reason.ts';
import { type Answer, type Refusal, type RefusalCode, refuse } from '../../../../core/domain/refusal.ts';
import { collectUse } from '../../guard/collectUse.ts';
import type { UseFacts } from '../../guard/useFacts.ts';
import { type Clock, systemClock } from '../../tools/clock.ts';
import { type RunTool, runTool, type Tool } from '../../tools/run.ts';
import type { BenchLayout } from '../benchLayout.ts';
import type { DriveBench } from '../driveBench.ts';
import { createDriveTable } from '../driveTable.ts';
import { refuseDuplicateSerials } from '../duplicateSerials.ts';
import { findSameDrive, likenessOf } from '../sameDrive.ts';
import { oneAtATime } from '../serialRuns.ts';
import { createEmptyDriveAsker } from './askCapacityAgain.ts';
import { type Asker, askDrive, askUdev, devicePath, type QuickAnswers, type SlowAnswers } from './askDisk.ts';
import { automaticBays, mappedBays, type PlugPath, placePath } from './bayMap.ts';
import { driveOf } from './blockDrive.ts';
import { holdBlockDevice } from './blockHold.ts';
import { type DiskFacts, listDisks, readDisk } from './diskFacts.ts';
import { watchDrives } from './hotplug.ts';
import { createInsertions, type Insertion } from './insertions.ts';
import { type BenchTools, locateBenchTools } from './sources.ts';
import { transportOf } from './transport.ts';
import { guardWholeDrive, type WholeDrive, wholeDriveOf, wholeDrives } from './wholeDrive.ts';

export type LinuxBenchOptions = {
  /** `null`: drives are seen and guarded, but none can be held (refusal `engine-missing`). */
  readonly engine: Tool | null;
  /** Loop devices with a backing file count as drives; for tests only. */
  readonly allowLoop?: boolean;
  /** Every drive is called virtual: the whole PC is emulated. */
  readonly emulated?: boolean;
  readonly run?: RunTool;
  readonly clock?: Clock;
  readonly sysRoot?: string;
  readonly procRoot?: string;
  readonly devRoot?: string;
  readonly runRoot?: string;
  /** Programs to ask instead of those found on the system. */
  readonly tools?: BenchTools;
  readonly rescanMs?: number;
  /** Told of a look at the drives that failed; what was known stays, and the next look comes. */
  readonly fault?: (where: string, cause: unknown) => void;
};

/** Not memory card readers, which are empty most of the time. */
const ANSWERS_A_RESCAN: readonly Transport[] = ['sata', 'sas', 'scsi'];
type Found = { readonly whole: WholeDrive; readonly insertion: Insertion };

const ATTEMPTS = 3;
const RESCAN_MS = 10_000;
const RESCAN_WITHOUT_EVENTS_MS = 2_000;
/** A drive that does not answer by then is shown without its own words; they are added when they come. */
const PATIENCE_MS = 3_000;
const NO_TOOLS: BenchTools = { udevadm: null, lsblk: null, smartctl: null, blkid: null, zpool: null };
const NOT_ANSWERED_YET: SlowAnswers = {
  identity: null,
  health: unknownHealth,
  rotationRate: null,
  erase: null,
  remarks: [because('pass-through-not-answered')],
};

/** Real block devices. */
export function createLinuxBench(options: LinuxBenchOptions): DriveBench {
  const { engine, run = runTool, clock = systemClock, allowLoop = false, emulated = false } = options;
  const { sysRoot = '/sys', procRoot = '/proc', devRoot = '/dev', runRoot = '/run' } = options;
  const { fault = () => undefined } = options;
  const automatic = automaticBays();
  let map: BayMap | null = null;
  let bays = automatic;
  /** Where each drive is plugged, as of the last look. */
  let plugged = new Map<string, PlugPath>();
  const table = createDriveTable();
  const insertions = createInsertions();
  const held = new Set<string>();
  /** Drives that were let go and are not closed yet. */
  const closing = new Map<string, Promise<void>>();
  let asker: Asker = { run, tools: options.tools ?? NO_TOOLS, devRoot, sysRoot };
  const askEmptyDrive = createEmptyDriveAsker(sysRoot, clock.monotonicMs);
  let stopWatching: (() => Promise<void>) | null = null;

  const readUse = (): Promise<UseFacts> => collectUse({ sysRoot, procRoot, run, zpool: asker.tools.zpool });

  const describe = (
    whole: WholeDrive,
    insertion: Insertion,
    quick: QuickAnswers,
    slow: SlowAnswers,
    use: UseFacts,
  ): Drive => {
    return driveOf({
      virtual: emulated,
      driveId: insertion.driveId,
      bayId: bays.bayOf({ busPath: whole.disk.busPath, idPath: quick.idPath }),
      whole,
      quick,
      slow,
      guarded: guardWholeDrive(whole, use),
      // systemd-udevd keeps this file as long as events wait or are worked on.
      udevBusy: existsSync(join(runRoot, 'udev', 'queue')),
      seenAt: clock.nowIso(),
    });
  };

  /** udev is asked again only when it has written its record anew: a look must not cost a program for each of 48 drives. */
  const quickAnswers = async (disk: DiskFacts, insertion: Insertion): Promise<QuickAnswers> => {
    const writing = udevWriting(runRoot, disk.device);
    if (writing !== null && insertion.quick?.writing === writing) return insertion.quick.answers;
    const answers = await askUdev(asker, disk);
    insertion.quick = writing === null ? null : { writing, answers };
    return answers;
  };

  /** Asks the drive itself once for each insertion, and waits a little for it: one dead drive must not keep the others from being seen. */
  const slowAnswers = async (whole: WholeDrive, insertion: Insertion): Promise<SlowAnswers> => {
    if (insertion.slow !== null) return insertion.slow;
    if (insertion.asking) return NOT_ANSWERED_YET;
    insertion.asking = true;
    let late = false;
    const asked = askDrive(asker, whole).then((answers) => {
      insertion.asking = false;
      const unanswered = isUnanswered(answers);
      insertion.unanswered += unanswered ? 1 : 0;
      // A drive that spins up or sits on a busy bus answers a little later; one that never does is not asked for ever.
      if (!unanswered || insertion.unanswered === ATTEMPTS) insertion.slow = answers;
      if (late && stopWatching !== null) void look();
      return answers;
    });
    return within(asked, PATIENCE_MS, () => {
      late = true;
      return NOT_ANSWERED_YET;
    });
  };

  const lookNow = async (): Promise<void> => {
    // A look that fails (no descriptors, no permission) is a fault and says nothing: that a drive cannot be looked at does not mean that it is gone.
    const listed = listDisks(sysRoot, allowLoop).flatMap((name) => readDisk(sysRoot, name) ?? []);
    const wholes = wholeDrives(sysRoot, listed);
    for (const { disk } of wholes) {
      if (disk.sizeBytes === 0 && ANSWERS_A_RESCAN.includes(transportOf(disk))) askEmptyDrive(disk.device);
    }
    insertions.keep(wholes.map(({ disk }) => disk));
    const found = wholes.map((whole) => ({ whole, insertion: insertions.of(whole.disk) }));
    const slows = await Promise.all(found.map(({ whole, insertion }) => slowAnswers(whole, insertion)));
    const use = await readUse();
    const drives: Drive[] = [];
    const where = new Map<string, PlugPath>();
    // In order: automatic bays are numbered in the order of discovery.
    for (const [index, { whole, insertion }] of found.entries()) {
      const quick = await quickAnswers(whole.disk, insertion);
      const drive = describe(whole, insertion, quick, slows[index] ?? NOT_ANSWERED_YET, use);
      // The programs were given a name. When another drive bears it meanwhile, they may have spoken of that one.
      if (diskOf(drive) === null) continue;
      drives.push(drive);
      where.set(drive.driveId, { busPath: whole.disk.busPath, idPath: quick.idPath });
    }
    plugged = where;
    table.replaceAll(refuseDuplicateSerials(drives));
    if (drives.length < found.length && stopWatching !== null) void look();
  };
  // A drive may be pulled out at any moment of a look, and nobody waits for most of them: one that fails must not end the agent and its jobs.
  const look = oneAtATime(() => lookNow().catch((cause: unknown) => fault('look at the drives', cause)));

  /** The disk that bears the drive's kernel name now, when it is still that insertion. */
  const diskOf = (drive: Drive): Found | null => {
    const whole = wholeDriveOf(sysRoot, drive.kernelName);
    const insertion = whole === null ? null : insertions.find(whole.disk);
    return whole === null || insertion?.driveId !== drive.driveId ? null : { whole, insertion };
  };

  const identify = async (driveId: string): Promise<Answer<Drive>> => {
    const known = table.find(driveId);
    if (known === null) return refused('drive-unknown');
    const found = diskOf(known);
    if (found === null) return refused('drive-gone');
    const slow = await askDrive(asker, found.whole);
    // The answers are of whatever bore the name meanwhile.
    if (diskOf(known) === null) return refused('drive-gone');
    // Silence now does not unsay what the drive has told: it would be known by less the next time.
    if (found.insertion.slow === null || !isUnanswered(slow)) found.insertion.slow = slow;
    return recognize(known, found, slow);
  };

  /** The drive as it tells of itself now, when that is still what was known of it. */
  const recognize = async (known: Drive, { whole, insertion }: Found, slow: SlowAnswers): Promise<Answer<Drive>> => {
    const { driveId } = known;
    const alone = describe(whole, insertion, await askUdev(asker, whole.disk), slow, await readUse());
    const others = table.drives().filter((drive) => drive.driveId !== driveId);
    const drive = refuseDuplicateSerials([alone, ...others])[0] ?? alone;
    const untrusted = drive.refusals.filter(({ code }) => UNTRUSTED.includes(code));
    if (untrusted.length > 0) return { outcome: 'refused', refusals: untrusted };
    const likeness = likenessOf(known, drive);
    if (likeness !== 'same') return refused(likeness === 'silent' ? 'drive-not-answering' : 'drive-changed');
    return { outcome: 'done', value: drive };
  };

  const guard: DriveBench['guard'] = async (drive) => {
    const found = diskOf(drive);
    return found === null ? refused('drive-gone') : guardWholeDrive(found.whole, await readUse());
  };

  const layout: BenchLayout = {
    bays: () => bays.bays(),
    map: () => map,
    places: () =>
      [...plugged].flatMap(([driveId, path]) => {
        const told = bayPath.safeParse(placePath(path));
        return told.success ? [{ path: told.data, driveId }] : [];
      }),
    take(taken) {
      map = taken;
      bays = taken === null ? automatic : mappedBays(taken);
      table.replaceAll(
        table.drives().map((drive) => {
          const path = plugged.get(drive.driveId);
          return path === undefined ? drive : { ...drive, bayId: bays.bayOf(path) };
        }),
      );
      // A look that is under way may have asked the layout before.
      if (stopWatching !== null) void look();
    },
    impossible: () => [],
    lamp(bayId) {
      if (!bays.bays().some((bay) => bay.bayId === bayId)) return refused('bay-unknown');
      const drive = table.drives().find((one) => one.bayId === bayId);
      const found = drive === undefined ? null : diskOf(drive);
      if (found === null) return refused('locate-empty-bay');
      return { outcome: 'done', value: { devicePath: devicePath(devRoot, found.whole.disk.name) } };
    },
  };

  return {
    virtual: emulated,
    async start() {
      if (options.tools === undefined) asker = { ...asker, tools: await locateBenchTools(run) };
      await look();
      const { udevadm } = asker.tools;
      const rescanMs = options.rescanMs ?? (udevadm === null ? RESCAN_WITHOUT_EVENTS_MS : RESCAN_MS);
      stopWatching = watchDrives({ run, udevadm, rescanMs, onLook: () => void look() });
    },
    async stop() {
      const stop = stopWatching;
      stopWatching = null;
      await stop?.();
    },
    layout,
    drives: table.drives,
    onChange: table.onChange,
    identify,
    guard,
    async hold(driveId) {
      if (held.has(driveId)) return refused('drive-busy');
      held.add(driveId);
      await within(closing.get(driveId) ?? Promise.resolve(), PATIENCE_MS, () => undefined);
      const answer = await holdGuarded(driveId).catch((error: unknown) => {
        held.delete(driveId);
        throw error;
      });
      if (answer.outcome === 'refused') held.delete(driveId);
      return answer;
    },
    pace: () => null,
    findSame: (earlier) => findSameDrive(earlier, table.drives()),
  };

  async function holdGuarded(driveId: string): ReturnType<DriveBench['hold']> {
    const known = table.find(driveId);
    if (known === null) return refused('drive-unknown');
    const found = diskOf(known);
    if (found === null) return refused('drive-gone');
    // Its own words as last heard: it is asked again through the held descriptor, before it is handed out.
    const recognized = await recognize(known, found, found.insertion.slow ?? (await askDrive(asker, found.whole)));
    if (recognized.outcome === 'refused') return recognized;
    const drive = recognized.value;
    const guarded = await guard(drive);
    if (guarded.outcome === 'refused') return guarded;
    return holdBlockDevice({ ...asker, engine }, drive, found.whole, (closed) => {
      held.delete(driveId);
      closing.set(driveId, closed);
      void closed.then(() => closing.delete(driveId));
    });
  }
}

/** What a drive that cannot be told from another may not pass with. */
const UNTRUSTED: readonly RefusalCode[] = [
  'drive-identity-missing',
  'drive-identity-conflict',
  'drive-name-busy',
  'drive-duplicate-serial',
  'drive-several-units',
];

function refused(code: RefusalCode): { outcome: 'refused'; refusals: Refusal[] } {
  return { outcome: 'refused', refusals: [refuse(code)] };
}

function isUnanswered({ remarks }: SlowAnswers): boolean {
  return remarks.some(({ code }) => code === 'pass-through-not-answered');
}

/** Which writing of its record udev has of a device (systemd keeps one file each under /run/udev/data); `null`: none, or udev keeps them elsewhere. */
function udevWriting(runRoot: string, device: string): string | null {
  const status = statSync(join(runRoot, 'udev', 'data', `b${device}`), { throwIfNoEntry: false });
  return status === undefined ? null : `${status.ino}|${status.mtimeMs}|${status.size}`;
}

/** The promise's value, or `instead` when it takes longer. */
function within<T>(promise: Promise<T>, patienceMs: number, instead: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(instead()), patienceMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
