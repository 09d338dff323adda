import { randomUUID } from 'node:crypto';
import { type FSWatcher, mkdirSync, realpathSync, watch } from 'node:fs';
import { join } from 'node:path';
import { type BayMap, bayAt, baysOf } from '../../../../core/domain/bayMap.ts';
import type { Drive } from '../../../../core/domain/drive.ts';
import { type Answer, type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import { INSTALL_FOLDER } from '../../installFolder.ts';
import { type Clock, systemClock } from '../../tools/clock.ts';
import { reading } from '../../tools/reading.ts';
import { type RunTool, runTool, type Tool } from '../../tools/run.ts';
import { gridBays, SMALLEST_BENCH } from '../bayGrid.ts';
import type { BenchLayout } from '../benchLayout.ts';
import type { DriveBench } from '../driveBench.ts';
import { createDriveTable } from '../driveTable.ts';
import { refuseDuplicateSerials } from '../duplicateSerials.ts';
import { findSameDrive, likenessOf } from '../sameDrive.ts';
import { type BayFiles, bayPaths, readBay } from './bayFiles.ts';
import { guardImage, readLoopFiles } from './imageGuard.ts';
import { holdImage } from './imageHold.ts';
import { type NewVirtualDrive, plugVirtualDrive, unplugVirtualDrive } from './plug.ts';
import { driveOfBay } from './virtualDrive.ts';

export type VirtualBenchOptions = {
  /** Its `bays` folder holds the images; made when it is not there. */
  readonly directory: string;
  /** `null`: nothing can be held (refusal `engine-missing`), the rest works. */
  readonly engine: Tool | null;
  readonly bayCount?: number;
  readonly run?: RunTool;
  readonly clock?: Clock;
  readonly sysRoot?: string;
  readonly procRoot?: string;
  readonly demoDirectory?: string;
  readonly rescanMs?: number;
};

/** Image files as drives: the same interface as the real bench, plus hands that plug and unplug. */
export type VirtualBench = DriveBench & {
  plug(bayId: string, wanted: NewVirtualDrive): Promise<Answer<Record<string, never>>>;
  unplug(bayId: string): Promise<Answer<Record<string, never>>>;
};

const RESCAN_MS = 2_000;
/** A new bay writes two files; looking once after both is enough. */
const SETTLE_MS = 50;
const DEMO_DIRECTORY = join(INSTALL_FOLDER, 'resources/demo');
/** What a drive that cannot be told from another may not pass with. */
const UNTRUSTED: readonly Refusal['code'][] = [
  'drive-identity-missing',
  'drive-identity-conflict',
  'drive-duplicate-serial',
];

export function createVirtualBench(options: VirtualBenchOptions): VirtualBench {
  const { engine, run = runTool, clock = systemClock, sysRoot = '/sys', procRoot = '/proc' } = options;
  /** The files that may hold a drive; without a map each is the bay of its own name. */
  const slots = gridBays(options.bayCount ?? SMALLEST_BENCH);
  let map: BayMap | null = null;
  const table = createDriveTable();
  /** Names of the insertions seen now, by bay, description and file. */
  let insertions = new Map<string, string>();
  let directory = join(options.directory, 'bays');
  let watcher: FSWatcher | null = null;
  let timers: NodeJS.Timeout[] = [];

  const bayOf = (slot: string): string | null => (map === null ? slot : bayAt(map, slotPath(slot)));

  const scan = (): void => {
    const names = new Map<string, string>();
    const seen = slots.flatMap(({ bayId: slot }) => {
      const looked = reading(() => readBay(bayPaths(directory, slot)));
      // A bay that cannot be looked at holds no drive that anybody could start on.
      if (!looked.read || looked.value === null) return [];
      const files = looked.value;
      const key = insertionKey(slot, files);
      const driveId = insertions.get(key) ?? `virtual-${randomUUID()}`;
      names.set(key, driveId);
      return [{ ...driveOfBay(slot, driveId, files, clock.nowIso()), bayId: bayOf(slot) }];
    });
    insertions = names;
    table.replaceAll(refuseDuplicateSerials(seen));
  };

  const filesOf = (driveId: string): { slot: string; files: BayFiles } | null => {
    for (const { bayId: slot } of slots) {
      const files = readBay(bayPaths(directory, slot));
      if (files !== null && insertions.get(insertionKey(slot, files)) === driveId) return { slot, files };
    }
    return null;
  };

  const identify = async (driveId: string): Promise<Answer<Drive>> => {
    const known = table.find(driveId);
    scan();
    const found = table.find(driveId);
    if (found === null) return refused(refuse(known === null ? 'drive-unknown' : 'drive-gone'));
    const untrusted = found.refusals.filter(({ code }) => UNTRUSTED.includes(code));
    if (untrusted.length > 0) return { outcome: 'refused', refusals: untrusted };
    if (known !== null && likenessOf(known, found) !== 'same') return refused(refuse('drive-changed'));
    return { outcome: 'done', value: found };
  };

  const guard: DriveBench['guard'] = async (drive) => {
    const found = filesOf(drive.driveId);
    if (found === null) return refused(refuse('drive-gone'));
    return guardImage(found.files, readLoopFiles(sysRoot));
  };

  /** The file of a bay; a file that the map leaves out is still reached by its own name, where no bay has that. */
  const slotOf = (bayId: string): string | null => {
    const mapped = slots.find(({ bayId: slot }) => bayOf(slot) === bayId);
    const left = slots.find(({ bayId: slot }) => slot === bayId && bayOf(slot) === null);
    return (mapped ?? left)?.bayId ?? null;
  };

  const layout: BenchLayout = {
    bays: () => (map === null ? slots : baysOf(map)),
    map: () => map,
    places: () =>
      slots.flatMap(({ bayId: slot }) => {
        const drive = table.drives().find((one) => one.kernelName === slotPath(slot));
        return drive === undefined ? [] : [{ path: slotPath(slot), driveId: drive.driveId }];
      }),
    take(taken) {
      map = taken;
      scan();
    },
    impossible: (wanted) => {
      const paths = slots.map(({ bayId: slot }) => slotPath(slot));
      return wanted.flatMap(({ path }) => (paths.includes(path) ? [] : [path]));
    },
    lamp: (bayId) => refused(refuse(slotOf(bayId) === null ? 'bay-unknown' : 'locate-virtual')),
  };

  return {
    virtual: true,
    async start() {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      directory = realpathSync(directory);
      scan();
      let settling = false;
      watcher = watch(directory, () => {
        if (settling) return;
        settling = true;
        setTimeout(() => {
          settling = false;
          if (watcher !== null) scan();
        }, SETTLE_MS);
      });
      // The watch only makes it quick; the re-scan finds what it missed, so its failure is not fatal.
      watcher.on('error', () => watcher?.close());
      timers = [setInterval(scan, options.rescanMs ?? RESCAN_MS)];
    },
    async stop() {
      watcher?.close();
      watcher = null;
      for (const timer of timers) clearInterval(timer);
      timers = [];
    },
    layout,
    drives: table.drives,
    onChange: table.onChange,
    identify,
    guard,
    async hold(driveId) {
      const identified = await identify(driveId);
      if (identified.outcome === 'refused') return identified;
      const drive = identified.value;
      const guarded = await guard(drive);
      if (guarded.outcome === 'refused') return guarded;
      const found = filesOf(driveId);
      if (found === null) return refused(refuse('drive-gone'));
      return holdImage({ run, engine, procRoot }, drive, bayPaths(directory, found.slot));
    },
    pace(driveId) {
      const found = filesOf(driveId);
      return found?.files.manifest.read === true ? found.files.manifest.value.maxBytesPerSecond : null;
    },
    findSame: (earlier) => findSameDrive(earlier, table.drives()),
    async plug(bayId, wanted) {
      const slot = slotOf(bayId);
      if (slot === null) return refused(refuse('bay-unknown', { bay: bayId }));
      const demoDirectory = options.demoDirectory ?? DEMO_DIRECTORY;
      const plugged = await plugVirtualDrive({ run, directory, demoDirectory }, slot, wanted);
      scan();
      return plugged;
    },
    async unplug(bayId) {
      const slot = slotOf(bayId);
      if (slot === null) return refused(refuse('bay-unknown', { bay: bayId }));
      const unplugged = unplugVirtualDrive(directory, slot);
      scan();
      return unplugged;
    },
  };
}

/** What stands for the path of a real bay: the name that the drive in it has. */
function slotPath(slot: string): string {
  return slot.replace(/^bay-/, 'virtual-');
}

function insertionKey(bayId: string, { image, manifest }: BayFiles): string {
  return [bayId, image.device, image.inode, manifest.read ? manifest.value.insertionId : ''].join('|');
}

function refused(refusal: Refusal): { outcome: 'refused'; refusals: Refusal[] } {
  return { outcome: 'refused', refusals: [refusal] };
}
