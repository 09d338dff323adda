import { because, type Reason } from '../../../../core/domain/reason.ts';
import { NVME_ASK_MS, type NvmeVersions, wordsOfNvme } from '../../tools/nvme.ts';
import type { SanitizeLog } from '../../tools/nvmeSanitizeLog.ts';
import type { DeviceOutcome, DeviceTools, TechniqueNote } from '../deviceTechnique.ts';
import { answersAgain, readyNvme, versionsNote } from './nvmeDevice.ts';
import { type SanitizeAction, sanitizeArgv, sanitizeDword10 } from './sanitizeCommand.ts';
import { judgeSanitize, type SanitizeStart } from './sanitizeRule.ts';
import { logNow, SEEN_RUNNING, type Watched, watchSanitize } from './sanitizeWatch.ts';
import { partsProblem } from './severalNamespaces.ts';

const STARTED = 'nvme-sanitize-started';

/**
 * Sanitizes the whole NVM subsystem: every namespace, attached or not, caches and spare media (NVM Express Base 2.0, 8.21). The command
 * returns at once, nothing calls it back, and it goes on through resets and power cuts; so after a restart a running one of ours is watched on.
 */
export async function runSanitize(action: SanitizeAction, tools: DeviceTools): Promise<DeviceOutcome> {
  const ready = await readyNvme(tools);
  if ('why' in ready) return { kind: 'unknown', why: ready.why };
  if (tools.stop.aborted) return { kind: 'interrupted', why: because('nvme-sanitize-not-started') };
  const { versions } = ready;

  const earlier = lastStart(tools.remembered, action);
  if (earlier !== null) {
    const log = await logNow(tools, 'nvme-sanitize-log-at-restart');
    const judgement = log.read ? judgeSanitize(log.value, earlier.start, earlier.seenRunning) : null;
    // The command never reached the drive, or it cannot be told whether it did: doing it (again) is safe, believing it is not.
    if (judgement !== 'unchanged' && judgement !== 'unproven') {
      const watched = await watchSanitize(tools, action, earlier.start, earlier.seenRunning);
      return settle(tools, earlier.noDeallocate, versions, watched);
    }
  }
  return startSanitize(tools, action, versions);
}

async function startSanitize(
  tools: DeviceTools,
  action: SanitizeAction,
  versions: NvmeVersions,
): Promise<DeviceOutcome> {
  const problem = await partsProblem(tools);
  if (problem !== null) return { kind: 'unknown', why: problem };
  const { erase } = tools.drive;
  const mayKeepAllocated = erase?.interface === 'nvme' && !erase.noDeallocateInhibited;
  let said = '';
  // Some controllers refuse the wish not to deallocate although they do not say so.
  for (const noDeallocate of mayKeepAllocated ? [true, false] : [false]) {
    const before = await logNow(tools, 'nvme-sanitize-log-before');
    if (!before.read) return { kind: 'unknown', why: because('nvme-sanitize-log-not-read', { why: before.why }) };
    if (before.value.status === 2) return { kind: 'unknown', why: because('nvme-sanitize-of-another') };
    const node = (await tools.nodes())?.controller ?? null;
    if (node === null) return { kind: 'unknown', why: because('nvme-sanitize-log-not-read', { why: 'no controller' }) };
    if (tools.stop.aborted) return { kind: 'interrupted', why: because('nvme-sanitize-not-started') };

    const start: SanitizeStart = { dword10: sanitizeDword10(action, noDeallocate), before: before.value };
    tools.remember(startNote(action, start, noDeallocate, versions));
    const run = await tools.run('nvme', sanitizeArgv(node, action, noDeallocate), { timeoutMs: NVME_ASK_MS });
    // Exit code 0 is no ground for success, but a complaint about a log that did not move is one for another try.
    const complained = run !== null && run.ending === 'exited' && run.exitCode !== 0;
    if (complained && (await isUnmoved(tools, start))) {
      said = wordsOfNvme(run);
      continue;
    }
    const watched = await watchSanitize(tools, action, start, false);
    return settle(tools, noDeallocate, versions, watched);
  }
  return { kind: 'failed', why: because('nvme-sanitize-refused', { said }) };
}

async function isUnmoved(tools: DeviceTools, start: SanitizeStart): Promise<boolean> {
  const log = await logNow(tools, null);
  return log.read && judgeSanitize(log.value, start, false) === 'unchanged';
}

/** After success the controller must still be there and be the same; a drive that does not answer any more is not a clean drive. */
async function settle(
  tools: DeviceTools,
  noDeallocate: boolean,
  versions: NvmeVersions,
  watched: Watched | DeviceOutcome,
): Promise<DeviceOutcome> {
  if (watched.kind !== 'succeeded') return watched;
  const problem = await answersAgain(tools);
  if (problem !== null) return { kind: 'unknown', why: problem };
  const after = await logNow(tools, 'nvme-sanitize-log-after');
  if (!after.read) return { kind: 'unknown', why: because('nvme-sanitize-log-not-read', { why: after.why }) };
  if (!isSameSuccess(after.value, watched.log))
    return { kind: 'unknown', why: because('nvme-sanitize-log-changed-again') };
  return { kind: 'completed', notes: notesOf(after.value, watched.deallocated, noDeallocate, versions) };
}

function isSameSuccess(after: SanitizeLog, seen: SanitizeLog): boolean {
  return after.status === seen.status && after.commandDword10 === seen.commandDword10;
}

function notesOf(log: SanitizeLog, deallocated: boolean, noDeallocate: boolean, versions: NvmeVersions): Reason[] {
  const notes = [versionsNote(versions)];
  if (deallocated) notes.push(because('nvme-deallocated-against-the-wish'));
  else if (noDeallocate) notes.push(because('nvme-kept-allocated'));
  else notes.push(because('nvme-deallocated'));
  if (!log.globalDataErased) notes.push(because('nvme-data-erased-not-said'));
  if (log.purgedByIeee2883) notes.push(because('nvme-purged-by-its-own-word'));
  return notes;
}

function startNote(
  action: SanitizeAction,
  { dword10, before }: SanitizeStart,
  noDeallocate: boolean,
  { nvmeCli, libnvme }: NvmeVersions,
): TechniqueNote {
  return {
    what: STARTED,
    facts: {
      ...{ action, dword10, noDeallocate, nvmeCli, libnvme: libnvme ?? 'none' },
      statusBefore: before.status,
      dword10Before: before.commandDword10,
      dataErasedBefore: before.globalDataErased,
    },
  };
}

type EarlierStart = { readonly start: SanitizeStart; readonly noDeallocate: boolean; readonly seenRunning: boolean };

/** The last start of this action in the job's notes, and whether the drive was seen at it since. */
function lastStart(notes: readonly TechniqueNote[], action: SanitizeAction): EarlierStart | null {
  const at = notes.findLastIndex(({ what, facts }) => what === STARTED && facts.action === action);
  const facts = notes[at]?.facts;
  if (facts === undefined) return null;
  const { dword10, statusBefore, dword10Before, dataErasedBefore, noDeallocate } = facts;
  if (typeof dword10 !== 'number' || typeof dword10Before !== 'number' || typeof dataErasedBefore !== 'boolean') {
    return null;
  }
  if (statusBefore !== 0 && statusBefore !== 1 && statusBefore !== 3 && statusBefore !== 4) return null;
  return {
    start: {
      dword10,
      before: { status: statusBefore, commandDword10: dword10Before, globalDataErased: dataErasedBefore },
    },
    noDeallocate: noDeallocate === true,
    seenRunning: notes.slice(at + 1).some((note) => note.what === SEEN_RUNNING && note.facts.dword10 === dword10),
  };
}
