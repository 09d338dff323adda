// What each command needs before it can run, as data.

/**
 * A program looked for in the system's folders, and the Debian package that brings it. What is no program (a kernel image) is looked for as a
 * file instead: any name in `folder` that begins with `prefix`.
 * @typedef {{ program: string, package: string, why: string, file?: { folder: string, prefix: string } }} Program
 * @typedef {{ programs: readonly Program[], engine: boolean, window: boolean, verifierPage: boolean }} Needs
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
const verifiers = [
  { program: 'chromium', package: 'chromium', why: 'the window and the verifier page are tested in a real browser' },
  { program: 'python3', package: 'python3', why: 'runs the third verifier' },
  { program: 'openssl', package: 'openssl', why: 'checks signatures for the third verifier' },
];

/** @type {readonly Program[]} */
const suite = [
  ...verifiers,
  { program: 'photorec', package: 'testdisk', why: 'tries to recover files from wiped drives' },
  { program: 'foremost', package: 'foremost', why: 'tries to recover files from wiped drives' },
  { program: 'udevadm', package: 'udev', why: 'hot-plug events' },
  { program: 'smartctl', package: 'smartmontools', why: 'health of drives' },
  { program: 'nbdkit', package: 'nbdkit', why: 'drives with bad sectors' },
  { program: 'nbdfuse', package: 'libnbd-bin', why: 'drives with bad sectors' },
  { program: 'fusermount3', package: 'fuse3', why: 'drives with bad sectors' },
  { program: 'pdftotext', package: 'poppler-utils', why: 'reads the certificates back' },
  { program: 'qpdf', package: 'qpdf', why: 'checks the certificates' },
  { program: 'pdfsig', package: 'poppler-utils', why: 'checks the signatures of the certificates' },
  { program: 'swtpm', package: 'swtpm', why: 'a TPM for the station key' },
  { program: 'tpm2_create', package: 'tpm2-tools', why: 'seals the station key by the TPM' },
  { program: 'softhsm2-util', package: 'softhsm2', why: 'a PKCS#11 token for the station key' },
  { program: 'pkcs11-tool', package: 'opensc', why: 'seals the station key by the token' },
];

/** @type {readonly Program[]} */
const eraseTools = [
  { program: 'nvme', package: 'nvme-cli', why: 'erases NVMe drives' },
  { program: 'hdparm', package: 'hdparm', why: 'erases SATA drives' },
  { program: 'sg_sanitize', package: 'sg3-utils', why: 'erases SAS and SCSI drives' },
];

/** @type {readonly Program[]} */
const lights = [{ program: 'ledctl', package: 'ledmon', why: 'lights that show where a bay is' }];

/** @type {readonly Program[]} */
const lab = [
  { program: 'qemu-system-x86_64', package: 'qemu-system-x86', why: 'emulates the PC of the drive lab' },
  {
    program: 'a kernel image',
    package: 'linux-image-amd64',
    why: 'is booted in the drive lab',
    file: { folder: '/boot', prefix: 'vmlinuz-' },
  },
  { program: 'busybox', package: 'busybox-static', why: 'first program of the drive lab' },
  { program: 'modprobe', package: 'kmod', why: 'drivers of the drive lab' },
  { program: 'cpio', package: 'cpio', why: 'packs the first file system of the drive lab' },
  { program: 'xz', package: 'xz-utils', why: 'unpacks the kernel of the drive lab' },
  { program: 'udevadm', package: 'udev', why: 'hot-plug events' },
  { program: 'smartctl', package: 'smartmontools', why: 'health of drives' },
  { program: 'iscsistart', package: 'open-iscsi', why: 'connects emulated SATA and SCSI drives' },
];

/** @type {readonly Program[]} */
const drivesInUse = [
  { program: 'lvm', package: 'lvm2', why: 'drives in use that must be refused' },
  { program: 'mdadm', package: 'mdadm', why: 'drives in use that must be refused' },
  { program: 'cryptsetup', package: 'cryptsetup-bin', why: 'drives in use that must be refused' },
  { program: 'mkfs.btrfs', package: 'btrfs-progs', why: 'drives in use that must be refused' },
];

/** @type {readonly Program[]} */
const bench = [
  { program: 'fio', package: 'fio', why: 'shows the limit of a target' },
  { program: 'nwipe', package: 'nwipe', why: 'a peer of the engine' },
  { program: 'scrub', package: 'scrub', why: 'a peer of the engine' },
  { program: 'shred', package: 'coreutils', why: 'a peer of the engine' },
  { program: 'badblocks', package: 'e2fsprogs', why: 'a peer of the engine' },
  { program: 'cmp', package: 'diffutils', why: 'a peer of the engine' },
  { program: 'losetup', package: 'mount', why: 'makes the drives of the bench' },
  { program: 'nbdkit', package: 'nbdkit', why: 'drives that answer late' },
  { program: 'nbdfuse', package: 'libnbd-bin', why: 'drives that answer late' },
  { program: 'fusermount3', package: 'fuse3', why: 'drives that answer late' },
];

/** @type {readonly Program[]} */
const database = [
  { program: 'pg_ctlcluster', package: 'postgresql', why: 'a real PostgreSQL that stations upload to' },
  { program: 'setpriv', package: 'util-linux', why: 'PostgreSQL refuses to run as root' },
  { program: 'openssl', package: 'openssl', why: 'throw-away certificates of upload endpoints' },
];

/** @type {Needs} */
const uploads = { programs: database, engine: false, window: false, verifierPage: false };

/** The tamper campaign needs no lab. @type {Needs} */
const tamper = { programs: verifiers, engine: false, window: false, verifierPage: true };

/** Whole benches on virtual drives, with a label printer's model. @type {Needs} */
const kill = { programs: [...engineBuild, ...pseudoPrinter], engine: true, window: false, verifierPage: true };

/** The window in a real browser over a real bench on virtual drives. @type {Needs} */
const windowBench = {
  programs: [...engineBuild, ...verifiers.slice(0, 1)],
  ...{ engine: true, window: true, verifierPage: false },
};

/** A whole day in the window, with its reports. @type {Needs} */
const day = {
  programs: [...windowBench.programs, ...suite.filter(({ program }) => program === 'pdftotext')],
  ...{ engine: true, window: false, verifierPage: true },
};

/** The store is measured without drives and peers. @type {Needs} */
const storeBench = { programs: [], engine: false, window: false, verifierPage: false };

/** @type {Record<string, Needs>} */
const withoutDrives = {
  'campaign day': day,
  'campaign kill': kill,
  'campaign tamper': tamper,
  'campaign uploads': uploads,
  'bench import': storeBench,
  'bench store': storeBench,
  'bench window': windowBench,
};

/** @type {Record<string, Needs>} */
const commands = {
  demo: {
    programs: [...engineBuild, ...virtualBench, ...pseudoPrinter],
    engine: true,
    window: false,
    verifierPage: true,
  },
  start: { programs: [...engineBuild, ...virtualBench], engine: true, window: true, verifierPage: true },
  test: {
    programs: [
      ...[...engineBuild, ...virtualBench, ...pseudoPrinter, ...suite, ...database, ...eraseTools],
      ...[...lights, ...lab, ...drivesInUse],
    ],
    engine: true,
    window: true,
    verifierPage: true,
  },
  lab: {
    programs: [...engineBuild, ...eraseTools, ...lab, ...drivesInUse],
    engine: true,
    window: false,
    verifierPage: true,
  },
  campaign: { programs: [...engineBuild, ...eraseTools, ...lab], engine: true, window: false, verifierPage: true },
  bench: { programs: [...engineBuild, ...bench], engine: true, window: false, verifierPage: false },
  agent: { programs: engineBuild, engine: true, window: false, verifierPage: false },
  export: { programs: [], engine: false, window: false, verifierPage: true },
};

/**
 * The needs of a command; commands that only read evidence need nothing but the npm packages. `--lab` adds what the drive lab needs.
 * @param {string} command
 * @param {readonly string[]} argv
 * @returns {Needs}
 */
export function needsOf(command, argv = []) {
  const needs = withoutDrives[`${command} ${argv[0]}`] ??
    commands[command] ?? {
      programs: [],
      engine: false,
      window: false,
      verifierPage: false,
    };
  return argv.includes('--lab') ? { ...needs, programs: [...needs.programs, ...eraseTools, ...lab] } : needs;
}

/** Every program a bench or its tests want, for `wipebench doctor`; the drive lab asks for its own. */
export const everyProgram = [
  ...[...engineBuild, ...virtualBench, ...pseudoPrinter, ...suite, ...database, ...eraseTools, ...lights],
];
