import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelPair } from '../../../core/contract/channelPair.ts';
import { connectContract } from '../../../core/contract/rpcClient.ts';
import { stationContract } from '../../../core/contract/station.ts';
import type { StationPaths } from '../../station/paths/stationPaths.ts';
import { type Station, startStation } from '../../station/stationService.ts';
import { startVirtualAgent, type VirtualAgent } from '../bench/virtualAgent.ts';
import type { DemoWindow } from './demoStory.ts';
import { makeTtyPair, type TtyPair } from './socatPair.ts';
import { plugVirtualPrinter, type VirtualPrinter } from './virtualPrinter/virtualPrinter.ts';
import { waitFor } from './waitFor.ts';

export type DemoBench = {
  readonly window: DemoWindow;
  readonly station: Station;
  readonly printer: VirtualPrinter;
  /** The tty a person would choose in the settings. */
  readonly printerPath: string;
  /** Where the image files lie while the demo runs. */
  readonly imageFolder: string;
  stop(): Promise<void>;
};

/**
 * The whole bench in one place: the agent as a process of its own on image files, the station in this one, a label printer on a pseudo-terminal, and
 * a client that speaks the window's contract. Image files and sockets live in a temporary folder and are removed at the end.
 */
export async function startDemoBench(outFolder: string): Promise<DemoBench> {
  const runFolder = mkdtempSync(join(tmpdir(), 'wipebench-demo-'));
  const started: { agent?: VirtualAgent; ttys?: TtyPair; printer?: VirtualPrinter; station?: Station } = {};
  const stop = async () => {
    await started.station?.stop();
    await started.agent?.stop();
    await started.printer?.unplug();
    await started.ttys?.stop();
    rmSync(runFolder, { recursive: true, force: true });
  };
  try {
    const agent = await startVirtualAgent(runFolder, runFolder, 'Demo bench');
    started.agent = agent;
    const ttys = await makeTtyPair(runFolder);
    started.ttys = ttys;
    const printer = await plugVirtualPrinter(ttys.printerEnd);
    started.printer = printer;
    const problems: string[] = [];
    const station = startStation({
      agentSocket: agent.socketPath,
      paths: demoPaths(outFolder, runFolder),
      log: (code, cause) => problems.push(`${code}: ${cause instanceof Error ? cause.message : String(cause)}`),
    });
    started.station = station;
    const [ours, theirs] = channelPair();
    station.accept(theirs);
    const window = connectContract(stationContract, ours, { build: 'demo', callTimeoutMs: 120_000 });
    await window.ready;
    await waitFor(`the station to meet its agent (${problems.join('; ')})`, 60_000, async () => {
      const { agent: link } = await window.call('snapshot', {});
      return link.state === 'connected' ? true : null;
    });
    return {
      window,
      station,
      printer,
      printerPath: ttys.stationEnd,
      imageFolder: join(agent.benchFolder, 'bays'),
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** The demo's results lie openly in its own folder; the station's inner files go with the temporary one. */
export function demoPaths(outFolder: string, runFolder: string): StationPaths {
  return {
    config: join(runFolder, 'config'),
    state: join(runFolder, 'state'),
    data: outFolder,
    database: join(outFolder, 'station.sqlite'),
    certificates: join(outFolder, 'certificates'),
    exports: join(outFolder, 'export'),
    incoming: join(runFolder, 'state/incoming'),
  };
}
