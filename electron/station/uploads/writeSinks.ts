import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../paths/durableFile.ts';
import { type ConfiguredSink, SECRETS, SINKS } from './readSinks.ts';

/**
 * Keeps the settings and the secrets of all sinks, durably. Two files cannot change at once, so the one that changes is paused in between: a station that dies then
 * finds settings that it can use, and sends nothing with half of them. Throws what the disk says.
 */
export async function writeSinks(folder: string, sinks: readonly ConfiguredSink[], changing: string): Promise<void> {
  const paused = sinks.map((sink) =>
    sink.settings.name === changing ? { ...sink, settings: { ...sink.settings, paused: true } } : sink,
  );
  await writeSettings(folder, paused);
  const secrets = sinks.map((sink) => [sink.settings.name, sink.secrets] as const);
  const kept = secrets.filter(([, secret]) => Object.keys(secret).length > 0);
  await replaceFile(join(folder, SECRETS), Object.fromEntries(kept));
  await writeSettings(folder, sinks);
}

function writeSettings(folder: string, sinks: readonly ConfiguredSink[]): Promise<void> {
  const settings = sinks.map((sink) => sink.settings);
  return replaceFile(join(folder, SINKS), { format: 'wipebench-upload-sinks/1', sinks: settings });
}

/** The whole file or the one before, the station's own to read. */
async function replaceFile(path: string, content: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    // One that a killed station left may have been made by other hands.
    await file.chmod(0o600);
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}
