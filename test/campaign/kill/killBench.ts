import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StationSnapshot } from '../../../core/contract/stationSnapshot.ts';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import { granted } from '../../../electron/cli/demo/ask.ts';
import { makeTtyPair } from '../../../electron/cli/demo/socatPair.ts';
import { plugVirtualPrinter, type VirtualPrinter } from '../../../electron/cli/demo/virtualPrinter/virtualPrinter.ts';
import { pathsUnder, type StationPaths } from '../../../electron/station/paths/stationPaths.ts';
import { configureSinks } from '../../fixtures/uploads/stationWithLedger.ts';
import { type BenchProcess, startProcess } from './benchProcess.ts';
import type { Victim } from './killRound.ts';
import { type PlainEndpoint, startEndpoint } from './plainEndpoint.ts';
import { openWindow, type StationWindow } from './stationWindow.ts';

/** Where everything lies. The folders may be of different file systems. */
export type BenchFolders = {
  readonly root: string;
  readonly agentState: string;
  readonly stationHome: string;
  readonly uploads: string;
};

export type KillBench = {
  readonly folders: BenchFolders;
  readonly station: StationPaths;
  readonly printer: VirtualPrinter;
  readonly endpoint: PlainEndpoint;
  readonly serials: readonly string[];
  /** The lead's and the technician's session at the running processes. */
  lead(): string;
  technician(): string;
  window(): StationWindow;
  snapshot(): Promise<StationSnapshot>;
  kill(victim: Victim): Promise<void>;
  /** Starts whoever is dead, connects, and signs both people in. */
  start(): Promise<void>;
  logs(): string;
  stop(): Promise<void>;
};

const PIN = '4711-2026';
const MIB = 1024 * 1024;
const PATIENCE_MS = 10 * 60_000;
const SERIALS = ['KILL01A7F1', 'KILL02B8E2'];

/** One folder below `root` for everything. */
export function foldersUnder(root: string): BenchFolders {
  const at = (name: string) => join(root, name);
  return { root, agentState: at('agent'), stationHome: at('station'), uploads: at('uploads') };
}

/** Asks until there is an answer; throws with the name of what it waited for when patience ends. */
export async function waitUntil<T>(what: string, ask: () => T | null | Promise<T | null>): Promise<T> {
  const endMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > endMs) throw new Error(`waited in vain for ${what}`);
    await pause(15);
  }
}

/**
 * A whole bench: the agent on two image files and the station, each a process of its own, a label printer's model on a pseudo-terminal, a folder and an
 * endpoint that everything is uploaded to. Two people are enrolled, the printer is set up. `environment` is what both processes are started with.
 */
export async function startKillBench(
  folders: BenchFolders,
  random: () => number,
  environment: Readonly<Record<string, string>> = {},
): Promise<KillBench> {
  const { root, agentState, stationHome, uploads } = folders;
  const images = join(root, 'bench');
  for (const folder of [images, agentState, stationHome, uploads]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socket = join(root, 'agent.sock');
  const ttys = await makeTtyPair(root);
  const printer = await plugVirtualPrinter(ttys.printerEnd);
  const endpoint = await startEndpoint(random);
  configureSinks(stationHome, [
    { name: 'folder', kind: 'directory', folder: uploads },
    { name: 'endpoint', kind: 'https', url: endpoint.url, timeoutSeconds: 20 },
  ]);
  let agent: BenchProcess | null = null;
  let station: BenchProcess | null = null;
  let window: StationWindow | null = null;
  let sessions = { lead: '', technician: '' };
  const lastWords: string[] = [];

  const open = (): StationWindow => {
    if (window === null) throw new Error('the station is not running');
    return window;
  };
  const startAgent = async () => {
    const argv = [
      '--virtual',
      images,
      '--bays',
      '2',
      '--state',
      agentState,
      '--socket',
      socket,
      '--name',
      'Kill bench',
    ];
    agent = await startProcess('wipebench-agent', 'native/agent/main.ts', argv, environment);
  };
  const startStation = async () => {
    const argv = ['--agent', socket, '--serve-port', '0', '--renderer', root];
    const home = { ...environment, WIPEBENCH_HOME: stationHome };
    station = await startProcess('wipebench-station', 'electron/station/main.ts', argv, home);
    window = await openWindow(station.address);
  };

  async function enrol(): Promise<void> {
    const person = { badge: null, pin: PIN };
    const lead = granted(
      await open().call('people.enrol', {
        ...person,
        session: null,
        name: 'Ines Okafor',
        title: 'Shift lead',
        roles: ['shift-lead'],
      }),
    );
    const { token } = granted(await open().call('people.signIn', { personId: lead.personId, pin: PIN }));
    granted(
      await open().call('people.enrol', {
        ...person,
        session: token,
        name: 'Tomasz Wójcik',
        title: 'Technician',
        roles: ['technician'],
      }),
    );
  }

  async function signIn(): Promise<void> {
    const { people } = await open().call('snapshot', {});
    const tokens = people.map(async ({ personId, roles }) => {
      const { token } = granted(await open().call('people.signIn', { personId, pin: PIN }));
      return { token, roles };
    });
    const signed = await Promise.all(tokens);
    const of = (role: 'shift-lead' | 'technician') => signed.find(({ roles }) => roles.includes(role))?.token ?? '';
    sessions = { lead: of('shift-lead'), technician: of('technician') };
  }

  async function start(): Promise<void> {
    const dead = [...(agent === null ? [startAgent()] : []), ...(station === null ? [startStation()] : [])];
    // Both come to their end before anything else: what failed must not leave the other one behind unseen.
    const ends = await Promise.allSettled(dead);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    await waitUntil('the station to meet its agent', async () => {
      const { agent: link } = await open().call('snapshot', {});
      return link.state === 'connected' ? true : null;
    });
    const { people } = await open().call('snapshot', {});
    if (people.length < 2) await enrol();
    await signIn();
  }

  const stop = async () => {
    await station?.kill();
    await agent?.kill();
    await printer.unplug();
    await ttys.stop();
    await endpoint.stop();
  };

  const bench: KillBench = {
    folders,
    station: pathsUnder(stationHome),
    printer,
    endpoint,
    serials: SERIALS,
    lead: () => sessions.lead,
    technician: () => sessions.technician,
    window: open,
    snapshot: () => open().call('snapshot', {}),
    async kill(victim) {
      const dying: Promise<void>[] = [];
      for (const one of [agent, station]) {
        if (one === null || (victim !== 'both' && victim !== (one === agent ? 'agent' : 'station'))) continue;
        dying.push(one.kill());
        lastWords.push(one.log().slice(-2000));
      }
      if (victim !== 'station') agent = null;
      if (victim !== 'agent') {
        station = null;
        window = null;
      }
      await Promise.all(dying);
      lastWords.splice(0, lastWords.length - 6);
    },
    start,
    logs: () => [...lastWords, agent?.log().slice(-4000) ?? '', station?.log().slice(-4000) ?? ''].join('\n---\n'),
    stop,
  };
  try {
    await start();
    const configured = await open().call('printer.configure', {
      session: sessions.lead,
      printer: { ...FACTORY_PRINTER, baudRate: 921_600, path: ttys.stationEnd },
    });
    granted(configured);
    for (const [index, serialNumber] of SERIALS.entries()) {
      granted(
        await open().call('virtual.plug', {
          bayId: `bay-0${index + 1}`,
          sizeBytes: MIB,
          model: 'Larkspur HD-1',
          serialNumber,
          mediaType: 'magnetic',
          fileSystem: 'none',
          maxBytesPerSecond: null,
        }),
      );
    }
    await waitUntil('the drives to be seen', async () => {
      const { drives } = await open().call('snapshot', {});
      return drives.length === SERIALS.length ? true : null;
    });
    return bench;
  } catch (cause) {
    await stop();
    throw new Error(`the bench did not start: ${bench.logs()}`, { cause });
  }
}
