import { EXPORT_PATHS } from '../../core/record/exportLayout.ts';

/** A file that a person gave, by its path below what they dropped or chose. */
export type GivenFile = { readonly path: string; readonly file: File };

/** Files of a drop, folders walked. */
export async function droppedFiles(items: DataTransferItemList): Promise<GivenFile[]> {
  // The list is emptied when the event ends: entries must be taken before the first wait.
  const taken = [...items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files = taken.map(async ({ entry, file }) => {
    if (entry !== null) return filesBelow(entry);
    return file === null ? [] : [{ path: file.name, file }];
  });
  return (await Promise.all(files)).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<GivenFile[]> {
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const found: GivenFile[] = [];
  for (;;) {
    const page = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (page.length === 0) return found;
    for (const inner of page) found.push(...(await filesBelow(inner)));
  }
}

export type Sorted = {
  /** Unpacked exports by their folder: files by path inside it. */
  readonly unpacked: ReadonlyMap<string, readonly GivenFile[]>;
  readonly single: readonly GivenFile[];
};

/** Takes unpacked exports together: whatever stands in or below a folder that holds a manifest. */
export function sortFiles(files: readonly GivenFile[]): Sorted {
  const folders = files
    .filter(({ path }) => path === EXPORT_PATHS.manifest || path.endsWith(`/${EXPORT_PATHS.manifest}`))
    .map(({ path }) => path.slice(0, -EXPORT_PATHS.manifest.length));
  const unpacked = new Map<string, GivenFile[]>();
  const single: GivenFile[] = [];
  for (const given of files) {
    const folder = folders.find((name) => given.path.startsWith(name));
    if (folder === undefined) single.push(given);
    else unpacked.set(folder, [...(unpacked.get(folder) ?? []), given]);
  }
  return { unpacked, single };
}
