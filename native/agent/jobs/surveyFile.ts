import { createHash } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory, writeWhole } from '../ledger/durableFile.ts';

/** Keeps the lines of the survey before, durably, for its owner only, and answers their SHA-256. Throws the system's error. */
export function keepSurvey(path: string, lines: readonly string[]): string {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  rmSync(path, { force: true });
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeWhole(descriptor, bytes, 0);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncDirectory(dirname(path));
  return sha256(bytes);
}

/** Is the kept survey still the one the journal names? */
export function isKeptSurvey(path: string, digest: string): boolean {
  try {
    return sha256(readFileSync(path)) === digest;
  } catch {
    // Gone or unreadable is not the one that was kept.
    return false;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
