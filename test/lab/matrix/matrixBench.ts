import type { AgentContract } from '../../../core/contract/agent.ts';
import type { ContractClient } from '../../../core/contract/rpcClient.ts';
import type { Drive } from '../../../core/domain/drive.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { Statement } from '../../../native/agent/ledger/statement.ts';
import { signInFirstPerson } from '../../integration/agent/agentProcess.ts';
import { type Bench, createBench } from '../bench/bench.ts';
import type { GuestAgent } from '../bench/guestAgent.ts';
import type { LabKernel } from '../bench/kernel.ts';
import type { LabDrive } from '../bench/labDrive.ts';
import type { EmulatedDrive } from '../drives/emulatedDrive.ts';
import { readPayload } from './ledgerFacts.ts';

/** A booted bench with the real agent in it, on which served drives come and go while others are being wiped. */
export type MatrixBench = {
  readonly bench: Bench;
  /** The agent as it runs now, and the first person's session with it. */
  readonly agent: GuestAgent;
  readonly client: ContractClient<AgentContract>;
  readonly session: string;
  /** Starts the agent again on its state, after it was killed or stopped. */
  restartAgent(argv?: readonly string[]): Promise<void>;
  /** Makes the guest's kernel find a served drive. */
  connect(served: EmulatedDrive): Promise<void>;
  /** Takes a served drive away from the guest's kernel, as pulling it out does; the drive itself goes on. */
  disconnect(served: EmulatedDrive): Promise<void>;
  /** Puts a file system on one namespace of a connected NVMe drive and mounts it, until the drive is taken away. */
  mount(served: EmulatedDrive, namespace: number): Promise<void>;
  /** The drive of a serial number, as soon as the agent shows it (or all `count` that bear it) with the drive's own words; with several, the newest. */
  driveOf(serial: string, count?: number): Promise<Drive>;
  entry(seq: number): Promise<LedgerEntry>;
  /** The newest entry that the sentence is true of. */
  newest(wanted: (statement: Statement) => boolean): Promise<LedgerEntry | null>;
  close(): Promise<void>;
};

/** The engine never waits this long for a read; a drive that erases itself may show no movement for as long as this. */
export const LAB_SILENCE = { engineMs: 60_000, deviceMs: 15_000 };
const SEEN_MS = 90_000;

/** Boots a bench and signs somebody in. `close` ends it. */
export async function openMatrixBench(
  kernel: LabKernel,
  drives: readonly LabDrive[] = [],
  processors = 1,
): Promise<MatrixBench> {
  const bench = await createBench({ kernel, drives, processors, lifetimeMs: 1_800_000, memoryMiB: 1536 });
  try {
    await bench.boot();
    const start = async (argv: readonly string[]): Promise<{ agent: GuestAgent; session: string }> => {
      const silence = ['--device-silence-ms', String(LAB_SILENCE.deviceMs)];
      const agent = await bench.startAgent({ silenceMs: LAB_SILENCE.engineMs, argv: [...silence, ...argv] });
      return { agent, session: await signInFirstPerson(agent.client) };
    };
    let now = await start([]);
    return {
      bench,
      get agent() {
        return now.agent;
      },
      get client() {
        return now.agent.client;
      },
      get session() {
        return now.session;
      },
      async restartAgent(argv = []) {
        now = await start(argv);
      },
      ...onBench(bench, () => now.agent.client),
      close: () => bench.close(),
    };
  } catch (error) {
    await bench.close();
    throw error;
  }
}

function onBench(
  bench: Bench,
  client: () => ContractClient<AgentContract>,
): Pick<MatrixBench, 'connect' | 'disconnect' | 'mount' | 'driveOf' | 'entry' | 'newest'> {
  const pluggings = new WeakMap<EmulatedDrive, number>();
  /** Two iscsistarts at once get in each other's way. */
  let turn: Promise<unknown> = Promise.resolve();
  const oneByOne = <T>(act: () => Promise<T>): Promise<T> => {
    const done = turn.then(act, act);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    connect: (served) =>
      oneByOne(async () => {
        if (served.targetName.startsWith('nqn.')) {
          // Whoever loses the link gives the drive up at once: it was pulled out.
          const hasty = { nr_io_queues: 1, reconnect_delay: 1, ctrl_loss_tmo: 2, keep_alive_tmo: 120 };
          await bench.connectNvmeTcp(served.port, served.targetName, hasty);
        } else {
          const before = pluggings.get(served) ?? 0;
          pluggings.set(served, before + 1);
          await bench.loginIscsi(
            served.port,
            before === 0 ? served.targetName : `${served.targetName}:plug-${before + 1}`,
          );
        }
      }),
    async mount(served, namespace) {
      const facts = [served.targetName, String(namespace), mountPointOf(served)];
      await bench.must(['bash', '-c', MOUNT_NAMESPACE, 'bash', ...facts]);
    },
    async disconnect(served) {
      await bench.exec(['bash', '-c', UNMOUNT, 'bash', mountPointOf(served)]);
      if (served.targetName.startsWith('nqn.')) {
        await bench.disconnectNvmeTcp(served.targetName);
        return;
      }
      await bench.exec(['bash', '-c', DELETE_DISKS, 'bash', served.targetName]);
    },
    async driveOf(serial, count = 1) {
      const untilMs = performance.now() + SEEN_MS;
      for (;;) {
        const { drives } = await client().call('snapshot', {});
        const all = drives.filter(({ identities }) => identities.some((one) => one.serialNumber === serial));
        const found = all.at(-1);
        if (found !== undefined && all.length >= count && all.every(hasAnswered)) return found;
        // One that never answers is shown all the same.
        if (found !== undefined && performance.now() > untilMs) return found;
        if (performance.now() > untilMs) throw new Error(`the agent shows no drive ${serial}\n${bench.log()}`);
        await new Promise((next) => setTimeout(next, 1_000));
      }
    },
    async entry(seq) {
      const { entries } = await client().call('ledger.read', { fromSeq: seq, limit: 1 });
      const [found] = entries;
      if (found?.seq !== seq) throw new Error(`the ledger has no entry ${seq}`);
      return found;
    },
    async newest(wanted) {
      const { entries } = await client().call('ledger.read', { fromSeq: 0, limit: 500 });
      return entries.findLast((entry) => wanted(readPayload(entry))) ?? null;
    },
  };
}

const hasAnswered = ({ remarks }: Drive): boolean => !remarks.some(({ code }) => code === 'pass-through-not-answered');

/** The disks of every session with this target; the name is the only argument. */
const DELETE_DISKS = `for s in /sys/class/iscsi_session/session*; do
  case "$(cat $s/targetname)" in "$1"|"$1":plug-*) ;; *) continue ;; esac
  echo 1 > $s/recovery_tmo
  for d in $s/device/target*/*:*:*:*/delete; do [ -e $d ] && timeout 20 sh -c "echo 1 > $d"; done
done`;

const mountPointOf = ({ identity }: EmulatedDrive): string => `/run/mounted-${identity.serial}`;

/** Makes a file system on the block device of namespace $2 of the subsystem $1 and mounts it at $3; the device may take a moment to come. */
const MOUNT_NAMESPACE = `for attempt in $(seq 50); do
  for s in /sys/class/nvme-subsystem/nvme-subsys*; do
    [ "$(cat $s/subsysnqn)" = "$1" ] || continue
    for d in /sys/block/nvme*n*; do
      [ "$(cat $d/nsid)" = "$2" ] || continue
      [ "$(cat $d/hidden)" = 1 ] && continue
      o=$(readlink -f $d/device)
      [ "$o" = "$(readlink -f $s)" ] || [ -e $s/$(basename $o) ] || continue
      mkdir -p $3 && mke2fs -q -F /dev/$(basename $d) && mount /dev/$(basename $d) $3
      exit $?
    done
  done
  sleep 0.2
done
exit 1`;
const UNMOUNT = 'if [ -d "$1" ]; then umount "$1"; rmdir "$1"; fi';
