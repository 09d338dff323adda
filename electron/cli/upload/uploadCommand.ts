import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Reason } from '../../../core/domain/reason.ts';
import { fillSentence, type Sentences } from '../../../core/domain/sentence.ts';
import reasons from '../../../core/messages/en/reasons.json' with { type: 'json' };
import { certificateRowsOf } from '../../station/certificateStore/certificateRows.ts';
import { ledgerOwner } from '../../station/ledgerMirror/agentLedger.ts';
import { mirrorTableOf } from '../../station/ledgerMirror/mirrorTable.ts';
import { nodeCrypto } from '../../station/ledgerMirror/nodeCrypto.ts';
import { pathsUnder, stationPaths } from '../../station/paths/stationPaths.ts';
import { StoreTooNew } from '../../station/store/migrate.ts';
import { openStore, type Store, StoreInUse } from '../../station/store/openStore.ts';
import { settingsOf } from '../../station/store/settings.ts';
import { drainSinks } from '../../station/uploads/drainSinks.ts';
import { itemSourceOf } from '../../station/uploads/itemSource.ts';
import { openWorkers } from '../../station/uploads/openWorkers.ts';
import { outboxOf } from '../../station/uploads/outbox.ts';
import { type ConfiguredSink, readSinks } from '../../station/uploads/readSinks.ts';
import { readUploadOptions, UPLOAD_USAGE, type UploadOptions } from './uploadOptions.ts';

export type UploadIo = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/**
 * `wipebench upload`: sends what waits in a station's outbox, without a window (a test, a timer). A running station uploads by itself and holds the store,
 * so this refuses beside one. Exit codes: 0 everything is sent, 1 something waits or is parked, 2 unusable input or settings.
 */
export async function runUpload(argv: readonly string[], io: UploadIo): Promise<number> {
  const options = readUploadOptions(argv);
  if ('problem' in options) return unusable(io, `${options.problem}\n${UPLOAD_USAGE}`);
  const { stationFolder, sink } = options;
  const paths = stationFolder === null ? stationPaths(io.environment) : pathsUnder(resolve(stationFolder));
  if (!existsSync(paths.database)) return unusable(io, `There is no station's database at ${paths.database}.`);
  const configured = await readSinks(paths.config);
  if (configured.problem !== null) return unusable(io, say(configured.problem));
  const sinks = configured.sinks.filter(({ settings }) => sink === null || settings.name === sink);
  if (sinks.length === 0)
    return unusable(io, `${paths.config}/upload-sinks.json names no ${sink === null ? 'upload' : `"${sink}"`}.`);
  try {
    const store = openStore(paths.database, () => new Date());
    try {
      return await send(store, sinks, options, io);
    } finally {
      store.close();
    }
  } catch (cause) {
    if (cause instanceof StoreInUse || cause instanceof StoreTooNew) return unusable(io, cause.message);
    throw cause;
  }
}

async function send(
  { database }: Store,
  sinks: readonly ConfiguredSink[],
  options: UploadOptions,
  io: UploadIo,
): Promise<number> {
  const clock = () => new Date();
  const table = mirrorTableOf(database);
  const owner = () => settingsOf(database).read('ledger-owner', ledgerOwner);
  const certificates = certificateRowsOf(database, table, nodeCrypto, () => owner()?.publicKeyBase64 ?? null);
  const source = itemSourceOf(table, certificates, owner, nodeCrypto);
  const outbox = outboxOf(database, clock);
  const told = new Map<string, string>();
  const fault = (code: string, cause: unknown) =>
    io.err(`wipebench upload: ${code}: ${cause instanceof Error ? cause.stack : String(cause)}\n`);
  const onMended = (what: Reason) => io.err(`${say(what)}\n`);
  const random = Math.random;
  const going = sinks.filter(({ settings }) => !settings.paused);
  for (const { settings } of sinks)
    if (settings.paused) io.err(`${settings.name}: paused in the settings, nothing is sent there.\n`);
  const opened = openWorkers(going, { outbox, source, clock, random, onChange: tellTrouble, fault, onMended });

  function tellTrouble(): void {
    for (const { settings } of going) {
      const { trouble, nextSeq } = outbox.place(settings.name);
      const words = trouble === null ? '' : say(trouble);
      if (words !== '' && told.get(settings.name) !== words) io.err(`${settings.name}: ${nextSeq} sent. ${words}\n`);
      told.set(settings.name, words);
    }
  }

  for (const { worker } of opened) {
    if (options.unpark) outbox.unpark(worker.name, 'wipebench upload --unpark');
    outbox.tryNow(worker.name);
  }
  const ends = await drainSinks(opened, options.untilEmpty, (ms) => wait(ms));
  await Promise.all(opened.map(({ worker }) => worker.stop()));
  for (const [name, end] of ends)
    io.out(
      `${name}: ${outbox.place(name).nextSeq} of ${source.entries()} entries sent${end === 'empty' ? '' : `, ${end}`}\n`,
    );
  return going.length === sinks.length && [...ends.values()].every((end) => end === 'empty') ? 0 : 1;
}

function say({ code, details }: Reason): string {
  const sentences: Sentences = reasons;
  return fillSentence(sentences[code] ?? code, details);
}

function unusable(io: UploadIo, sentence: string): number {
  io.err(`wipebench upload: ${sentence.trimEnd()}\n`);
  return 2;
}
