import { because, type Reason } from '../../../../core/domain/reason.ts';
import { senseWords } from '../../tools/senseData.ts';
import { readCapacity, readOneBlock, readReadsAfterErase, testUnitReady } from '../../tools/sg.ts';
import type { DeviceOutcome, DeviceTools } from '../deviceTechnique.ts';
import type { EraseKind } from './eraseKind.ts';
import { failureOf, readState, scsiPath } from './eraseWatch.ts';
import { isUnrecoveredRead, isWriteRequired, scsiStateOf } from './scsiState.ts';

/** What is found when a drive says it is idle again. `running`: it was not the end. */
export type AfterErase =
  | { readonly kind: 'over'; readonly notes: readonly Reason[] }
  | { readonly kind: 'running' }
  | { readonly kind: 'outcome'; readonly outcome: DeviceOutcome };

const READY_TRIES = 10;

/**
 * A drive in the middle of a sanitize, or after one that failed, ends every read with an error (SBC-4 4.11). So the erase is over only when the
 * unit is ready, its sense is clean once more, its capacity is the recorded one, and blocks at the start, in the middle and at the end can be read;
 * only a medium error that the drive announced for places not written since is let through, and told.
 */
export async function afterErase(tools: DeviceTools, erase: EraseKind): Promise<AfterErase> {
  const notReady = await waitUntilReady(tools, erase);
  if (notReady !== null) return notReady;
  const path = await scsiPath(tools);
  if (path === null) return unknownBecause(because('scsi-drive-gone'));

  const capacity = await readCapacity(tools.run, path);
  if (!capacity.read) return unknownBecause(because('scsi-capacity-not-read', { why: capacity.why }));
  const { sizeBytes, blockBytes, blocks } = capacity.value;
  if (sizeBytes !== tools.drive.sizeBytes) {
    const outcome = {
      kind: 'failed',
      why: because('capacity-changed', { beforeBytes: tools.drive.sizeBytes, afterBytes: sizeBytes }),
    } as const;
    return { kind: 'outcome', outcome };
  }
  const reads = await sampleReads(tools, erase, path, blocks, blockBytes);
  if (reads.kind !== 'over') return reads;
  const rescan = await restoreKernelSize(tools);

  const { state, bytes, why } = await readState(tools);
  if (bytes !== null) tools.keepStatusPage({ name: 'request-sense-after', bytes });
  if (state?.kind === erase.runningState) return { kind: 'running' };
  const failed = failureOf(state, bytes, tools);
  if (failed !== null) return { kind: 'outcome', outcome: failed };
  if (state?.kind !== 'idle') return unknownBecause(why);
  return { kind: 'over', notes: [...reads.notes, ...rescan] };
}

function unknownBecause(why: Reason): AfterErase {
  return { kind: 'outcome', outcome: { kind: 'unknown', why } };
}

/** `null` when it is ready. Attentions (the capacity may have changed, a reset) are told once each and read away. */
async function waitUntilReady(tools: DeviceTools, erase: EraseKind): Promise<AfterErase | null> {
  let why = because('scsi-drive-gone');
  for (let tries = 0; tries < READY_TRIES && !tools.stop.aborted; tries += 1) {
    const path = await scsiPath(tools);
    const answer = path === null ? null : await testUnitReady(tools.run, path);
    if (answer?.read && answer.value.kind === 'good') return null;
    if (answer?.read && answer.value.kind === 'sense') {
      const { sense, bytes } = answer.value;
      const state = scsiStateOf(sense);
      if (state.kind === erase.runningState) return { kind: 'running' };
      const failed = failureOf(state, bytes, tools);
      if (failed !== null) return { kind: 'outcome', outcome: failed };
      why = because('scsi-state-not-understood', { sense: senseWords(sense) });
    } else if (answer !== null) {
      why = because('scsi-state-not-read', { why: answer.read ? 'another status' : answer.why });
    }
    await tools.pause(500);
  }
  return unknownBecause(why);
}

async function sampleReads(
  tools: DeviceTools,
  erase: EraseKind,
  path: string,
  blocks: bigint,
  blockBytes: number,
): Promise<AfterErase> {
  const told = await readReadsAfterErase(tools.run, path);
  const announced = told.read && erase.mayFailReads(told.value);
  let unreadable = 0;
  for (const lba of [0n, blocks / 2n, blocks - 1n]) {
    const answer = await readOneBlock(tools.run, path, lba, blockBytes);
    if (!answer.read) return unknownBecause(because('scsi-read-not-answered', { lba: String(lba), why: answer.why }));
    if (answer.value.kind === 'status') {
      return unknownBecause(because('scsi-read-not-answered', { lba: String(lba), why: answer.value.words }));
    }
    if (answer.value.kind === 'good') {
      if (answer.value.data.length === blockBytes) continue;
      return unknownBecause(because('scsi-read-short', { lba: String(lba), bytes: answer.value.data.length }));
    }
    const { sense, bytes } = answer.value;
    const state = scsiStateOf(sense);
    if (state.kind === erase.runningState) return { kind: 'running' };
    const failed = failureOf(state, bytes, tools);
    if (failed !== null) return { kind: 'outcome', outcome: failed };
    if (isWriteRequired(sense) || (announced && isUnrecoveredRead(sense))) unreadable += 1;
    else return unknownBecause(because('scsi-read-failed', { lba: String(lba), sense: senseWords(sense) }));
  }
  return {
    kind: 'over',
    notes: unreadable === 0 ? [] : [because('scsi-unreadable-until-written', { blocks: unreadable })],
  };
}

/**
 * While a drive sanitizes, the kernel may take its size for 0 and keep that. It is told to look again; whether it then sees the recorded size is
 * a note only, since reading back and the verdict compare it for themselves.
 */
async function restoreKernelSize(tools: DeviceTools): Promise<Reason[]> {
  const nodes = await tools.nodes();
  if (nodes === null) return [because('scsi-kernel-size-not-restored', { bytes: 'unknown' })];
  if ((await kernelSize(tools, nodes.block)) === tools.drive.sizeBytes) return [];
  await tools.rescan?.();
  await tools.run('blockdev', ['--rereadpt', nodes.block], { timeoutMs: 30_000 });
  const bytes = await kernelSize(tools, nodes.block);
  if (bytes === tools.drive.sizeBytes) return [because('scsi-kernel-size-restored')];
  return [because('scsi-kernel-size-not-restored', { bytes: bytes ?? 'unknown' })];
}

async function kernelSize(tools: DeviceTools, block: string): Promise<number | null> {
  const run = await tools.run('blockdev', ['--getsize64', block], { timeoutMs: 30_000 });
  const text = run?.stdout.toString('utf8').trim() ?? '';
  return run?.exitCode === 0 && /^\d+$/.test(text) ? Number(text) : null;
}
