// Runs one step of the set-up: one line while it goes, its whole output only when it fails.
import { spawnSync } from 'node:child_process';

/**
 * Answers `null` on success, else the text for the person.
 * @param {string} title
 * @param {string} program
 * @param {readonly string[]} argv
 * @param {string} folder
 * @returns {string | null}
 */
export function runStep(title, program, argv, folder) {
  process.stderr.write(`set-up: ${title} ... `);
  const startedAtMs = Date.now();
  const done = spawnSync(program, argv, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(0);
  if (done.status === 0) {
    process.stderr.write(`done in ${seconds} s\n`);
    return null;
  }
  process.stderr.write('failed\n');
  const words = done.error === undefined ? `exit code ${done.status}` : done.error.message;
  return `The set-up step "${title}" failed (${words}):\n\n  ${program} ${argv.join(' ')}\n\n${done.stdout ?? ''}${done.stderr ?? ''}`;
}
