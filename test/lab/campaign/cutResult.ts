import type { TechniqueId } from '../../../core/domain/technique.ts';
import type { VerdictOutcome } from '../../../core/domain/verdict.ts';
import type { JournalFact } from '../../../native/agent/jobs/journalFact.ts';
import type { Statement } from '../../../native/agent/ledger/statement.ts';
import { PASSWORD } from '../../../native/agent/techniques/ata/securityStory.ts';
import { AtaDrive } from '../drives/model/ata/ataDrive.ts';
import { passwordHex } from '../drives/model/ata/securityMachine.ts';
import { bytesStillThere } from '../matrix/servedDrive.ts';
import type { CampaignDrive } from './campaignDrive.ts';
import { type Cut, NO_JOB } from './campaignPlan.ts';
import type { CutPhase } from './cutPoint.ts';

/** What one cut did to one drive and its job. */
export type CutResult = {
  readonly technique: TechniqueId;
  readonly kind: 'power' | 'agent';
  /** Of the drawn points of its technique, from 0. */
  readonly number: number;
  readonly drawn: { readonly phase: CutPhase; readonly fraction: number };
  /** Last fact in the journal at the cut: where the job really was. */
  readonly lastFact: string;
  readonly jobId: string;
  readonly resumed: number;
  /** `none`: the job was not over within the campaign's patience. */
  readonly outcome: VerdictOutcome | 'none';
  readonly reasons: readonly string[];
  readonly records: number;
  /** Bytes of the earlier owner that the cells still hold at their places, whatever a host is told. */
  readonly keptBytes: number;
  readonly securityEnabled: boolean;
  readonly locked: boolean;
  /** The drive had a password at the cut. */
  readonly passwordAtCut: boolean;
  /** What the job had decided before the cut; `null`: nothing yet. */
  readonly decidedAtCut: string | null;
  readonly canaries: { readonly plantedAtCut: boolean; readonly after: 'gone' | 'survivors' | 'not-checked' };
  readonly broken: readonly string[];
};

/** A cut with what was known at it, and how the job went on. */
export type Seen = {
  readonly drive: CampaignDrive;
  readonly cut: Cut;
  readonly kind: CutResult['kind'];
  readonly atCut: readonly JournalFact[];
  /** The user password that the drive had at the cut, as 64 hexadecimal digits. */
  readonly passwordAtCut: string | undefined;
  readonly after: readonly JournalFact[];
  readonly ledger: readonly Statement[];
};

/** The password that is on the drive now, in truth; `undefined` is none, or no ATA drive. */
export function passwordOn({ served }: CampaignDrive): string | undefined {
  return served.model instanceof AtaDrive ? served.model.state().security.userHex : undefined;
}

/** Looks at a drive whose job has ended after the cut, and says which promises are broken. */
export function resultOf({ drive, cut, kind, atCut, passwordAtCut, after, ledger }: Seen): CutResult {
  const { served, owned } = drive;
  const { technique, point, number } = cut;
  const records = ledger.flatMap((statement) =>
    statement.kind === 'record' && statement.payload.jobId === drive.jobId ? [statement.payload] : [],
  );
  const [record] = records;
  const { enabled, locked } = served.facts();
  const facts = {
    ...{ technique: technique.techniqueId, number, kind, drawn: point, lastFact: nameOf(atCut.at(-1)) },
    jobId: drive.jobId ?? NO_JOB,
    resumed: after.filter(({ code }) => code === 'job-resumed').length,
    outcome: record?.verdict.outcome ?? ('none' as const),
    reasons: record?.verdict.reasons.map(({ code }) => code) ?? [],
    records: records.length,
    keptBytes: bytesStillThere(served, owned),
    securityEnabled: enabled === true,
    locked: locked === true,
    passwordAtCut: passwordAtCut !== undefined,
    decidedAtCut: atCut.find((fact) => fact.code === 'job-ended')?.details.outcome ?? null,
    canaries: { plantedAtCut: atCut.some(({ code }) => code === 'canaries-planted'), after: canariesIn(after) },
  };
  if (drive.refused !== null) return { ...facts, broken: [`its job was not started: ${drive.refused}`] };
  return { ...facts, broken: [...brokenBy(facts), ...lost(atCut, after, passwordAtCut)] };
}

/** A cut may cost the success, with a reason; it may never make one up, and an honest drive has not failed. */
export function brokenBy(facts: Omit<CutResult, 'broken'>): string[] {
  const broken: string[] = [];
  if (facts.records !== 1) broken.push(`${facts.records} records of one job`);
  if (facts.outcome === 'sanitized' && facts.keptBytes > 0) {
    broken.push(`sanitized, and ${facts.keptBytes} bytes of earlier data are in the cells`);
  }
  if (facts.decidedAtCut !== null && facts.decidedAtCut !== facts.outcome) {
    broken.push(`it was ${facts.decidedAtCut} before the cut`);
  }
  if (facts.outcome === 'sanitized' && facts.canaries.after !== 'gone') broken.push('sanitized without its canaries');
  if (!['sanitized', 'interrupted', 'unverified'].includes(facts.outcome)) broken.push(`ended as ${facts.outcome}`);
  if (facts.outcome !== 'sanitized' && facts.reasons.length === 0) broken.push('no reason');
  if (facts.securityEnabled || facts.locked) broken.push('our password is left on the drive');
  return broken;
}

function lost(
  atCut: readonly JournalFact[],
  after: readonly JournalFact[],
  passwordAtCut: string | undefined,
): string[] {
  const broken: string[] = [];
  const known = [...atCut].some(
    (fact) =>
      fact.code === 'technique-note' &&
      fact.details.what === PASSWORD &&
      passwordHex(String(fact.details.facts.password)) === passwordAtCut,
  );
  if (passwordAtCut !== undefined && !known) broken.push('the drive has a password that the journal does not know');
  const seeds = [seedOf(atCut), seedOf(after)];
  if (seeds[0] === null || seeds[0] !== seeds[1]) broken.push('the seed of the canaries is lost');
  if (!atCut.every((fact, index) => JSON.stringify(fact) === JSON.stringify(after[index]))) {
    broken.push('the journal lost what was in it before the cut');
  }
  return broken;
}

function canariesIn(after: readonly JournalFact[]): CutResult['canaries']['after'] {
  const checked = after.findLast((fact) => fact.code === 'canaries-checked')?.details;
  if (checked === undefined) return 'not-checked';
  return checked.survivors > 0 || checked.gone === 0 ? 'survivors' : 'gone';
}

function seedOf([first]: readonly JournalFact[]): string | null {
  return first?.code === 'job-intended' ? first.details.intent.canarySeed : null;
}

function nameOf(fact: JournalFact | undefined): string {
  if (fact === undefined) return 'none';
  if (fact.code === 'phase-started') return `${fact.code} ${fact.details.phase}`;
  if (fact.code === 'technique-note') return `${fact.code} ${fact.details.what}`;
  return fact.code === 'command-run' ? `${fact.code} ${fact.details.program} ${fact.details.verb}` : fact.code;
}
