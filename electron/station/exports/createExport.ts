import { randomUUID } from 'node:crypto';
import { link, mkdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_EXPORTED } from '../../../core/contract/exportFilter.ts';
import { type Answer, type Refusal, type RefusalCode, refuse } from '../../../core/domain/refusal.ts';
import { isCode, storageTrouble, syncFolder } from '../paths/durableFile.ts';
import { ArchiveTooLarge, startArchive } from './archiveWriter.ts';
import { partName, removeDeadParts } from './partFiles.ts';
import { type ExportTools, LAST_STEPS, writeExport } from './writeExport.ts';

export type MadeExport = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly certificates: number;
  readonly manifestSha256: string;
};

/**
 * Writes one export: certificates as files and as tables, the manifest, its sealing into the ledger, then the checkpoint signed right after that and the
 * proofs. Nothing is held in memory but names, sizes and digests. The archive appears under its name only when it is whole and durable, and never over
 * another; cancelled, refused or with the disk full, nothing of it is left.
 */
export async function createExport(wanted: readonly string[], tools: ExportTools): Promise<Answer<MadeExport>> {
  const certificateIds = [...new Set(wanted)].sort();
  if (certificateIds.length === 0) return refused('export-empty');
  if (certificateIds.length > MOST_EXPORTED) return refused('export-too-large', { most: MOST_EXPORTED });
  const temporary = join(tools.folder, partName(randomUUID()));
  try {
    await mkdir(tools.folder, { recursive: true, mode: 0o700 });
    removeDeadParts(tools.folder);
    return await makeArchive(certificateIds, tools, temporary);
  } catch (cause) {
    const refusal = refusalFor(cause, tools);
    if (refusal === null) throw cause;
    return { outcome: 'refused', refusals: [refusal] };
  }
}

async function makeArchive(
  certificateIds: readonly string[],
  tools: ExportTools,
  temporary: string,
): Promise<Answer<MadeExport>> {
  const archive = await startArchive(temporary);
  let closed = false;
  try {
    const written = await writeExport(certificateIds, tools, archive);
    if (written.outcome === 'refused') return written;
    const sizeBytes = await archive.finish();
    closed = true;
    const { exportSeq, manifestSha256 } = written.value;
    const path = await linkOnce(temporary, tools.folder, exportName(tools.stationName, tools.clock(), exportSeq));
    await syncFolder(tools.folder);
    const total = certificateIds.length + LAST_STEPS;
    tools.progress(total, total);
    return { outcome: 'done', value: { path, sizeBytes, certificates: certificateIds.length, manifestSha256 } };
  } finally {
    // On a full disk closing fails, too, for what could not be written; the first error is the one to tell.
    if (!closed) await archive.abandon().catch(() => undefined);
    await unlink(temporary);
  }
}

function refusalFor(cause: unknown, { folder, signal }: ExportTools): Refusal | null {
  if (signal.aborted && cause === signal.reason) return refuse('export-cancelled');
  if (cause instanceof ArchiveTooLarge) return refuse('export-too-large', { most: MOST_EXPORTED });
  const trouble = storageTrouble(cause) ?? '';
  const full = /^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL|SQLITE_IOERR\w*)$/.test(trouble);
  return full ? refuse('export-disk-full', { folder }) : null;
}

/** Gives the finished file its name; where something stands there, which no export of this ledger can be, the next free one. */
async function linkOnce(temporary: string, folder: string, name: string): Promise<string> {
  for (let copy = 1; ; copy += 1) {
    const path = join(folder, copy === 1 ? name : name.replace(/\.zip$/, `-${copy}.zip`));
    try {
      await link(temporary, path);
      return path;
    } catch (cause) {
      if (!isCode(cause, 'EEXIST')) throw cause;
    }
  }
}

/** `wipebench-export-<stationName>-<date>-<seq>.zip`; the seq of the export's ledger entry makes it the only one of its name. */
export function exportName(stationName: string, at: Date, seq: number): string {
  const plainName =
    stationName
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'station';
  return `wipebench-export-${plainName.slice(0, 60)}-${at.toISOString().slice(0, 10)}-${seq}.zip`;
}

function refused(code: RefusalCode, facts: Refusal['details'] = {}): Answer<never> {
  return { outcome: 'refused', refusals: [refuse(code, facts)] };
}
