import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { needProgram } from './programs.ts';

/** What must be loaded before the host's root file system can be seen; everything else comes from there. */
const BOOT_MODULES = ['virtio_pci', '9pnet_virtio', '9p', 'overlay'];

/**
 * Makes the guest's first root file system once for each kernel and each wording of `guest/boot.sh`: busybox, the boot modules and that
 * script, not packed, since unpacking is slow in an emulated processor. Answers its path.
 */
export function buildInitramfs(version: string, folder: string): string {
  const boot = readFileSync(join(import.meta.dirname, 'guest/boot.sh'));
  const busybox = needProgram('busybox');
  const digest = createHash('sha256').update(boot).update(readFileSync(busybox)).digest('hex').slice(0, 12);
  const path = join(folder, `initramfs-${digest}.cpio`);
  if (existsSync(path)) return path;
  const tree = mkdtempSync(join(folder, 'initramfs-'));
  try {
    for (const name of ['bin', 'mod', 'proc', 'sys', 'dev', 'lower', 'rw', 'root']) mkdirSync(join(tree, name));
    copyFileSync(busybox, join(tree, 'bin/busybox'));
    chmodSync(join(tree, 'bin/busybox'), 0o755);
    writeFileSync(join(tree, 'init'), boot, { mode: 0o755 });
    const order = bootModuleFiles(version).map((file) => {
      const name = basename(file).replace(/\.xz$/, '');
      writeFileSync(join(tree, 'mod', name), moduleBytes(file));
      return name;
    });
    writeFileSync(join(tree, 'mod/order'), `${order.join('\n')}\n`);
    const names = run('find', ['.'], { cwd: tree });
    const archive = run('cpio', ['--create', '--format=newc', '--owner=0:0', '--quiet'], { cwd: tree, input: names });
    writeFileSync(`${path}.${process.pid}`, archive);
    renameSync(`${path}.${process.pid}`, path);
    return path;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** Files of the boot modules and of all they need, in loading order (modprobe(8) --show-depends). */
function bootModuleFiles(version: string): string[] {
  const files = BOOT_MODULES.flatMap((name) =>
    run('modprobe', ['--set-version', version, '--show-depends', name])
      .toString()
      .split('\n')
      // Lines of modules are `insmod PATH`; what is built in is `builtin NAME`.
      .flatMap((line) => /^insmod (\S+)/.exec(line)?.[1] ?? []),
  );
  return [...new Set(files)];
}

function moduleBytes(file: string): Buffer {
  if (file.endsWith('.ko')) return readFileSync(file);
  if (file.endsWith('.ko.xz')) return run('xz', ['--decompress', '--stdout', file]);
  throw new Error(`kernel module ${file} is packed in a way the lab does not know`);
}

function run(program: string, argv: readonly string[], more: { cwd?: string; input?: Buffer } = {}): Buffer {
  const { status, stdout, stderr, error } = spawnSync(needProgram(program), argv, {
    ...more,
    maxBuffer: 256 * 1024 ** 2,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${argv.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
