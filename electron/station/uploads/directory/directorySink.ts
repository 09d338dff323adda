import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import { canonicalBytes } from '../../../../core/record/canonicalJson.ts';
import { isCode } from '../../paths/durableFile.ts';
import type { DirectorySettings } from '../sinkSettings.ts';
import { type UploadItem, uploadMessage } from '../uploadItem.ts';
import type { Delivery, UploadSink } from '../uploadSink.ts';
import { type Kept, keepFile } from './keepFile.ts';

const PER_FOLDER = 1000;
/** The place was pulled, is full, or cannot be written to now: a person puts it right, and the work goes on by itself. */
const NOT_NOW = [
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EIO',
  'ENODEV',
  'ENXIO',
  'ESTALE',
  'EACCES',
  'EPERM',
  'ENOTCONN',
  'EHOSTDOWN',
  'ETIMEDOUT',
  'EFBIG',
];

/**
 * Writes entries into a folder, one file each, under the ledger's own name, so that no two stations' files can collide. The folder itself is never made:
 * where it is missing, the stick is not there. Files are durable before they count and are never overwritten. `onMended` hears of each file that a killed
 * process had left half written.
 */
export function openDirectorySink({ folder }: DirectorySettings, onMended: (what: Reason) => void): UploadSink {
  const madeDurable = new Set<string>();
  const keep: Keep = (path, bytes) =>
    keepFile(folder, path, bytes, madeDurable, {
      onLeftPart: () => onMended(because('upload-part-removed', { file: path })),
    });
  return {
    async deliver(items) {
      let taken = 0;
      try {
        if (!(await isFolder(folder)))
          return { taken, outcome: 'absent', why: because('upload-folder-missing', { folder }) };
        for (const item of items) {
          const different = await keepItem(folder, item, keep);
          if (different !== null) return { taken, ...different };
          taken += 1;
        }
        return { taken, outcome: 'all' };
      } catch (cause) {
        madeDurable.clear();
        const code = NOT_NOW.find((known) => isCode(cause, known));
        // A folder that vanishes between two files is a pulled stick.
        if (isCode(cause, 'ENOENT'))
          return { taken, outcome: 'absent', why: because('upload-folder-missing', { folder }) };
        if (code === undefined) throw cause;
        return {
          taken,
          outcome: 'again',
          why: because('upload-folder-not-writable', { folder, problem: code }),
          retryAfterMs: null,
        };
      }
    },
    close: async () => undefined,
  };
}

/** Where an entry lies below the folder: `wipebench-<ledger id>/entries/000012/000000012345.entry`. */
export function entryPath(ledgerId: string, seq: number): string {
  const thousand = String(Math.floor(seq / PER_FOLDER)).padStart(6, '0');
  return join(`wipebench-${ledgerId}`, 'entries', thousand, `${String(seq).padStart(12, '0')}.entry`);
}

/** Where a certificate's own file lies; `wipebench verify` takes it as it is. */
export function certificatePath(ledgerId: string, certificateId: string): string {
  return join(`wipebench-${ledgerId}`, 'certificates', `${certificateId}.json`);
}

type Keep = (path: string, bytes: Uint8Array) => Promise<Kept>;

async function keepItem(
  folder: string,
  item: UploadItem,
  keep: Keep,
): Promise<Pick<Delivery & { outcome: 'parked' }, 'outcome' | 'why'> | null> {
  const { ledgerId, entry } = item.message;
  const { seq } = entry;
  if (item.certificate !== null) {
    const path = certificatePath(ledgerId, item.certificate.content.certificateId);
    const kept = await keep(path, canonicalBytes(item.certificate.file));
    if (kept.outcome === 'different')
      return { outcome: 'parked', why: because('upload-file-differs', { seq, file: path }) };
  }
  const path = entryPath(ledgerId, seq);
  const kept = await keep(path, item.body);
  if (kept.outcome !== 'different') return null;
  const hash = hashIn(kept.found);
  if (hash === entry.hash) return null;
  const code = hash === null ? 'upload-file-differs' : 'upload-forked';
  return { outcome: 'parked', why: because(code, { seq, file: path, place: folder }) };
}

/** The hash of the entry that a kept file holds; `null` when it holds none. The key beside it may have been renewed since, the entry never. */
function hashIn(bytes: Uint8Array): string | null {
  try {
    const read = uploadMessage.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return read.success ? read.data.entry.hash : null;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    if (isCode(cause, 'ENOENT') || isCode(cause, 'ENOTDIR')) return false;
    throw cause;
  }
}
