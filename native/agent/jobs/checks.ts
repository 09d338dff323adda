import { accessSync, constants } from 'node:fs';
import { type Drive, namesOfParts } from '../../../core/domain/drive.ts';
import type { Policy } from '../../../core/domain/policy.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { type Answer, type Refusal, refuse } from '../../../core/domain/refusal.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';
import type { DriveBench } from '../drives/driveBench.ts';
import { hiddenAreaRemarks } from '../drives/erase/hiddenArea.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { healthObjections } from '../techniques/healthGate.ts';
import { planTechniques } from '../techniques/plan.ts';
import type { QuirkBook } from '../techniques/quirks.ts';
import type { Technique } from '../techniques/technique.ts';
import type { Tool } from '../tools/run.ts';
import type { JobBook } from './jobBook.ts';
import { withoutOurLock } from './leftPassword.ts';

export type CheckNeeds = {
  readonly stateDirectory: string;
  readonly bench: DriveBench;
  readonly ledger: Ledger;
  readonly book: JobBook;
  readonly engine: Tool | null;
  readonly techniques: readonly Technique[];
  /** Known trouble, with the versions of this PC's tools. */
  readonly quirkBook: () => QuirkBook;
  /** Whether a second person is still to look at what an earlier wipe left on it. */
  readonly awaitsQuality: (drive: Drive) => boolean;
};

/** What does not concern the drive: may this agent start anything at all? */
export function checkStation({ ledger, engine }: CheckNeeds): Answer<Reason[]> {
  const refusals: Refusal[] = [];
  const damage = ledger.damage();
  if (damage !== null) refusals.push(refuse('ledger-damaged', damage.details));
  if (engine === null || !isExecutable(engine.path)) refusals.push(refuse('engine-missing'));
  return refusals.length > 0
    ? { outcome: 'refused', refusals }
    : { outcome: 'done', value: [because('check-ledger-sound'), because('check-engine-present')] };
}

/** Reads the drive afresh and looks for everything that forbids this technique on it. */
export async function checkDrive(
  { stateDirectory, bench, book, techniques, quirkBook, awaitsQuality }: CheckNeeds,
  driveId: string,
  policy: Policy,
  techniqueId: TechniqueId,
): Promise<Answer<{ readonly drive: Drive; readonly checks: Reason[] }>> {
  if (book.isDriveTaken(driveId)) return { outcome: 'refused', refusals: [refuse('job-running')] };
  const identified = await bench.identify(driveId);
  if (identified.outcome === 'refused') return identified;
  const drive = identified.value;
  if (drive.serialNumber === null || drive.serialNumber.trim() === '') {
    return { outcome: 'refused', refusals: [refuse('drive-identity-missing')] };
  }
  if (awaitsQuality(drive)) return { outcome: 'refused', refusals: [refuse('drive-awaits-quality')] };
  const guarded = await bench.guard(drive);
  if (guarded.outcome === 'refused') return guarded;
  const unhealthy = healthObjections(drive.health, policy.healthGate);
  if (unhealthy.length > 0) {
    const why = unhealthy.map(({ code, details }) => `${code} ${details.count ?? ''}`.trim()).join(', ');
    return { outcome: 'refused', refusals: [refuse('drive-unhealthy', { why })] };
  }
  const row = planTechniques(withoutOurLock(stateDirectory, drive), policy, quirkBook(), techniques).find(
    (candidate) => candidate.techniqueId === techniqueId,
  );
  if (row === undefined || !row.accepted) {
    const why = row?.reasons.map(({ code }) => code).join(' ') ?? 'unknown technique';
    return { outcome: 'refused', refusals: [refuse('technique-unsuitable', { technique: techniqueId, why })] };
  }
  return {
    outcome: 'done',
    value: {
      drive,
      checks: [
        because('check-identity-read', { serialNumber: drive.serialNumber }),
        ...guarded.value.checks.map((code) => because(code)),
        because('check-technique-accepted', { technique: techniqueId, policy: policy.title }),
        because('check-no-other-job'),
        ...(drive.parts === undefined
          ? []
          : [because('check-every-namespace', { count: drive.parts.length, names: namesOfParts(drive.parts) })]),
        ...hiddenAreaRemarks(drive.erase),
      ],
    },
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
