import { join } from 'node:path';
import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';

const FIRST_RESTART_MS = 500;
const LONGEST_RESTART_MS = 15_000;

export type StationProcess = {
  start(): void;
  /** Hands a window's port over; a port that comes while the station is down is closed, and the window asks again. */
  give(port: MessagePortMain): void;
  stop(): void;
};

/** Keeps the station running in a utility process: the window survives its crash and meets the next one. */
export function createStationProcess(): StationProcess {
  let child: UtilityProcess | null = null;
  let restartMs = FIRST_RESTART_MS;
  let stopping = false;

  function start(): void {
    const startedAtMs = Date.now();
    const started = utilityProcess.fork(
      join(import.meta.dirname, 'station.js'),
      process.argv.slice(process.defaultApp ? 2 : 1),
      {
        serviceName: 'Wipebench station',
        stdio: 'inherit',
      },
    );
    child = started;
    started.once('exit', (code) => {
      child = null;
      if (stopping) return;
      restartMs = Date.now() - startedAtMs > 60_000 ? FIRST_RESTART_MS : Math.min(restartMs * 2, LONGEST_RESTART_MS);
      process.stderr.write(`wipebench: the station ended with code ${code}; it starts again in ${restartMs} ms\n`);
      setTimeout(start, restartMs);
    });
  }

  return {
    start,
    give(port) {
      if (child === null) port.close();
      else child.postMessage({ kind: 'window' }, [port]);
    },
    stop() {
      stopping = true;
      child?.kill();
    },
  };
}
