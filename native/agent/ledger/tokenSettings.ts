import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Pkcs11Token } from '../tools/pkcs11.ts';

/** The file that `--station-key pkcs11:FILE` names. It holds the PIN, so nobody but the agent's user may read it. */
const tokenSettings = z.strictObject({
  module: z.string().refine(isAbsolute, 'must be an absolute path'),
  token: z.string().min(1).max(32),
  pin: z.string().min(1).max(255),
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()).default({}),
});

/** Reads the settings. Throws an Error with a sentence: also for a file that others may read or change, and for one whose PIN the token has refused. */
export function readTokenSettings(path: string, stateDirectory: string): Pkcs11Token {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new Error(`${path}: there is no such file of settings for the PKCS#11 token.`);
  if (status.uid !== process.getuid?.() || (status.mode & 0o077) !== 0) {
    throw new Error(
      `${path} holds a PIN, and others than the agent's user may read it. Make it that user's, mode 0600.`,
    );
  }
  const marker = refusedMarker(stateDirectory);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === versionOf(path)) {
    throw new Error(
      `The token refused the PIN in ${path}. It is not asked again with the same file, because tokens lock themselves: correct the file.`,
    );
  }
  let parsed: ReturnType<typeof tokenSettings.safeParse>;
  try {
    parsed = tokenSettings.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} is not JSON.`, { cause });
  }
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path: at, code }) => `${at.join('.')} ${code}`).join(', ');
  throw new Error(`${path} is not what the settings of a PKCS#11 token must be: ${where}.`);
}

/** Remembers that the token refused the PIN of the file as it is now: systemd starts the agent again and again. */
export function rememberRefusedPin(path: string, stateDirectory: string): void {
  writeFileSync(refusedMarker(stateDirectory), versionOf(path), { mode: 0o600 });
}

/** The PIN was right. */
export function forgetRefusedPin(stateDirectory: string): void {
  rmSync(refusedMarker(stateDirectory), { force: true });
}

const refusedMarker = (stateDirectory: string) => join(stateDirectory, 'token-pin-refused');

/** Nothing of the PIN itself, and no digest of it, which could be guessed. */
function versionOf(path: string): string {
  const { ino, size, mtimeMs, ctimeMs } = statSync(path);
  return [ino, size, mtimeMs, ctimeMs].join(' ');
}
