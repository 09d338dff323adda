import type { TcgLock } from '../../../../core/domain/drive.ts';
import { because } from '../../../../core/domain/reason.ts';
import { known, type Reading, unknown } from '../../tools/reading.ts';
import type { ToolRun } from '../../tools/run.ts';
import { readTcgLock } from '../../tools/sedutil.ts';
import type { DeviceOutcome, DeviceTools } from '../deviceTechnique.ts';

const STARTED = 'psid-revert-started';
/** A drive that resets itself after the revert is given this long to answer. */
const RETURN_MS = 60_000;
const ASK_AGAIN_MS = 2_000;

/**
 * Reverts the drive with its PSID and judges by what Level 0 Discovery tells afterwards, never by the program's words: sedutil-cli is known to report success of
 * drives that stay locked (sedutil issue 524). The PSID is in this process's memory only; after a restart the drive's state alone tells whether it was done.
 */
export async function runPsidRevert(tools: DeviceTools): Promise<DeviceOutcome> {
  const before = await lockNow(tools, 'before');
  if (!before.read) return { kind: 'unknown', why: because('opal-lock-not-read', { why: before.why }) };
  if (!before.value.lockingEnabled) {
    const ours = tools.remembered.some(({ what }) => what === STARTED);
    if (!ours) return { kind: 'failed', why: because('opal-lock-never-set-up') };
    // It was set up when this job began to revert it, and nobody else had the drive.
    return { kind: 'completed', notes: [because('opal-revert-answer-not-seen')] };
  }
  const { psid } = tools;
  if (psid === null) return { kind: 'interrupted', why: because('opal-psid-forgotten') };
  if (tools.stop.aborted) return { kind: 'interrupted', why: because('opal-revert-not-started') };

  tools.remember({ what: STARTED, facts: { locked: before.value.locked } });
  const node = (await tools.nodes())?.block ?? null;
  if (node === null) return { kind: 'unknown', why: because('opal-lock-not-read', { why: 'the drive has no node' }) };
  const startedMs = tools.clock.monotonicMs();
  const run = await tools.run('sedutil-cli', ['--PSIDrevert', psid, node], {
    timeoutMs: tools.silenceMs,
    secret: psid,
  });
  if (run?.ending === 'timed-out' || run?.ending === 'abandoned') {
    return { kind: 'stalled', silentMs: Math.round(tools.clock.monotonicMs() - startedMs) };
  }
  if (tools.stop.aborted) return { kind: 'interrupted', why: because('opal-revert-may-have-run') };
  return judged(tools, run, psid);
}

async function judged(tools: DeviceTools, run: ToolRun | null, psid: string): Promise<DeviceOutcome> {
  const after = await answersAgain(tools);
  if (!after.read) return { kind: 'unknown', why: because('opal-lock-not-read', { why: after.why }) };
  const said = run === null ? 'it is not installed' : wordsOf(run, psid);
  const denied = /NOT_AUTHORIZED/.test(said);
  const open = !after.value.lockingEnabled && !after.value.locked;
  if (!open)
    return { kind: 'failed', why: denied ? because('opal-psid-refused') : because('opal-still-locked', { said }) };
  // The lock is gone although the program says that it was not let in: who took it off?
  if (denied) return { kind: 'unknown', why: because('opal-words-and-state-differ', { said }) };
  await tools.rescan?.();
  return { kind: 'completed', notes: [because('opal-lock-is-gone')] };
}

/** The drive's own answer, kept for the record as the program printed it. */
async function lockNow(tools: DeviceTools, when: 'before' | 'after'): Promise<Reading<TcgLock>> {
  const node = (await tools.nodes())?.block ?? null;
  if (node === null) return unknown('the drive has no node');
  const told = await readTcgLock((program, argv, options) => tools.run(program, argv, options), node);
  if (!told.read) return told;
  tools.keepStatusPage({ name: `tcg-level-0-${when}`, bytes: told.value.text });
  return told.value.lock === null ? unknown('the drive tells of no lock') : known(told.value.lock);
}

async function answersAgain(tools: DeviceTools): Promise<Reading<TcgLock>> {
  const untilMs = tools.clock.monotonicMs() + RETURN_MS;
  for (;;) {
    const lock = await lockNow(tools, 'after');
    if (lock.read || tools.stop.aborted || tools.clock.monotonicMs() >= untilMs) return lock;
    await tools.pause(ASK_AGAIN_MS);
  }
}

/** What it printed, without the times in front, the drive's path and the PSID, which it may repeat where it refuses its arguments. */
function wordsOf(run: ToolRun, psid: string): string {
  const lines = `${run.stdout.toString('utf8')}\n${run.stderr.toString('utf8')}`.trim().split('\n');
  return lines
    .map((line) =>
      line
        .replace(/^- \d\d:\d\d:\d\d\.\d+ /, '')
        .replace(/\/dev\/\S+/g, 'the drive')
        .replaceAll(psid, '(not recorded)'),
    )
    .join('; ')
    .slice(0, 200);
}
