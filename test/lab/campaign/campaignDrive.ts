import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalFact } from '../../../native/agent/jobs/journalFact.ts';
import { readJournal } from '../../../native/agent/jobs/journalFile.ts';
import type { EmulatedDrive } from '../drives/emulatedDrive.ts';
import { startAtaDrive } from '../drives/startAtaDrive.ts';
import { startNvmeDrive } from '../drives/startNvmeDrive.ts';
import { startScsiDrive } from '../drives/startScsiDrive.ts';
import type { Course, Cut } from './campaignPlan.ts';
import { asksPsid, CAMPAIGN_DURATIONS, type CampaignTechnique, eraseMsOf, FLASH } from './campaignTechniques.ts';
import { type CutPoint, hasBegun, PHASE_SPAN_MS } from './cutPoint.ts';
import { StandingTime } from './standingTime.ts';

const DRIVE_BYTES = 16 * 1024 ** 2;
const BLOCK_BYTES = 4096;
/** An honest drive that is not faster than this, so that an overwrite takes a while; and whose answers wait for its time. */
const PACE = { kind: 'slow', bytesPerSecond: 8 * 1024 ** 2, commandDelayMs: 1 } as const;

/** A drive of the campaign with its job, and what an earlier owner left on it. */
export class CampaignDrive {
  readonly technique: CampaignTechnique;
  readonly served: EmulatedDrive;
  readonly owned: Buffer;
  jobId: string | null = null;
  /** Why its job was not started; `null`: it was, or nobody tried yet. */
  refused: string | null = null;
  standing = false;
  readonly #course: Course;
  /** Which of its cuts comes next. */
  #turn = 0;
  /** How many facts its journal had when the job was cut last. */
  #factsAtCut = 0;
  readonly #time: StandingTime;
  #sinceMs: number | null = null;
  /** What stood at the drawn place of an overwrite when its pass began. */
  #before: Buffer | null = null;
  #known: { readonly path: string; readonly bytes: number; readonly facts: readonly JournalFact[] } = {
    ...{ path: '', bytes: 0, facts: [] },
  };

  constructor(course: Course, served: EmulatedDrive, time: StandingTime) {
    this.#course = course;
    this.technique = course[0].technique;
    this.served = served;
    this.#time = time;
    this.owned = served.fillRandom(0, DRIVE_BYTES);
    this.goOn();
  }

  /** The cut it is on its way to; after the last one that one. */
  get cut(): Cut {
    return this.#course[this.#turn] ?? this.#course[0];
  }

  get point(): CutPoint {
    return this.cut.point;
  }

  /** It was cut. Whether another cut is to come. */
  wasCut(facts: readonly JournalFact[]): boolean {
    this.#factsAtCut = facts.length;
    this.#before = null;
    if (this.#turn + 1 === this.#course.length) return false;
    this.#turn += 1;
    return true;
  }

  /** Whether its job runs, or is over: after a cut it has to be taken up again first. What stands before is only asked about by the kernel. */
  isOnItsWay(facts: readonly JournalFact[]): boolean {
    if (this.#factsAtCut === 0) return facts.length > 0;
    return (
      facts.at(-1)?.code === 'record-sealed' || facts.slice(this.#factsAtCut).some(({ code }) => code === 'job-resumed')
    );
  }

  /** The job's journal as it lies on the host; empty before it has one. Read again only when it has grown: it is asked for often. */
  facts(stateFolder: string): readonly JournalFact[] {
    if (this.jobId === null) return [];
    for (const folder of ['journal', 'journal/done']) {
      const path = join(stateFolder, folder, `${this.jobId}.jsonl`);
      const bytes = statSync(path, { throwIfNoEntry: false })?.size;
      if (bytes === undefined) continue;
      if (this.#known.path !== path || this.#known.bytes !== bytes) {
        this.#known = { path, bytes, facts: readJournal(path).facts };
      }
      return this.#known.facts;
    }
    return [];
  }

  /** Whether the job has come to the drawn point. Asked again and again: a fraction of a phase is the time since its first fact. */
  hasReached({ phase, fraction }: CutPoint, facts: readonly JournalFact[]): boolean {
    if (!hasBegun(phase, facts)) return false;
    const elapsedMs = this.served.facts().elapsedMs;
    if (phase === 'erasing' && /sanitize/.test(this.technique.techniqueId)) {
      const over = this.served.facts().phase === 'idle' && typeof elapsedMs === 'number';
      return over || (typeof elapsedMs === 'number' && elapsedMs >= fraction * eraseMsOf(this.technique));
    }
    if (phase === 'erasing' && this.isOverwrite) return hasBegun('erased', facts) || this.#isWritten(fraction, facts);
    this.#sinceMs ??= this.#time.nowMs();
    const spanMs = phase === 'erasing' ? eraseMsOf(this.technique) : PHASE_SPAN_MS[phase];
    return this.#time.nowMs() - this.#sinceMs >= fraction * spanMs;
  }

  /** Whether so large a share of all passes is in the cells: the block there is another one than when its pass began. */
  #isWritten(fraction: number, facts: readonly JournalFact[]): boolean {
    const passes = this.technique.techniqueId === 'overwrite-three-pass' ? 3 : 1;
    const pass = Math.floor(fraction * passes);
    if (!facts.some((fact) => fact.code === 'overwrite-started' && fact.details.pass === pass)) return false;
    const block = Math.floor(((fraction * passes - pass) * DRIVE_BYTES) / BLOCK_BYTES);
    const now = this.served.cells(block * BLOCK_BYTES, BLOCK_BYTES);
    this.#before ??= now;
    return !now.equals(this.#before);
  }

  /** A pass is written by the host, so nothing but slow answers can hold it up. */
  get isOverwrite(): boolean {
    return this.technique.techniqueId.startsWith('overwrite');
  }

  /** Its erase gets no further; questions about it are answered, where `answering`, else nothing is. */
  stand(answering: boolean): void {
    this.served.facts();
    this.#time.stand();
    this.served.setFaults(answering ? [] : [PACE]);
    this.standing = true;
  }

  goOn(): void {
    this.#sinceMs = null;
    this.standing = false;
    this.served.setFaults(this.isOverwrite ? [PACE] : []);
    this.#time.goOn();
  }
}

/** Puts a new drive full of an earlier owner's random data on the shelf. `number` makes it one of its own among all in the folder. */
export async function makeCampaignDrive(course: Course, directory: string, number: number): Promise<CampaignDrive> {
  const time = new StandingTime();
  const { rotationRate, drive } = course[0].technique;
  // Every other drive says from the start that a sanitize was a success: that of an earlier owner.
  const stale = number % 2 === 1;
  const opal = asksPsid(course[0].technique) ? 'unlocked' : 'absent';
  const common = {
    ...{ directory, name: `c${number}`, sizeBytes: DRIVE_BYTES, durations: CAMPAIGN_DURATIONS, time },
    identity: {
      serial: `CUT${drive.toUpperCase()}${String(number).padStart(5, '0')}`,
      wwnHex: wwnOf(drive, number),
      model: rotationRate === FLASH ? 'LAB CUT SSD' : 'LAB CUT DISK',
    },
  };
  const start = {
    nvme: () => startNvmeDrive({ ...common, config: { opal }, history: stale ? 'sanitized-by-earlier-owner' : 'new' }),
    ata: () => startAtaDrive({ ...common, config: { rotationRate }, history: { sanitized: stale } }),
    scsi: () => startScsiDrive({ ...common, config: { rotationRate } }),
  }[drive];
  return new CampaignDrive(course, await start(), time);
}

function wwnOf(drive: CampaignTechnique['drive'], number: number): string {
  const base = { nvme: 0xac1d000000100000n, ata: 0x5000c50016100000n, scsi: 0x5000c50016180000n }[drive];
  return (base + BigInt(number * 4)).toString(16);
}
