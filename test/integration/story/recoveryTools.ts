import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const RECOVERY_PROGRAMS = ['/usr/bin/photorec', '/usr/bin/foremost', '/usr/sbin/mkfs.ext4'];

/** '' when files can be searched for here, else the reason why not. */
export function recoverySkipReason(): string {
  const missing = RECOVERY_PROGRAMS.filter((program) => !existsSync(program));
  return missing.length === 0 ? '' : `needs ${missing.join(', ')}`;
}

/** What PhotoRec (Debian package testdisk) digs out of a device, by file name ending. */
export function photorec(device: string, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const search = 'partition_none,options,paranoid,fileopt,everything,enable,wholespace,search';
  execFileSync('/usr/bin/photorec', ['/log', '/d', join(folder, 'found'), '/cmd', device, search], {
    cwd: folder,
    stdio: 'ignore',
    env: { TERM: 'dumb', HOME: folder, PATH: '/usr/bin:/bin' },
  });
  return filesBelow(folder).filter((name) => !/photorec\.(log|se2)$|report\.xml$/.test(name));
}

/** What foremost digs out of a device. */
export function foremost(device: string, folder: string): string[] {
  execFileSync('/usr/bin/foremost', ['-t', 'all', '-o', folder, '-i', device], { stdio: 'ignore' });
  return filesBelow(folder).filter((name) => !name.endsWith('audit.txt'));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
}
