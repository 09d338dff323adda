import { join } from 'node:path';
import { startUntilReady } from '../../../electron/cli/bench/childProcess.ts';
import {
  done,
  makeStationDirectory,
  plugDrive,
  removeStationDirectory,
  signInFirstPerson,
  startAgent,
  startWipe,
} from '../../integration/agent/agentProcess.ts';

const PROJECT = join(import.meta.dirname, '../../..');
export const BAYS = 48;
/** At this pace the engine tells its progress four times a second, as it does of every drive, and the drives last longer than a round. */
const BYTES_PER_SECOND = 1024 * 1024;
const SIZE_MIB = 256;

/** The real agent with a virtual drive in each of 48 bays, and the real station as a process of its own. */
export type LiveBench = {
  readonly stationPid: number;
  /** Opens the window once. */
  readonly url: string;
  /** Starts a wipe in every bay, and resolves when all of them are being written. */
  startAll(): Promise<void>;
  /** Stops them, and resolves when each has its record. */
  stopAll(): Promise<void>;
  /** Progress that the agent has told since its start. */
  told(): number;
  stop(): Promise<void>;
};

export async function startLiveBench(): Promise<LiveBench> {
  const directory = makeStationDirectory();
  const agent = await startAgent(directory, ['--bays', String(BAYS)]);
  const { client } = agent;
  const session = await signInFirstPerson(client);
  const drives: { readonly driveId: string; readonly serialNumber: string }[] = [];
  for (let number = 1; number <= BAYS; number += 1) {
    const bayId = `bay-${String(number).padStart(2, '0')}`;
    const serialNumber = `WB48LIVE${String(number).padStart(4, '0')}`;
    const plugged = { bayId, serialNumber, sizeMiB: SIZE_MIB, maxBytesPerSecond: BYTES_PER_SECOND };
    drives.push({ driveId: await plugDrive(client, plugged), serialNumber });
  }
  const station = await startUntilReady(
    'wipebench-station',
    [
      ...[join(PROJECT, 'electron/station/main.ts'), '--agent', agent.socketPath],
      ...['--renderer', join(PROJECT, 'out/renderer'), '--serve-port', '0'],
    ],
    { ...process.env, WIPEBENCH_HOME: join(directory.path, 'home') },
  );
  let told = 0;
  client.on('job.changed', () => {
    told += 1;
  });
  const open = async () => (await client.call('snapshot', {})).jobs.filter(({ state }) => state.kind !== 'ended');
  const until = async (holds: () => Promise<boolean>) => {
    while (!(await holds())) await new Promise((next) => setTimeout(next, 200));
  };
  return {
    stationPid: station.process.pid ?? 0,
    url: station.readyLine.replace('wipebench-station ready ', ''),
    told: () => told,
    async startAll() {
      for (const { driveId, serialNumber } of drives) {
        await startWipe(client, session, driveId, serialNumber.slice(-4));
      }
      await until(async () =>
        (await open()).every(({ state }) => state.kind === 'running' && state.phase === 'sanitize'),
      );
    },
    async stopAll() {
      for (const { jobId } of await open()) {
        done(await client.call('jobs.cancel', { session, jobId, why: 'the measurement is over' }));
      }
      await until(async () => (await open()).length === 0);
    },
    async stop() {
      await station.stop();
      await agent.stop();
      removeStationDirectory(directory);
    },
  };
}
