import { because, type Reason } from '../../../../core/domain/reason.ts';
import { wordsOfNvme } from '../../tools/nvme.ts';
import { type NvmeNamespaceFacts, readNamespaceIds, readNvmeNamespace } from '../../tools/nvmeIdentify.ts';
import { known, type Reading, unknown } from '../../tools/reading.ts';
import type { ToolRun } from '../../tools/run.ts';
import type { DeviceOutcome, DeviceTools } from '../deviceTechnique.ts';
import { formatArgv, formatLimitMs, formatPatienceMs, isKept, type SecureErase } from './formatCommand.ts';
import { answersAgain, askThrough, readyNvme, versionsNote, withController } from './nvmeDevice.ts';

const WATCH_PAUSE_MS = 2_000;
/** nvme-cli ends by the command's time limit first. */
const AFTER_LIMIT_MS = 60_000;

type Namespace = { readonly nsid: number; readonly facts: NvmeNamespaceFacts };

/**
 * Format NVM with a secure erase, namespace by namespace (NVM Express Base 2.0, 5.14). It is one command that answers when it is done; the drive
 * keeps no log of it, so the outcome here says only that the drive answered yes and is as it was: what was read back must show the rest. One that
 * was cut off by a power cut or a restart is run again: its state is not defined.
 */
export async function runFormat(ses: SecureErase, tools: DeviceTools): Promise<DeviceOutcome> {
  const ready = await readyNvme(tools);
  if ('why' in ready) return { kind: 'unknown', why: ready.why };
  const before = await readAll(tools);
  if (!before.read) return { kind: 'unknown', why: because('nvme-namespaces-not-read', { why: before.why }) };
  if (!isAsPlanned(tools, before.value)) return { kind: 'unknown', why: because('nvme-namespaces-changed') };
  keep(tools, 'before', before.value);
  if (tools.stop.aborted) return { kind: 'interrupted', why: because('nvme-format-not-started') };

  const nsids = before.value.map(({ nsid }) => nsid);
  tools.remember({
    what: 'nvme-format-started',
    facts: { ses, namespaces: nsids.join(' '), ...ready.versions, libnvme: ready.versions.libnvme ?? 'none' },
  });
  for (const [index, namespace] of before.value.entries()) {
    const ended = await formatOne(tools, ses, namespace, (share) =>
      tools.progress(share === null ? null : (index + share) / nsids.length, null),
    );
    if (ended !== null) return ended;
    // One that is done is a movement, also where the drive counts nothing down.
    tools.progress((index + 1) / nsids.length, null);
  }

  const problem = await answersAgain(tools);
  if (problem !== null) return { kind: 'unknown', why: problem };
  const after = await readAll(tools);
  if (!after.read) return { kind: 'unknown', why: because('nvme-namespaces-not-read', { why: after.why }) };
  keep(tools, 'after', after.value);
  const changed = changes(before.value, after.value);
  return changed ?? { kind: 'completed', notes: [versionsNote(ready.versions), because('nvme-format-keeps-no-log')] };
}

/** Formats one namespace and waits for the answer. `null`: the drive said yes. */
async function formatOne(
  tools: DeviceTools,
  ses: SecureErase,
  { nsid, facts }: Namespace,
  progress: (share: number | null) => void,
): Promise<DeviceOutcome | null> {
  const { clock, stop } = tools;
  const patienceMs = formatPatienceMs(tools.drive, tools.silenceMs);
  const node = (await tools.nodes())?.controller ?? null;
  if (node === null) {
    return {
      kind: 'unknown',
      why: because('nvme-controller-not-answering', { why: 'the system shows no controller' }),
    };
  }
  const limitMs = formatLimitMs(tools.drive, tools.silenceMs);
  const argv = formatArgv(node, nsid, ses, facts, limitMs);
  const running = tools.run('nvme', argv, { timeoutMs: limitMs + AFTER_LIMIT_MS });
  let movedMs = clock.monotonicMs();
  let percentLeft: number | null = null;
  for (;;) {
    const run = await Promise.race([running, tools.pause(WATCH_PAUSE_MS).then((): 'waiting' => 'waiting')]);
    if (stop.aborted) return { kind: 'interrupted', why: because('nvme-format-runs-on') };
    if (run !== 'waiting') return answerOf(run);
    const left = await percentLeftOf(tools, nsid);
    if (left !== null && left !== percentLeft) {
      percentLeft = left;
      movedMs = clock.monotonicMs();
    }
    progress(percentLeft === null ? null : 1 - percentLeft / 100);
    const silentMs = clock.monotonicMs() - movedMs;
    if (silentMs >= patienceMs) return { kind: 'stalled', silentMs: Math.round(silentMs) };
  }
}

function answerOf(run: ToolRun | null): DeviceOutcome | null {
  if (run === null) return { kind: 'unknown', why: because('nvme-tool-not-usable', { why: 'it is not installed' }) };
  if (run.ending !== 'exited')
    return { kind: 'unknown', why: because('nvme-format-not-answered', { how: run.ending }) };
  if (run.exitCode !== 0) return { kind: 'failed', why: because('nvme-format-refused', { said: wordsOfNvme(run) }) };
  return null;
}

/** Format Progress Indicator; 0 is also what drives say that do not count it down, so only what is above counts. */
async function percentLeftOf(tools: DeviceTools, nsid: number): Promise<number | null> {
  const facts = await withController(tools, (path) => readNvmeNamespace(askThrough(tools), path, nsid, true));
  const left = facts.read ? facts.value.formatPercentLeft : null;
  return left === 0 ? null : left;
}

async function readAll(tools: DeviceTools): Promise<Reading<readonly Namespace[]>> {
  const { erase } = tools.drive;
  const planned = erase?.interface === 'nvme' ? erase.namespaces.length : 0;
  return withController(tools, async (path) => {
    const ask = askThrough(tools);
    const listed = await readNamespaceIds(ask, path, 'all');
    // Controllers without namespace management may not know the question; what was planned for decides whether the shorter list will do.
    const ids = listed.read ? listed : await readNamespaceIds(ask, path, 'attached');
    if (!ids.read) return ids;
    if (ids.value.length !== planned) return unknown(`${ids.value.length} namespaces instead of ${planned}`);
    const namespaces: Namespace[] = [];
    for (const nsid of ids.value) {
      const facts = await readNvmeNamespace(ask, path, nsid, true);
      if (!facts.read) return facts;
      namespaces.push({ nsid, facts: facts.value });
    }
    return known(namespaces);
  });
}

/** The namespaces are those the plan was made for, in the formats it knew. */
function isAsPlanned(tools: DeviceTools, namespaces: readonly Namespace[]): boolean {
  const { erase } = tools.drive;
  if (erase?.interface !== 'nvme') return false;
  return namespaces.every(({ nsid, facts }) => {
    const planned = erase.namespaces.find((namespace) => namespace.nsid === nsid);
    return planned !== undefined && planned.lbaFormat === facts.lbaFormat && facts.blocks > 0;
  });
}

function changes(before: readonly Namespace[], after: readonly Namespace[]): DeviceOutcome | null {
  for (const { nsid, facts } of before) {
    const now = after.find((namespace) => namespace.nsid === nsid);
    if (now === undefined || !isKept(facts, now.facts)) {
      const why: Reason = because('nvme-format-changed-the-namespace', { nsid });
      return { kind: 'failed', why };
    }
  }
  return null;
}

/** What Identify Namespace told, for the record. */
function keep(tools: DeviceTools, when: 'before' | 'after', namespaces: readonly Namespace[]): void {
  for (const { nsid, facts } of namespaces) {
    tools.keepStatusPage({ name: `nvme-namespace-${nsid}-${when}`, bytes: Buffer.from(JSON.stringify(facts)) });
  }
}
