// Decides from modification times whether something has to be made again.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * True when `built` is missing or older than `sources`, a file, or any file below it.
 * @param {string} sources
 * @param {string} built
 */
export function builtIsStale(sources, built) {
  if (!existsSync(built)) return true;
  const builtAtMs = statSync(built).mtimeMs;
  return existsSync(sources) && newestIn(sources) > builtAtMs;
}

/**
 * True when npm has not installed what the lock file of this checkout says.
 * @param {string} project
 */
export function installPackagesIsDue(project) {
  const marker = join(project, 'node_modules/.package-lock.json');
  if (!existsSync(marker) || !existsSync(join(project, 'node_modules/node/bin/node'))) return true;
  return statSync(join(project, 'package-lock.json')).mtimeMs > statSync(marker).mtimeMs;
}

/**
 * @param {string} path
 * @returns {number}
 */
function newestIn(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
