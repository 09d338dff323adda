import { because, type Reason } from '../../../../core/domain/reason.ts';
import { answerTo } from '../../tools/ataExchange.ts';
import { ataCommand, exchangesOf } from '../../tools/hdparm.ts';
import { bit, securityOf, wordOf } from '../../tools/identifyDevice.ts';
import type { DeviceOutcome, DeviceTools } from '../deviceTechnique.ts';
import { type AtaSession, openAtaSession } from './ataSession.ts';
import { restoreIn } from './hiddenAreas.ts';
import type { SanitizeOperation } from './sanitizeOperation.ts';
import {
  SANITIZE_ACCEPTED,
  SANITIZE_SEEN_RUNNING,
  SANITIZE_STARTED,
  type SanitizeStory,
  sanitizeStoryOf,
} from './sanitizeStory.ts';
import { watchSanitize } from './sanitizeWatch.ts';

const ASK_MS = 60_000;
/** Of a drive that was away (agent restarted, power came back): until it answers again. */
const RETURN_MS = 60_000;

/**
 * A sanitize of the ATA SANITIZE DEVICE feature set (ACS-4 4.17). It runs in the drive by itself and goes on after a power cut, so one that this job
 * started is rejoined; one that this job did not start is never taken for its own.
 */
export async function runSanitize(tools: DeviceTools, operation: SanitizeOperation): Promise<DeviceOutcome> {
  const session = openAtaSession(tools);
  await session.askForDescriptorSense();
  const earlier = sanitizeStoryOf(tools.remembered);
  const words = await session.identifyPatiently(earlier === null ? 0 : RETURN_MS);
  if (!words.read) return { kind: 'unknown', why: because('ata-identify-unread', { why: words.why }) };
  const refuse = (why: Reason): DeviceOutcome => ({ kind: 'failed', why });
  const features = wordOf(words.value, 59);
  if (features === 0xffff || !bit(words.value, 59, 12) || !bit(words.value, 59, operation.featureBit)) {
    return refuse(because('ata-sanitize-not-supported'));
  }
  const before = await session.sanitizeStatus();
  // A status that cannot be read now cannot be read afterwards either: nothing is destroyed for an outcome that could never be told.
  if (!before.read) return { kind: 'unknown', why: because('ata-sanitize-status-unread', { why: before.why }) };

  if (earlier !== null) {
    const { state, completedWithoutError } = before.value;
    const mayBeOurs = state === 'in-process' || state === 'failed' || (state === 'idle' && completedWithoutError);
    if (mayBeOurs && !(state === 'failed' && !earlier.accepted && !earlier.seenRunning)) {
      const rejoined = await watchSanitize(session, tools, operation, earlier, null);
      if (rejoined !== 'not-ours') return rejoined;
    }
    // The command of the earlier process never took hold: it is given again.
  } else {
    session.keep('identify-before', words.value);
    if (before.value.state === 'in-process') return refuse(because('ata-sanitize-of-another'));
    if (securityOf(words.value).locked) return refuse(because('ata-sanitize-while-locked'));
    const hidden = await restoreIn(session, tools, await session.facts(words.value));
    // What was not read because the job was ended is no fault of the drive.
    if (tools.stop.aborted) return { kind: 'interrupted', why: because('stopped-before-erase') };
    if (hidden !== null) return refuse(hidden);
  }
  if (before.value.state === 'frozen') return refuse(because('ata-sanitize-frozen'));
  if (tools.stop.aborted) return { kind: 'interrupted', why: because('stopped-before-erase') };
  return start(session, tools, operation, before.value.completedWithoutError);
}

async function start(
  session: AtaSession,
  tools: DeviceTools,
  operation: SanitizeOperation,
  completedBefore: boolean,
): Promise<DeviceOutcome> {
  tools.remember({ what: SANITIZE_STARTED, facts: { operation: operation.name, completedBefore } });
  const startedMs = tools.clock.monotonicMs();
  const run = await session.ask(['--verbose', '--yes-i-know-what-i-am-doing', ...operation.argv], ASK_MS);
  const answer = answerTo(exchangesOf(run), ataCommand.sanitize)?.answer ?? null;
  if (answer?.kind === 'refused') {
    // The drive said no, or the layer before it did; what it is now is read below all the same, because a refusal that was a lie is still running.
    const now = await session.sanitizeStatus();
    if (now.read && now.value.state === 'failed') return { kind: 'failed', why: because('ata-sanitize-failed') };
    if (now.read && now.value.state !== 'in-process') return { kind: 'failed', why: because('ata-sanitize-refused') };
  }
  const accepted = answer?.kind === 'registers';
  if (accepted) tools.remember({ what: SANITIZE_ACCEPTED, facts: {} });
  // The answer to a sanitize command carries the same status registers as SANITIZE STATUS (ACS-4 7.36): one that is over at the first question was seen here.
  const seenRunning =
    answer?.kind === 'registers' && answer.registers.extended && (answer.registers.count & 0x4000) !== 0;
  if (seenRunning) tools.remember({ what: SANITIZE_SEEN_RUNNING, facts: {} });
  const story: SanitizeStory = { completedBefore, accepted, seenRunning };
  const watched = await watchSanitize(session, tools, operation, story, startedMs);
  return watched === 'not-ours' ? { kind: 'unknown', why: because('ata-sanitize-success-not-ours') } : watched;
}
