import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, createBench } from '../../../test/lab/bench/bench.ts';
import { prepareLab } from '../../../test/lab/bench/kernel.ts';
import type { LabDrive } from '../../../test/lab/bench/labDrive.ts';
import { serveGuestAgent } from '../../../test/lab/bench/stationSocket.ts';
import type { EmulatedDrive } from '../../../test/lab/drives/emulatedDrive.ts';
import { startAtaDrive } from '../../../test/lab/drives/startAtaDrive.ts';
import { startNvmeDrive } from '../../../test/lab/drives/startNvmeDrive.ts';
import { startScsiDrive } from '../../../test/lab/drives/startScsiDrive.ts';

export type LabStation = {
  readonly bench: Bench;
  /** The agent in the guest, as a socket of this host: what a station connects to. */
  readonly socketPath: string;
  /** Folder with `<name>.cells` of each emulated drive: the truth behind what a host can read. */
  readonly cellsFolder: string;
  stop(): Promise<void>;
};

const MIB = 1024 ** 2;
const HOURS_12_MS = 12 * 3_600_000;
/** Erases slow enough to be watched. */
const DURATIONS = { blockMs: 8_000, cryptoMs: 4_000, overwriteMs: 12_000, securityEraseMs: 10_000, formatMs: 2_000 };

/** The emulated drives of the lab's shelf that can erase themselves. */
export const SHELF = {
  nvme: 'NVLAB01K4107',
  sataSsd: 'SALAB02K4370',
  sataHdd: 'SALAB03K4633',
  sas: 'SCLAB04K4896',
} as const;

/**
 * Boots an emulated wipe-bench PC (QEMU, Debian's kernel and its real drivers, the real agent as its root) with emulated drives of every kind. What
 * it seals says `virtual`. Answers why not where the lab cannot run.
 */
export async function startLabStation(
  folder: string,
  others: readonly LabDrive[],
  tell: (text: string) => void,
): Promise<LabStation | { readonly missing: readonly string[] }> {
  const readiness = prepareLab();
  if (!readiness.ready) return { missing: readiness.missing };
  const cellsFolder = join(folder, 'shelf');
  mkdirSync(cellsFolder, { recursive: true });
  const drives: EmulatedDrive[] = [];
  const bench = await createBench({ kernel: readiness.kernel, drives: others, lifetimeMs: HOURS_12_MS });
  const stopAll = async () => {
    await bench.close();
    for (const drive of drives) await drive.stop();
  };
  try {
    tell(`Booting an emulated bench PC (kernel ${readiness.kernel.version}) ...`);
    await bench.boot();
    const shelf = { directory: cellsFolder, sizeBytes: 64 * MIB, durations: DURATIONS };
    const nvme = await startNvmeDrive({
      ...shelf,
      name: 'nvme',
      identity: { serial: SHELF.nvme, model: 'LAB NVME SSD' },
    });
    const sataSsd = await startAtaDrive({
      ...shelf,
      name: 'satassd',
      identity: { serial: SHELF.sataSsd, model: 'LAB SATA SSD', wwnHex: '5000c50015ea7a01' },
    });
    const sataHdd = await startAtaDrive({
      ...shelf,
      name: 'satahdd',
      identity: { serial: SHELF.sataHdd, model: 'LAB SATA HDD', wwnHex: '5000c50015ea7a02' },
      config: { rotationRate: 7200, sanitize: { block: false, crypto: false, overwrite: true, antifreeze: true } },
    });
    const sas = await startScsiDrive({
      ...shelf,
      name: 'sas',
      identity: { serial: SHELF.sas, model: 'LAB SAS SSD', wwnHex: '5000c50015ea7a03' },
    });
    drives.push(nvme, sataSsd, sataHdd, sas);
    await bench.connectNvmeTcp(nvme.port, nvme.targetName);
    for (const drive of [sataSsd, sataHdd, sas]) await bench.loginIscsi(drive.port, drive.targetName);
    tell('Starting the agent in it ...');
    const agent = await bench.startAgent({ argv: ['--emulated'] });
    const socketPath = join(folder, 'agent.sock');
    const server = await serveGuestAgent(socketPath, agent);
    return {
      bench,
      socketPath,
      cellsFolder,
      async stop() {
        server.close();
        await stopAll();
      },
    };
  } catch (cause) {
    await stopAll();
    throw cause;
  }
}
