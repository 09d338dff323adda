import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startCuttingProxy } from '../../fixtures/uploads/cuttingProxy.ts';
import { seededRandom } from '../../fixtures/uploads/seededRandom.ts';
import { configureSinks, ledgerWith, mirrorInto } from '../../fixtures/uploads/stationWithLedger.ts';
import { startPostgres, type ThrowAwayPostgres } from '../../fixtures/uploads/throwAwayPostgres.ts';
import { startUpload, type UploadProcess } from '../../fixtures/uploads/uploadProcess.ts';
import { judgeDatabase } from './judgeDatabase.ts';

export type UploadsOptions = {
  readonly stations: number;
  readonly certificatesEach: number;
  readonly restarts: number;
  /** How often a station process is killed by SIGKILL. */
  readonly kills: number;
  readonly seed: number;
  /** Bytes a connection carries before it is cut, at least and at most. */
  readonly cutAfterBytes: { readonly least: number; readonly most: number };
  readonly progress: (words: string) => void;
};

export type UploadsResult = {
  readonly postgres: string;
  readonly entries: number;
  readonly certificates: number;
  readonly expectedEntries: number;
  readonly expectedCertificates: number;
  /** Every finding against the database, of the shipped SQL and of the verifier over all signatures. */
  readonly problems: readonly string[];
  readonly restarts: readonly ('fast' | 'immediate')[];
  readonly terminated: number;
  readonly kills: number;
  readonly connections: number;
  readonly cuts: number;
  readonly stalls: number;
  readonly uploadMs: number;
};

type Station = { readonly home: string; readonly keyId: string; process: UploadProcess | null; done: boolean };

/** A backend is ended each time so many parts of all rows have come: by the clock, a slow computer's last station would never get a batch through. */
const TERMINATE_EVERY_SHARE = 0.01;
const LOOK_EVERY_MS = 100;
/** An upload that has not ended by then never will: it is ended, and the campaign fails. */
const LONGEST_MS = 30 * 60_000;

/**
 * Stations, each a process with a ledger of its own, upload to one PostgreSQL through a proxy that cuts connections, while backends are terminated, the
 * server is restarted and crashed, and station processes are killed. Then everything in the database is counted and verified.
 */
export async function runUploads(options: UploadsOptions): Promise<UploadsResult> {
  const { stations: count, certificatesEach, progress } = options;
  const random = seededRandom(options.seed);
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-uploads-'));
  const postgres = await startPostgres();
  const proxy = await startCuttingProxy(postgres.port, options.cutAfterBytes, random);
  const stations: Station[] = [];
  let limit: NodeJS.Timeout | undefined;
  try {
    const entriesEach = 2 * certificatesEach + 1;
    for (let number = 0; number < count; number += 1) {
      const home = join(folder, `station-${number}`);
      const ledger = await ledgerWith(
        certificatesEach,
        `STATION ${String(number).padStart(3, '0')}, A KEY FOR TESTS. `,
      );
      await mirrorInto(home, ledger);
      const { settings, secrets } = postgres.sink('head-office', { port: proxy.port, timeoutSeconds: 20 });
      configureSinks(home, [settings], secrets);
      stations.push({ home, keyId: ledger.keyId, process: null, done: false });
    }
    progress(`${count} stations with ${certificatesEach} certificates each are made\n`);
    const startedMs = performance.now();
    const troubles = startTroubles(options, postgres, stations, count * entriesEach, random);
    limit = setTimeout(() => {
      for (const { process } of stations) process?.child.kill('SIGTERM');
    }, LONGEST_MS);
    const uploading = Promise.all(stations.map((station) => runUntilDone(station)));
    const uploaded = await uploading.then(
      () => null,
      (cause: unknown) => ({ cause }),
    );
    const uploadMs = performance.now() - startedMs;
    const { restarts, terminated, kills } = await troubles.end();
    if (uploaded !== null) throw uploaded.cause;
    const judged = await judgeDatabase(postgres, stations, entriesEach, certificatesEach);
    return {
      ...judged,
      postgres: postgres.version,
      expectedEntries: count * entriesEach,
      expectedCertificates: count * certificatesEach,
      restarts,
      terminated,
      kills,
      connections: proxy.connections(),
      cuts: proxy.cuts(),
      stalls: proxy.stalls(),
      uploadMs,
    };
  } finally {
    clearTimeout(limit);
    for (const { process } of stations) process?.child.kill('SIGKILL');
    await proxy.stop();
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a station's upload again after each kill, until it says that everything is sent. */
async function runUntilDone(station: Station): Promise<void> {
  for (;;) {
    station.process = startUpload(station.home, '--until-empty');
    const { code, signal, output } = await station.process.ended;
    station.process = null;
    if (code === 0) {
      station.done = true;
      return;
    }
    if (signal !== 'SIGKILL') throw new Error(`an upload ended with ${code ?? signal}:\n${output}`);
  }
}

/** Troubles at moments of the work, not of the clock: spread over the rows that came, so that each falls into the upload however fast it is. */
function startTroubles(
  { restarts, kills, progress }: UploadsOptions,
  postgres: ThrowAwayPostgres,
  stations: readonly Station[],
  rows: number,
  random: () => number,
) {
  const done = { restarts: [] as ('fast' | 'immediate')[], terminated: 0, kills: 0 };
  let over = false;
  let lastTerminateShare = 0;
  const work = async () => {
    while (!over) {
      const [{ count = '0' } = {}] = await postgres.query<{ count: string }>(
        'SELECT count(*) AS count FROM wipebench_entries',
      );
      const share = Number(count) / rows;
      if (done.restarts.length < restarts && share >= (done.restarts.length + 1) / (restarts + 1)) {
        const how = done.restarts.length % 2 === 0 ? 'immediate' : 'fast';
        await postgres.restart(how);
        done.restarts.push(how);
        progress(`${count} of ${rows} entries: the server was restarted (${how})\n`);
      }
      if (done.kills < kills && share >= (done.kills + 0.5) / kills) {
        const living = stations.filter(({ process }) => process !== null);
        const victim = living[Math.floor(random() * living.length)];
        if (victim?.process?.child.kill('SIGKILL') === true) done.kills += 1;
      }
      if (share - lastTerminateShare >= TERMINATE_EVERY_SHARE) {
        lastTerminateShare = share;
        const ended = await postgres.query(
          "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE application_name = 'wipebench-station' ORDER BY random() LIMIT 1) AS one",
        );
        done.terminated += ended.length;
      }
      await pause(LOOK_EVERY_MS);
    }
  };
  const working = work();
  // Told at the end; until then it must not end this process.
  working.catch(() => undefined);
  return {
    async end() {
      over = true;
      await working;
      return done;
    },
  };
}
