import type { Evidence, OverwritePass } from '../../../core/domain/evidence.ts';
import type { Health } from '../../../core/domain/health.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { verdict } from '../../../core/domain/verdict.ts';
import { NAMESPACE_NOTE } from '../../../core/record/namespaceNotes.ts';
import type { RecordedPass, RecordV1 } from '../../../core/record/recordV1.ts';
import { type PartPlan, plansOfWidestParts, residueChances } from '../../../core/record/residueChances.ts';
import { patternOfRecord } from '../techniques/technique.ts';
import { CANARY_LAYOUT } from '../verify/canaries.ts';
import { expectedPattern } from './expectedPattern.ts';
import { evidenceOf } from './jobEvidence.ts';
import type { JobIntent } from './jobIntent.ts';
import { healthAfterOf, type JobStory } from './jobStory.ts';

const MOST_RANGES = 10_000;
const MOST_NOTES = 64;

/** The record of an ended job: the same journal always makes the same record. Pure. Throws when the job has not ended. */
export function recordOf(story: JobStory): RecordV1 {
  const { intent, ended } = story;
  if (ended === null) throw new Error(`job ${intent.jobId} has not ended`);
  const evidence = evidenceOf(story, ended.ending);
  const after = healthAfterOf(story);
  const plans = {
    canaries: canariesOf(story, evidence),
    comparison: comparisonOf(story, evidence),
    verification: verificationOf(story, evidence),
  };
  return {
    format: 'wipebench-record/1',
    recordId: intent.recordId,
    jobId: intent.jobId,
    virtual: intent.drive.virtual,
    station: intent.station,
    clock: {
      ...intent.clock,
      startedAt: intent.startedAt,
      endedAt: ended.at,
      monotonicElapsedMs: ended.monotonicElapsedMs,
    },
    drive: {
      bayId: intent.drive.bayId,
      transport: intent.drive.transport,
      mediaType: intent.drive.mediaType,
      model: intent.drive.model,
      serialNumber: intent.drive.serialNumber,
      wwn: intent.drive.wwn,
      firmware: intent.drive.firmware,
      identities: intent.drive.identities,
      logicalBlockBytes: intent.drive.logicalBlockBytes,
      physicalBlockBytes: intent.drive.physicalBlockBytes,
      capacityBeforeBytes: evidence.capacity.beforeBytes,
      capacityAfterBytes: evidence.capacity.afterBytes,
      identityAfter: evidence.identity,
      hiddenAreas: hiddenAreasOf(evidence),
    },
    asset: intent.asset,
    operator: intent.operator,
    policy: {
      policyId: intent.policy.policyId,
      title: intent.policy.title,
      method: intent.policy.method,
      sha256: intent.policySha256,
    },
    technique: {
      techniqueId: intent.techniqueId,
      method: intent.method,
      device:
        evidence.technique.kind === 'device'
          ? {
              state: evidence.technique.state,
              leaves: evidence.technique.leaves,
              notes: [...deviceNotes(story), ...namespaceNotes(story)].slice(0, MOST_NOTES),
            }
          : null,
      passes: evidence.technique.passes.map((pass, index) => passOf(intent.passes[index], pass)),
    },
    ...plans,
    residueChances: residueChances(
      evidence.capacity.beforeBytes,
      plansOfWidestParts(evidence.capacity.beforeBytes, plans, partsOf(story)),
    ),
    badRanges: story.badRanges.slice(0, MOST_RANGES),
    badRangesCut: story.badRanges.length > MOST_RANGES,
    tools: toolsOf(story),
    commands: story.commands,
    statusPages: story.statusPages.map(({ name, base64 }) => ({ name, base64 })),
    healthBefore: healthFacts(intent.drive.health),
    healthAfter: after === null ? null : healthFacts(after),
    resumed: story.resumed,
    verdict: verdict(evidence),
  };
}

function canariesOf({ intent, checked }: JobStory, { canaries }: Evidence): RecordV1['canaries'] {
  if (canaries === null) return null;
  return {
    seed: intent.canarySeed,
    layout: CANARY_LAYOUT,
    count: intent.policy.canaryCount,
    ...canaries,
    unreadable: checked?.unreadable ?? 0,
  };
}

function comparisonOf({ intent, survey, comparison }: JobStory, evidence: Evidence): RecordV1['comparison'] {
  const facts = evidence.comparison;
  if (facts === null || survey === null || comparison === null) return null;
  return {
    planSeed: intent.surveySeed,
    subsections: comparison.subsections,
    samples: facts.expectedSamples,
    sampledBytes: comparison.sampledBytes,
    beforeSha256: survey.sha256,
    compared: facts.comparedSamples,
    unchanged: facts.unchanged,
    uninformative: facts.uninformative,
    unreadable: facts.unreadable,
    uniformValue: facts.uniformValue,
    reportedComplete: facts.reportedComplete,
  };
}

function verificationOf(story: JobStory, { verification }: Evidence): RecordV1['verification'] {
  const { intent, readBack, comparison } = story;
  if (verification === null) return null;
  const design = intent.policy.verification;
  const share = Number((BigInt(verification.expectedBytes) * 1_000_000n) / BigInt(intent.drive.sizeBytes));
  if (verification.design === 'changed') {
    return {
      ...verification,
      expected: null,
      planSeed: intent.surveySeed,
      subsections: comparison?.subsections ?? null,
      samplesPerSubsection: null,
      samples: comparison?.samples ?? null,
      sharePpm: Math.max(1, share),
    };
  }
  const sampled = design.design === 'sampled';
  const expected = expectedPattern(story);
  return {
    ...verification,
    expected: expected === null ? null : patternOfRecord(expected),
    planSeed: sampled ? intent.planSeed : null,
    subsections: sampled ? (readBack?.subsections ?? null) : null,
    samplesPerSubsection: sampled ? design.samplesPerSubsection : null,
    samples: sampled ? (readBack?.samples ?? null) : null,
    sharePpm: sampled ? share : 1_000_000,
  };
}

function passOf(pattern: JobIntent['passes'][number] | undefined, pass: OverwritePass): RecordedPass {
  if (pattern === undefined) throw new Error('a pass that was never meant');
  return { pattern: patternOfRecord(pattern), streamSeed: pattern.seed, ...pass };
}

function deviceNotes({ techniqueEnded }: JobStory): Reason[] {
  if (techniqueEnded === null || techniqueEnded.kind === 'stalled') return [];
  return techniqueEnded.kind === 'completed' ? [...techniqueEnded.notes] : [techniqueEnded.why];
}

/** Of each namespace what was done and seen there; the numbers of the record are their sums. */
function namespaceNotes({ namespaces }: JobStory): Reason[] {
  return namespaces.map(({ namespace, kernelName, sizeBytes, planted, checked, comparison, readBack }) =>
    because(NAMESPACE_NOTE, {
      ...{ namespace, device: kernelName, bytes: sizeBytes },
      ...(planted === null ? {} : { canariesPlanted: planted.places }),
      ...(checked === null ? {} : { canariesGone: checked.gone, canariesSurviving: checked.survivors }),
      ...(comparison === null
        ? {}
        : {
            subsections: comparison.subsections,
            samples: comparison.samples,
            compared: comparison.unchanged + comparison.changed + comparison.uninformative,
            unchanged: comparison.unchanged,
            unreadable: comparison.unreadable,
          }),
      ...(readBack === null
        ? {}
        : {
            readBytes: readBack.bytesRead,
            ...(readBack.subsections === null ? {} : { readParts: readBack.subsections }),
          }),
    }),
  );
}

function partsOf({ namespaces }: JobStory): PartPlan[] {
  return namespaces.map(({ sizeBytes, checked, comparison, readBack }) => ({
    sizeBytes,
    canariesGone: checked?.gone ?? 0,
    compared: comparison?.subsections ?? 0,
    readBack: readBack?.subsections ?? 0,
  }));
}

/** What every job leans on, whatever it ran: ourselves, the kernel's drivers, and the drive's own words. */
const ALWAYS: readonly string[] = ['wipebench-engine', 'wipebench-agent', 'node', 'kernel', 'smartctl'];
/** Names of the packages and libraries behind a program, which have versions of their own. */
const BEHIND: readonly (readonly [RegExp, string])[] = [
  [/^nvme$/, 'libnvme'],
  [/^sg_/, 'sg3-utils'],
];

/** The versions of all that had a part in it: programs that were really run, what is behind them, and what every job leans on. */
function toolsOf({ intent, commands }: JobStory): RecordV1['tools'] {
  const ran = new Set(commands.map(({ tool }) => tool));
  for (const [program, behind] of BEHIND) if ([...ran].some((name) => program.test(name))) ran.add(behind);
  const tools = intent.tools.filter(({ name }) => ALWAYS.includes(name) || ran.has(name));
  for (const { tool: name, version } of commands) {
    const known = tools.some((one) => one.name === name && (version === 'unknown' || one.version.startsWith(version)));
    if (!known) tools.push({ name, version });
  }
  return tools;
}

/** What a bridge let nobody ask is not examined. */
function hiddenAreasOf({ hiddenAreas }: Evidence): RecordV1['drive']['hiddenAreas'] {
  return hiddenAreas.state === 'behind-bridge' ? 'not-examined' : hiddenAreas.state;
}

function healthFacts(health: Health): RecordV1['healthBefore'] {
  const { reasons: _reasons, ...facts } = health;
  return facts;
}
