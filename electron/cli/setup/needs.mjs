// What each command needs before it can run, as data.

/**
 * A program looked for in the system's folders, and the Debian package that brings it.
 * @typedef {{ program: string, package: string, why: string }} Program
 * @typedef {{ programs: readonly Program[], engine: boolean, window: boolean }} Needs
 */

/** @type {readonly Program[]} */
const engineBuild = [
  { program: 'g++', package: 'g++', why: 'compiles the disk engine' },
  { program: 'make', package: 'make', why: 'builds the disk engine' },
  { program: 'cmake', package: 'cmake', why: 'builds the disk engine' },
];

/** @type {readonly Program[]} */
const virtualBench = [
  { program: 'mke2fs', package: 'e2fsprogs', why: 'puts a real ext4 on virtual drives' },
  { program: 'mkntfs', package: 'ntfs-3g', why: 'puts a real NTFS on virtual drives' },
];

/** @type {readonly Program[]} */
const pseudoPrinter = [
  { program: 'socat', package: 'socat', why: 'makes the pseudo-terminal the label printer hangs on' },
];

/** @type {readonly Program[]} */
const suite = [
  { program: 'chromium', package: 'chromium', why: 'the window is tested in a real browser' },
  { program: 'photorec', package: 'testdisk', why: 'tries to recover files from wiped drives' },
  { program: 'foremost', package: 'foremost', why: 'tries to recover files from wiped drives' },
  { program: 'udevadm', package: 'udev', why: 'hot-plug events' },
  { program: 'smartctl', package: 'smartmontools', why: 'health of drives' },
  { program: 'nbdkit', package: 'nbdkit', why: 'drives with bad sectors' },
  { program: 'nbdfuse', package: 'libnbd-bin', why: 'drives with bad sectors' },
  { program: 'fusermount3', package: 'fuse3', why: 'drives with bad sectors' },
  { program: 'pdftotext', package: 'poppler-utils', why: 'reads the certificates back' },
  { program: 'qpdf', package: 'qpdf', why: 'checks the certificates' },
];

/** @type {Record<string, Needs>} */
const commands = {
  demo: { programs: [...engineBuild, ...virtualBench, ...pseudoPrinter], engine: true, window: false },
  start: { programs: [...engineBuild, ...virtualBench], engine: true, window: true },
  test: { programs: [...engineBuild, ...virtualBench, ...pseudoPrinter, ...suite], engine: true, window: true },
  agent: { programs: engineBuild, engine: true, window: false },
};

/**
 * The needs of a command; commands that only read evidence need nothing but the npm packages.
 * @param {string} command
 * @returns {Needs}
 */
export function needsOf(command) {
  return commands[command] ?? { programs: [], engine: false, window: false };
}

/** Every program any command wants, for `wipebench doctor`. */
export const everyProgram = [...engineBuild, ...virtualBench, ...pseudoPrinter, ...suite];
