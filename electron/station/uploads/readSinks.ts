import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { isCode } from '../paths/durableFile.ts';
import { type SinkSecrets, type SinkSettings, secretsFile, sinksFile } from './sinkSettings.ts';

export type ConfiguredSink = { readonly settings: SinkSettings; readonly secrets: SinkSecrets };
export type ConfiguredSinks = { readonly sinks: readonly ConfiguredSink[]; readonly problem: Reason | null };

export const SINKS = 'upload-sinks.json';
export const SECRETS = 'upload-secrets.json';

/**
 * The sinks of `upload-sinks.json` and their secrets of `upload-secrets.json` in the station's configuration folder. No file means no sinks. A file that
 * cannot be used, or secrets that others may read, give a problem and no sinks: half a configuration is none.
 */
export async function readSinks(folder: string): Promise<ConfiguredSinks> {
  try {
    const text = await readIfThere(join(folder, SINKS));
    if (text === null) return { sinks: [], problem: null };
    const { sinks } = sinksFile.parse(JSON.parse(text));
    const secrets = await readSecrets(join(folder, SECRETS));
    for (const known of Object.keys(secrets)) {
      if (!sinks.some((sink) => sink.name === known)) return unusable(SECRETS, `there is no sink "${known}"`);
    }
    return { sinks: sinks.map((settings) => ({ settings, secrets: secrets[settings.name] ?? {} })), problem: null };
  } catch (cause) {
    if (cause instanceof LooseSecrets) return { sinks: [], problem: because('upload-secrets-open', { file: SECRETS }) };
    // What was written in the secrets never reaches the sentence: zod names places, and a broken JSON is not quoted.
    if (cause instanceof z.ZodError) return unusable('upload settings', z.prettifyError(cause).slice(0, 1000));
    if (cause instanceof SyntaxError) return unusable('upload settings', 'no JSON');
    if (cause instanceof Error && 'code' in cause) return unusable('upload settings', String(cause.code));
    throw cause;
  }
}

class LooseSecrets extends Error {}

/** Reads through one descriptor, so that the file that is judged is the file that is read. */
async function readSecrets(path: string): Promise<z.infer<typeof secretsFile>> {
  const file = await openIfThere(path);
  if (file === null) return {};
  try {
    const { mode, uid } = await file.stat();
    if ((mode & 0o077) !== 0 || uid !== process.getuid?.()) throw new LooseSecrets();
    return secretsFile.parse(JSON.parse(await file.readFile('utf8')));
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<string | null> {
  const file = await openIfThere(path);
  if (file === null) return null;
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string) {
  try {
    return await open(path, constants.O_RDONLY);
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return null;
    throw cause;
  }
}

function unusable(file: string, problem: string): ConfiguredSinks {
  return { sinks: [], problem: because('upload-settings-unusable', { file, problem }) };
}
