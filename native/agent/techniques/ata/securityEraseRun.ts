import { because, type Reason } from '../../../../core/domain/reason.ts';
import { type AtaAnswer, answerTo } from '../../tools/ataExchange.ts';
import { ataCommand, exchangesOf } from '../../tools/hdparm.ts';
import { eraseMinutesOf, type SecurityState, securityOf } from '../../tools/identifyDevice.ts';
import type { ToolRun } from '../../tools/run.ts';
import type { DeviceOutcome, DeviceTools } from '../deviceTechnique.ts';
import { type AtaSession, openAtaSession } from './ataSession.ts';
import { eraseSilenceMs, quickRemarks } from './eraseTime.ts';
import { type ThawOptions, thaw } from './frozen.ts';
import { restoreIn } from './hiddenAreas.ts';
import { releasePassword } from './ownPassword.ts';
import { securityNow } from './securityState.ts';
import { ERASE_STARTED, PASSWORD, PASSWORD_SET, RELEASED, securityStoryOf } from './securityStory.ts';

export type SecurityEraseOptions = ThawOptions & { readonly enhanced: boolean; readonly newPassword: () => string };

const ASK_MS = 60_000;
const TICK_MS = 15_000;
/** A drive that comes back from a reset or a re-plug is given this long to answer. */
const RETURN_MS = 60_000;

/**
 * SECURITY ERASE UNIT (ACS-4 7.37), normal or enhanced. The password is in the journal before it is on the drive; on every way out the drive is open
 * again, or the outcome says that it is not, and the next run of the same job goes on with the journalled password.
 */
export async function runSecurityErase(tools: DeviceTools, options: SecurityEraseOptions): Promise<DeviceOutcome> {
  const session = openAtaSession(tools);
  const story = securityStoryOf(tools.remembered);
  await session.askForDescriptorSense();
  if (story.password === null) return begin(session, tools, options);

  // A rejoin: the drive may still be busy with the erase that an earlier process started, and answers when that has ended.
  const estimate = options.enhanced ? enhancedEstimate(tools) : normalEstimate(tools);
  const patienceMs = story.eraseStarted ? eraseSilenceMs(estimate, tools.drive.sizeBytes, tools.silenceMs) : RETURN_MS;
  const now = await securityNow(session, patienceMs);
  if (!now.read) return { kind: 'unknown', why: because('ata-password-left', { why: now.why }) };
  if (now.value.enabled || now.value.locked) {
    if (now.value.frozen) return { kind: 'unknown', why: because('ata-password-left', { why: 'frozen' }) };
    // Locked: only an erase or an unlock with the journalled password helps. Open: it is set again, because the last try was perhaps never made.
    return now.value.locked
      ? erase(session, tools, options, story.password)
      : setAndErase(session, tools, options, story.password);
  }
  if (story.eraseStarted && story.confirmed) {
    // The drive was read as closed with our password, only an erase was sent to it since, and now it is open: SECURITY ERASE UNIT opens it when it ends
    // well and only then. The answer itself went to a process that is gone, so this rests on the state and the canaries.
    return { kind: 'completed', notes: [because('ata-erase-answer-not-seen')] };
  }
  return begin(session, tools, options, story.password);
}

function normalEstimate({ drive }: DeviceTools): number | null {
  return drive.erase?.interface === 'ata' ? drive.erase.normalMinutes : null;
}

function enhancedEstimate({ drive }: DeviceTools): number | null {
  return drive.erase?.interface === 'ata' ? drive.erase.enhancedMinutes : null;
}

async function begin(
  session: AtaSession,
  tools: DeviceTools,
  options: SecurityEraseOptions,
  rememberedPassword: string | null = null,
): Promise<DeviceOutcome> {
  const refuse = (why: Reason): DeviceOutcome => ({ kind: 'failed', why });
  const words = await session.identifyPatiently(0);
  if (!words.read) return { kind: 'unknown', why: because('ata-identify-unread', { why: words.why }) };
  session.keep('identify-before', words.value);
  const state = securityOf(words.value);
  if (!state.supported) return refuse(because('ata-security-not-supported'));
  if (options.enhanced && !state.enhancedSupported) return refuse(because('ata-enhanced-not-supported'));
  if (state.countExpired) return refuse(because('ata-locked-count-expired'));
  if (state.locked) return refuse(lockedReason(state));
  const frozen = await thaw(session, tools, state, options);
  if (frozen !== null) return refuse(frozen);
  const hidden = await restoreIn(session, tools, await session.facts(words.value));
  // What was not read because the job was ended is no fault of the drive.
  if (tools.stop.aborted) return { kind: 'interrupted', why: because('stopped-before-erase') };
  if (hidden !== null) return refuse(hidden);
  const password = rememberedPassword ?? options.newPassword();
  if (rememberedPassword === null) tools.remember({ what: PASSWORD, facts: { password, enhanced: options.enhanced } });
  return setAndErase(session, tools, options, password);
}

function lockedReason(state: SecurityState): Reason {
  if (state.maximum) return because('ata-locked-maximum');
  return because(state.masterOfFactory ? 'ata-locked-factory-master' : 'ata-locked-high');
}

async function setAndErase(
  session: AtaSession,
  tools: DeviceTools,
  options: SecurityEraseOptions,
  password: string,
): Promise<DeviceOutcome> {
  const argv = ['--verbose', '--user-master', 'u', '--security-mode', 'h', '--security-set-pass', password];
  await session.ask(argv, ASK_MS);
  // What the drive is now decides, not what hdparm said about it.
  const now = await securityNow(session, RETURN_MS);
  if (!now.read) return leave(tools, password, 'unknown', because('ata-identify-unread', { why: now.why }));
  if (!now.value.enabled && !now.value.locked) {
    tools.remember({ what: RELEASED, facts: {} });
    return { kind: 'failed', why: because('ata-password-not-taken') };
  }
  if (now.value.locked || now.value.frozen) {
    return leave(tools, password, 'failed', because('ata-closed-too-early'));
  }
  tools.remember({ what: PASSWORD_SET, facts: {} });
  if (tools.stop.aborted) return leave(tools, password, 'interrupted', because('stopped-before-erase'));
  return erase(session, tools, options, password);
}

async function erase(
  session: AtaSession,
  tools: DeviceTools,
  options: SecurityEraseOptions,
  password: string,
): Promise<DeviceOutcome> {
  const words = await session.identify();
  if (!words.read) return leave(tools, password, 'unknown', because('ata-identify-unread', { why: words.why }));
  const estimateMinutes = eraseMinutesOf(words.value, options.enhanced ? 90 : 89);
  const patienceMs = eraseSilenceMs(estimateMinutes, tools.drive.sizeBytes, tools.silenceMs);
  tools.remember({ what: ERASE_STARTED, facts: { enhanced: options.enhanced, at: tools.clock.nowIso() } });

  const startedMs = tools.clock.monotonicMs();
  const command = options.enhanced ? '--security-erase-enhanced' : '--security-erase';
  const argv = ['--verbose', '--user-master', 'u', command, password];
  const run = await watched(tools, session.ask(argv, patienceMs), estimateMinutes, startedMs);
  const elapsedMs = tools.clock.monotonicMs() - startedMs;
  if (tools.stop.aborted && run?.ending !== 'exited') return stopped(tools, password, run);
  if (run !== null && run.ending !== 'exited' && run.ending !== 'not-started') {
    const left = await leave(tools, password, 'unknown', because('ata-erase-not-ended', { why: run.ending }));
    return left.kind === 'unknown' && left.why.code === 'ata-erase-not-ended'
      ? { kind: 'stalled', silentMs: Math.round(elapsedMs) }
      : left;
  }

  const answer = answerTo(exchangesOf(run), ataCommand.securityEraseUnit)?.answer ?? null;
  const after = await session.identifyPatiently(RETURN_MS);
  if (!after.read) return leave(tools, password, 'unknown', because('ata-identify-unread', { why: after.why }));
  session.keep('identify-after', after.value);
  const state = securityOf(after.value);
  if (state.enabled || state.locked) return leave(tools, password, ...whyStillClosed(answer));
  if (answer !== null && drivesYes(answer)) {
    const { mediaType, sizeBytes } = tools.drive;
    const pace = { mediaType, sizeBytes, estimateMinutes, writesEverySector: !options.enhanced, elapsedMs };
    return { kind: 'completed', notes: quickRemarks(pace) };
  }
  // Open again, but the drive did not say that it erased: noted first, so that a restart does not take the open drive for an erased one.
  tools.remember({ what: RELEASED, facts: {} });
  return answer?.kind === 'refused'
    ? { kind: 'failed', why: because('ata-erase-refused') }
    : {
        kind: 'unknown',
        why: because('ata-erase-answer-unread', { why: answer?.kind === 'unread' ? answer.why : 'none' }),
      };
}

/** The command carries data out and asks for no registers, so a plain GOOD is the drive's yes; registers without trouble are one too. */
function drivesYes(answer: AtaAnswer): boolean {
  return answer.kind === 'good' || answer.kind === 'registers';
}

function whyStillClosed(answer: AtaAnswer | null): ['failed', Reason] {
  if (answer !== null && drivesYes(answer)) return ['failed', because('ata-erase-claimed-but-closed')];
  return ['failed', because(answer?.kind === 'refused' ? 'ata-erase-refused' : 'ata-erase-not-confirmed')];
}

/** Waits for hdparm, telling the time that is left by the drive's estimate. After a stop it ends, or is abandoned, by itself. */
async function watched(
  tools: DeviceTools,
  running: Promise<ToolRun | null>,
  estimateMinutes: number | null,
  startedMs: number,
): Promise<ToolRun | null> {
  const ended = running.then((run) => ({ run }));
  while (!tools.stop.aborted) {
    const passedMs = tools.clock.monotonicMs() - startedMs;
    const leftMs = estimateMinutes === null ? null : Math.max(0, Math.round(estimateMinutes * 60_000 - passedMs));
    tools.progress(null, leftMs);
    const first = await Promise.race([ended, tools.pause(TICK_MS).then(() => null)]);
    if (first !== null) return first.run;
  }
  return running;
}

/** Stopped in the middle. A drive whose hdparm hangs in the kernel is erasing and cannot be called back; any other gets its password taken off. */
async function stopped(tools: DeviceTools, password: string, run: ToolRun | null): Promise<DeviceOutcome> {
  if (run?.ending === 'abandoned') return { kind: 'interrupted', why: because('ata-erase-left-running') };
  return leave(tools, password, 'interrupted', because('ata-erase-cut-off'));
}

/** A way out that is not success: the password comes off, or the outcome says that it did not. */
async function leave(
  tools: DeviceTools,
  password: string,
  kind: 'failed' | 'unknown' | 'interrupted',
  why: Reason,
): Promise<DeviceOutcome> {
  if (await releasePassword(openAtaSession(tools, true), tools, password, RETURN_MS)) return { kind, why };
  return { kind: kind === 'interrupted' ? 'unknown' : kind, why: because('ata-password-left', { why: why.code }) };
}
