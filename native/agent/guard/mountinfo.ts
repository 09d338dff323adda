/** One line of mountinfo, before its source is looked up. */
export type MountLine = {
  readonly device: string;
  readonly mountPoint: string;
  readonly fileSystem: string;
  readonly source: string;
};

/** proc(5) writes space, tab, line feed and backslash in names as three octal digits. */
export function unescapeProc(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Reads /proc/PID/mountinfo (proc(5)). Throws for a line it does not understand: a mount that is not seen could be the drive's. */
export function parseMountinfo(text: string): MountLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const fields = line.split(' ');
      const dash = fields.indexOf('-', 6);
      const [device, mountPoint] = [fields[2], fields[4]];
      const [fileSystem, source] = [fields[dash + 1], fields[dash + 2]];
      if (dash < 0 || device === undefined || !/^\d+:\d+$/.test(device) || mountPoint === undefined) {
        throw new Error(`mountinfo has a line that is not understood: ${line}`);
      }
      return {
        device,
        mountPoint: unescapeProc(mountPoint),
        fileSystem: fileSystem ?? '',
        source: unescapeProc(source ?? ''),
      };
    });
}

/** Reads /proc/swaps: the path of each swap area and whether it is a partition or a file. */
export function parseSwaps(text: string): { readonly path: string; readonly kind: string }[] {
  const [heading, ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  if (heading !== undefined && !heading.startsWith('Filename')) throw new Error('swaps has no heading');
  return lines.map((line) => {
    const [path, kind] = line.split(/\s+/);
    if (path === undefined || kind === undefined) throw new Error(`swaps has a line that is not understood: ${line}`);
    return { path: unescapeProc(path), kind };
  });
}
