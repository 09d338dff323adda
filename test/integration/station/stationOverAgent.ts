import { join } from 'node:path';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import type { Role } from '../../../core/domain/person.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { type Station, startStation } from '../../../electron/station/stationService.ts';
import { memoryPair } from '../../fixtures/station/channelPairs.ts';
import { until } from '../../fixtures/station/until.ts';
import {
  type Agent,
  done,
  makeStationDirectory,
  PIN,
  removeStationDirectory,
  type StationDirectory,
  startAgent,
} from '../agent/agentProcess.ts';

export type StationOverAgent = {
  readonly directory: StationDirectory;
  readonly agent: Agent;
  readonly station: Station;
  readonly window: ContractClient<StationContract>;
  /** Enrols the station's first person through the window and signs them in; answers the session token. */
  signInFirst(roles: Role[]): Promise<string>;
  /** Ends all and removes its files. */
  close(): Promise<void>;
};

/** A station connected to a real agent process on a virtual bench, and a window's side of its contract. */
export async function startStationOverAgent(agentOptions: readonly string[] = []): Promise<StationOverAgent> {
  const directory = makeStationDirectory();
  const agent = await startAgent(directory, agentOptions);
  const station = startStation({
    agentSocket: join(directory.path, 'agent.sock'),
    paths: pathsUnder(join(directory.path, 'home')),
    log: () => undefined,
  });
  const { near, far } = await memoryPair();
  station.accept(near);
  const window = connectContract(stationContract, far, { build: 'test' });
  await until('the agent', () => station.snapshot().agent.state === 'connected');
  return {
    directory,
    agent,
    station,
    window,
    async signInFirst(roles) {
      const enrol = { session: null, name: 'Alma Ruiz', title: '', roles, pin: PIN, badge: null };
      const { personId } = done(await window.call('people.enrol', enrol));
      return done(await window.call('people.signIn', { personId, pin: PIN })).token;
    },
    async close() {
      await station.stop();
      await agent.stop();
      removeStationDirectory(directory);
    },
  };
}
