import type { Drive } from '../../../core/domain/drive.ts';
import type { Health } from '../../../core/domain/health.ts';
import { verdict } from '../../../core/domain/verdict.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { evidenceOf } from './jobEvidence.ts';
import { healthAfterOf, type JobStory } from './jobStory.ts';

const MOST_RANGES = 10_000;

/** The record of an ended job: the same journal always makes the same record. Pure. Throws when the job has not ended. */
export function recordOf(story: JobStory): RecordV1 {
  const { intent, ended, checked, readBack } = story;
  if (ended === null) throw new Error(`job ${intent.jobId} has not ended`);
  const evidence = evidenceOf(story, ended.ending);
  const after = healthAfterOf(story);
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
      hiddenAreas: hiddenAreasOf(intent.drive),
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
      pattern: intent.pattern.seed === null ? '00' : 'stream',
      streamSeed: intent.pattern.seed,
      expectedBytes: evidence.technique.expectedBytes,
      writtenBytes: evidence.technique.writtenBytes,
      reportedComplete: evidence.technique.reportedComplete,
      badBlocks: evidence.technique.badBlocks,
    },
    canaries:
      evidence.canaries === null
        ? null
        : {
            seed: intent.canarySeed,
            count: intent.policy.canaryCount,
            ...evidence.canaries,
            unreadable: checked?.unreadable ?? 0,
          },
    verification: verificationOf(story, evidence.verification),
    badRanges: story.badRanges.slice(0, MOST_RANGES),
    badRangesCut: story.badRanges.length > MOST_RANGES,
    tools: intent.tools,
    commands: story.commands,
    statusPages: [],
    healthBefore: healthFacts(intent.drive.health),
    healthAfter: after === null ? null : healthFacts(after),
    resumed: story.resumed,
    verdict: verdict(evidence),
  };

  function verificationOf(
    { intent: { policy, planSeed, drive } }: JobStory,
    facts: typeof evidence.verification,
  ): RecordV1['verification'] {
    if (facts === null) return null;
    const design = policy.verification;
    const sampled = design.design === 'sampled';
    return {
      ...facts,
      planSeed: sampled ? planSeed : null,
      subsections: sampled ? (readBack?.subsections ?? null) : null,
      samplesPerSubsection: sampled ? design.samplesPerSubsection : null,
      samples: sampled ? (readBack?.samples ?? null) : null,
      sharePpm: sampled ? Number((BigInt(facts.expectedBytes) * 1_000_000n) / BigInt(drive.sizeBytes)) : 1_000_000,
    };
  }
}

/** Nobody looks for hidden areas yet; transports that have no HPA, DCO or AMAC say so. */
function hiddenAreasOf(drive: Drive): RecordV1['drive']['hiddenAreas'] {
  switch (drive.transport) {
    case 'nvme':
    case 'mmc':
    case 'loop':
    case 'virtual':
      return 'not-applicable';
    case 'sata':
    case 'sas':
    case 'scsi':
    case 'usb':
    case 'unknown':
      return 'not-examined';
  }
}

function healthFacts(health: Health): RecordV1['healthBefore'] {
  const { reasons: _reasons, ...facts } = health;
  return facts;
}
