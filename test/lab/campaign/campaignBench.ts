import type { AgentContract } from '../../../core/contract/agent.ts';
import type { ContractClient } from '../../../core/contract/rpcClient.ts';
import { type Drive, serialTail } from '../../../core/domain/drive.ts';
import type { Statement } from '../../../native/agent/ledger/statement.ts';
import { signInFirstPerson } from '../../integration/agent/agentProcess.ts';
import { type Bench, createBench } from '../bench/bench.ts';
import { AGENT_STATE_IN_GUEST, type GuestAgent } from '../bench/guestAgent.ts';
import type { LabKernel } from '../bench/kernel.ts';
import { bringSedutil } from '../bench/sedutilStandIn.ts';
import { LAB_PSID } from '../drives/driveDefaults.ts';
import { readPayload } from '../matrix/ledgerFacts.ts';
import type { CampaignDrive } from './campaignDrive.ts';
import { asksPsid } from './campaignTechniques.ts';

const SEEN_MS = 240_000;
const CONNECT_MS = 240_000;
const LOOK_EVERY_MS = 700;
const TRIES = 5;
/** How long a drive that is made to stand may leave the guest's kernel without an answer. */
const KERNEL_PATIENCE_S = 900;
/** And the agent: a drive is not stalled because it waits for the others at its point. */
const SILENCE_MS = 900_000;

/** What is lost at a cut: the power of the whole bench, or only the agent's process. */
export type CutKind = 'power' | 'agent';

/** A bench PC with the real agent that loses its power, or its agent, and comes back with the same drives. */
export class CampaignBench {
  readonly bench: Bench;
  agent: GuestAgent;
  readonly #stateFolder: string;
  #session: string;
  #looking: Promise<readonly Drive[]> | null = null;
  readonly #statements: Statement[] = [];

  constructor(bench: Bench, agent: GuestAgent, session: string) {
    this.bench = bench;
    this.agent = agent;
    this.#session = session;
    this.#stateFolder = `${bench.folder}${AGENT_STATE_IN_GUEST.replace('/run', '')}`;
  }

  /** The agent's state as it lies on the host, through every cut. */
  get stateFolder(): string {
    return this.#stateFolder;
  }

  private get client(): ContractClient<AgentContract> {
    return this.agent.client;
  }

  /** Makes the guest's kernel see the drives, all by one order: each order to the slow guest costs a second. */
  async connect(drives: readonly CampaignDrive[]): Promise<void> {
    if (drives.some(({ technique }) => asksPsid(technique))) await bringSedutil(this.bench);
    const targets = drives.flatMap(({ served }) => [served.targetName, String(served.port)]);
    const argv = ['bash', '-c', CONNECT, 'bash', String(KERNEL_PATIENCE_S), ...targets];
    await this.bench.must(argv, { timeoutMs: CONNECT_MS });
  }

  /** Takes drives that are done with away from the guest's kernel. */
  async disconnect(drives: readonly CampaignDrive[]): Promise<void> {
    const targets = drives.map(({ served }) => served.targetName);
    await this.bench.exec(['bash', '-c', DISCONNECT, 'bash', ...targets], { timeoutMs: CONNECT_MS });
  }

  /** Starts the drive's job as a technician would. A drive that is asked before its own words have come may be refused once as changed. */
  async startJob(drive: CampaignDrive): Promise<void> {
    const { techniqueId, policyId } = drive.technique;
    const { driveId, serialNumber } = await this.#driveOf(drive.served.identity.serial);
    for (let tries = 1; ; tries += 1) {
      const wanted = { session: this.#session, driveId, policyId, techniqueId };
      const permitted = await this.client.call('preflight', wanted);
      const started =
        permitted.outcome === 'refused'
          ? permitted
          : await this.client.call('jobs.start', {
              ...{
                session: this.#session,
                token: permitted.value.token,
                serialTail: serialTail(serialNumber ?? '') ?? '',
              },
              asset: { assetTag: drive.served.identity.serial, lotName: 'CAMPAIGN' },
              ...(asksPsid(drive.technique) ? { psid: LAB_PSID } : {}),
            });
      if (started.outcome === 'done') {
        drive.jobId = started.value.jobId;
        return;
      }
      const codes = started.refusals.map(({ code, details }) => `${code} ${JSON.stringify(details)}`).join('; ');
      if (tries === TRIES) throw new Error(`${techniqueId} was refused: ${codes}`);
      await pause(1_000);
    }
  }

  async #driveOf(serial: string): Promise<Drive> {
    const untilMs = performance.now() + SEEN_MS;
    for (;;) {
      const found = (await this.#shown()).find(({ identities, erase }) => {
        return erase !== null && identities.some(({ serialNumber }) => serialNumber === serial);
      });
      if (found !== undefined) return found;
      if (performance.now() > untilMs) throw new Error(`the agent shows no drive ${serial}\n${this.bench.log()}`);
    }
  }

  /** One question for all who wait: each costs the slow guest as much as a step of a wipe. */
  #shown(): Promise<readonly Drive[]> {
    this.#looking ??= pause(LOOK_EVERY_MS)
      .then(() => this.client.call('snapshot', {}))
      .then(({ drives }) => drives)
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  /** Every statement of the ledger, oldest first; what was read in an earlier round is not read again. */
  async ledger(): Promise<readonly Statement[]> {
    for (;;) {
      const { entries } = await this.client.call('ledger.read', { fromSeq: this.#statements.length, limit: 500 });
      if (entries.length === 0) return this.#statements;
      this.#statements.push(...entries.map(readPayload));
    }
  }

  /** SIGKILL: for the whole computer, or for the agent alone. */
  async cut(kind: CutKind): Promise<void> {
    if (kind === 'power') await this.bench.powerCut();
    else await this.agent.kill();
  }

  /** Everything on again. Drives that lost their power with the computer have it back; without that they, and programs of the dead agent, had gone on. */
  async comeBack(kind: CutKind, drives: readonly CampaignDrive[]): Promise<void> {
    for (const drive of drives) {
      if (kind === 'power') await drive.served.unplug();
      drive.goOn();
      if (kind === 'power') await drive.served.replug();
    }
    if (kind === 'power') {
      await this.bench.boot();
      await this.connect(drives);
    }
    await this.#startAgain();
  }

  async #startAgain(): Promise<void> {
    this.agent = await this.bench.startAgent({ silenceMs: SILENCE_MS });
    this.#session = await signInFirstPerson(this.client);
  }
}

/** Boots a bench with no drives of its own. `bench.close()` ends it. */
export async function openCampaignBench(kernel: LabKernel, lifetimeMs: number): Promise<CampaignBench> {
  const bench = await createBench({ kernel, drives: [], lifetimeMs, memoryMiB: 1536 });
  try {
    await bench.boot();
    const agent = await bench.startAgent({ silenceMs: SILENCE_MS });
    return new CampaignBench(bench, agent, await signInFirstPerson(agent.client));
  } catch (cause) {
    await bench.close();
    throw cause;
  }
}

export const pause = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms));

/** Patience in seconds, then the name and the port of each target. */
const CONNECT = `seconds=$1; shift
patient() { for f in /sys/module/nvme_core/parameters/{io,admin}_timeout /sys/block/sd*/device/timeout; do [ -w $f ] && echo $seconds > $f; done; true; }
modprobe --all nvme-tcp iscsi_tcp sd_mod sg || exit 1
patient
while [ $# -gt 0 ]; do
  case $1 in
    nqn.*) printf 'transport=tcp,traddr=10.0.2.2,trsvcid=%s,nqn=%s,nr_io_queues=1,keep_alive_tmo=%s' $2 $1 $seconds > /dev/nvme-fabrics || exit 1 ;;
    *) iscsistart -i iqn.2026-01.lab:guest -t $1 -g 1 -a 10.0.2.2 -p $2 >/dev/null || exit 1 ;;
  esac
  shift 2
done
udevadm settle
patient`;

/** The names of the targets. */
const DISCONNECT = `for target; do
  case $target in
    nqn.*) for c in /sys/class/nvme/nvme*; do [ "$(cat $c/subsysnqn)" = $target ] && echo 1 > $c/delete_controller; done; continue ;;
  esac
  for s in /sys/class/iscsi_session/session*; do
    [ "$(cat $s/targetname)" = "$target" ] || continue
    echo 1 > $s/recovery_tmo
    for d in $s/device/target*/*:*:*:*/delete; do [ -e $d ] && timeout 20 sh -c "echo 1 > $d"; done
  done
done`;
