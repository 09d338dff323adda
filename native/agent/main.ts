import { hostname } from 'node:os';
import { startAgent } from './server/agent.ts';
import { createAgentLog } from './server/agentLog.ts';
import { OptionsError, readAgentOptions, readRotateKeyOptions, USAGE } from './server/agentOptions.ts';
import { rotateKeyOffline } from './server/rotateKeyOffline.ts';

/** The agent's process: reads the command line, starts, says on stdout that it listens, and ends cleanly on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const rotation = orExit(() => readRotateKeyOptions(process.argv.slice(2)));
  if (rotation !== null) {
    process.umask(0o077);
    const { exitCode, sentence } = await rotateKeyOffline(rotation);
    process.stdout.write(`${sentence}\n`);
    process.exit(exitCode);
  }
  const options = orExit(() => readAgentOptions(process.argv.slice(2), hostname()));
  if (options.virtualDirectory === null && process.getuid?.() !== 0) {
    fail(
      77,
      'The agent needs root to work on real drives. Start it by systemd or with sudo, or use --virtual DIR for a bench of image files.',
    );
  }
  process.umask(0o077);
  const log = createAgentLog();
  // A fault that nobody caught leaves memory in doubt: end here; the journals carry every job over to the next start.
  process.on('uncaughtException', (cause) => {
    log.error('fault', { where: 'process', why: cause.stack ?? cause.message });
    process.exit(70);
  });
  const agent = await startAgent(options, log);
  let ending = false;
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (ending) return;
      ending = true;
      log.info('agent-ends', { signal: name });
      agent.stop().then(
        () => process.exit(0),
        (cause: unknown) => {
          log.error('fault', { where: 'stop', why: String(cause) });
          process.exit(70);
        },
      );
    });
  }
  log.info('agent-ready', { socket: options.socketPath });
  process.stdout.write(`wipebench-agent ready ${options.socketPath}\n`);
}

function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof OptionsError)) throw cause;
    return fail(2, `${cause.message}\n${USAGE}`);
  }
}

function fail(exitCode: number, sentence: string): never {
  process.stderr.write(`wipebench-agent: ${sentence}\n`);
  process.exit(exitCode);
}

main().catch((cause: unknown) => fail(1, cause instanceof Error ? cause.message : String(cause)));
