import { honestNvme } from './driveDefaults.ts';
import { EmulatedDrive } from './emulatedDrive.ts';
import type { NvmeConfig } from './model/nvme/nvmeConfig.ts';
import { NvmeDrive, type NvmeState } from './model/nvme/nvmeDrive.ts';
import { NEVER_SANITIZED } from './model/nvme/sanitizeMachine.ts';
import { NvmeTcpTarget } from './nvmeTcp/nvmeTcpTarget.ts';
import { bodyOptions, type DriveOptions } from './startOptions.ts';

export interface NvmeDriveOptions extends DriveOptions {
  readonly config?: Partial<NvmeConfig>;
  /** An earlier owner sanitized it: the log says success before anything happens here. */
  readonly history?: 'new' | 'sanitized-by-earlier-owner';
}

/** Starts an NVMe drive behind NVMe/TCP on 127.0.0.1. `nvme connect -t tcp -s <port> -n <targetName>` reaches it. */
export async function startNvmeDrive(options: NvmeDriveOptions): Promise<EmulatedDrive<NvmeDrive>> {
  const config: NvmeConfig = { ...honestNvme(options.sizeBytes), ...options.config };
  const nqn = `nqn.2026-01.lab.wipebench:${options.name}`;
  const drive = new EmulatedDrive<NvmeDrive>(
    bodyOptions(options, {
      vendor: 'LAB',
      model: 'LAB NVME SANITIZE',
      serial: `NV${options.name.toUpperCase()}`,
      firmware: 'LABFW1',
      wwnHex: 'ac1d000000000100',
    }),
    nqn,
    (body, saved) => {
      const earlier: NvmeState | undefined =
        options.history === 'sanitized-by-earlier-owner'
          ? {
              sanitize: { ...NEVER_SANITIZED, lastStatus: 1, scdw10: 2, globalDataErased: true },
              blockBytes: config.namespaces.map((namespace) => namespace.blockBytes),
              powerCycles: 0,
            }
          : undefined;
      const model = new NvmeDrive(body, config, (saved as NvmeState | undefined) ?? earlier);
      return { model, frontend: new NvmeTcpTarget(model, nqn) };
    },
  );
  await drive.plug();
  return drive;
}
