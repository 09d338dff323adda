// Finds system programs and installs their Debian packages where that is allowed.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './runStep.mjs';

// PATH is not asked: an ordinary user's lacks the sbin folders where half of these live.
const systemFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * The absolute path of a system program, or `null`.
 * @param {string} program
 * @returns {string | null}
 */
export function findProgram(program) {
  for (const folder of systemFolders) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder: the next one is asked.
    }
  }
  return null;
}

/**
 * @param {readonly import('./needs.mjs').Program[]} programs
 * @returns {import('./needs.mjs').Program[]}
 */
export function missingPrograms(programs) {
  return programs.filter(({ program, file }) => (file === undefined ? findProgram(program) === null : !hasFile(file)));
}

/** @param {{ folder: string, prefix: string }} file */
function hasFile({ folder, prefix }) {
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(prefix));
}

/**
 * Installs the packages of missing programs as root or with sudo that asks nothing. Otherwise answers the one command to type.
 * @param {readonly import('./needs.mjs').Program[]} missing
 * @returns {string | null}
 */
export function installPrograms(missing) {
  const packages = [...new Set(missing.map((program) => program.package))];
  const install = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=600', ...packages];
  const lacking = missing
    .map(({ program, package: name, why }) => `  ${program} (Debian package ${name}): ${why}`)
    .join('\n');
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const apt = findProgram('apt-get');
  if (apt === null)
    return `These programs are missing, and this system has no apt-get to install them with:\n${lacking}`;
  const asRoot = process.getuid?.() === 0;
  const sudo = findProgram('sudo');
  if (!asRoot && (sudo === null || spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status !== 0)) {
    return `These programs are missing:\n${lacking}\n\nInstall them with this one command, then run yours again:\n\n  sudo sh -c '${command}'\n`;
  }
  const environment = ['DEBIAN_FRONTEND=noninteractive', apt];
  const [program, head] =
    asRoot || sudo === null ? ['/usr/bin/env', environment] : [sudo, ['-n', '/usr/bin/env', ...environment]];
  return (
    runStep('list of Debian packages', program, [...head, 'update', '-o', 'DPkg::Lock::Timeout=600'], '/') ??
    runStep(`Debian packages: ${packages.join(' ')}`, program, [...head, ...install], '/')
  );
}
