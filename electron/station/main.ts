/**
 * The station as a process of its own. `node electron/station/main.ts --agent SOCKET [--serve-port 0] [--renderer DIR]` serves a browser window and
 * prints one line, `wipebench-station ready http://127.0.0.1:PORT/?token=...`. In Electron's utility process it serves the windows whose ports come
 * from the main process, and listens on nothing.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { stationPaths } from './paths/stationPaths.ts';
import { type LoopbackServer, serveLoopback } from './serve/loopbackServer.ts';
import { type ElectronPort, messagePortChannel } from './serve/messagePort.ts';
import { startStation } from './stationService.ts';
import { StoreTooNew } from './store/migrate.ts';
import { StoreInUse } from './store/openStore.ts';

/** What is used of `process.parentPort` of Electron's utility process. */
type ParentPort = { on(event: 'message', listener: (event: { ports: readonly ElectronPort[] }) => void): void };

const log = pino({ name: 'wipebench-station' }, pino.destination({ dest: 2, sync: true }));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      agent: { type: 'string', default: '/run/wipebench/agent.sock' },
      'serve-port': { type: 'string' },
      renderer: { type: 'string', default: join(import.meta.dirname, '../../out/renderer') },
    },
    // Electron hands its own switches on.
    strict: false,
  });
  const parentPort = (process as { parentPort?: ParentPort }).parentPort;
  const port = Number(values['serve-port'] ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('--serve-port takes a port number from 0 to 65535');

  const station = startStation({
    agentSocket: String(values.agent),
    paths: stationPaths(process.env),
    // Bundled, the thread's script is an entry of its own beside this one.
    ...(import.meta.filename.endsWith('.ts') ? {} : { readerScript: join(import.meta.dirname, 'readerThread.js') }),
    log: (code, cause) => log.warn({ code, cause: cause instanceof Error ? cause.stack : String(cause) }),
  });
  let server: LoopbackServer | null = null;
  parentPort?.on('message', ({ ports: [window] }) => {
    if (window !== undefined) station.accept(messagePortChannel(window));
  });
  if (parentPort === undefined || values['serve-port'] !== undefined) {
    server = await serveLoopback({ port, rendererFolder: String(values.renderer), accept: station.accept });
    process.stdout.write(`wipebench-station ready ${server.oneTimeUrl()}\n`);
  }

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    Promise.all([server?.stop(), station.stop()]).then(
      () => process.exit(0),
      (cause: unknown) => fail(cause),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(cause: unknown): never {
  const expected = cause instanceof StoreInUse || cause instanceof StoreTooNew;
  const words = cause instanceof Error ? (expected ? cause.message : (cause.stack ?? cause.message)) : String(cause);
  process.stderr.write(`wipebench-station: ${words}\n`);
  process.exit(1);
}

main().catch(fail);
