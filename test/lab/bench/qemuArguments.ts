import { join } from 'node:path';
import type { DriveParts } from './driveParts.ts';
import type { LabKernel } from './kernel.ts';
import { PROJECT } from './labPaths.ts';
import { NVME_PORTS } from './places.ts';
import { qemuJson } from './qemuJson.ts';

export type Machine = {
  readonly kernel: LabKernel;
  readonly memoryMiB: number;
  readonly processors: number;
  readonly lifetimeSeconds: number;
  /** Kernel modules that the guest loads before anybody may give orders. */
  readonly drivers: readonly string[];
  /** The folder that guest and host share for writing. */
  readonly outFolder: string;
  readonly qmpPath: string;
  readonly consolePath: string;
};

/** QEMU's arguments for a bench with these drives plugged in. */
export function qemuArguments(machine: Machine, drives: readonly DriveParts[]): string[] {
  const init = Buffer.from(join(PROJECT, 'test/lab/bench/guest/init.sh')).toString('base64');
  const words = [
    'console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable no_timer_check rcupdate.rcu_expedited=1 random.trust_cpu=on audit=0',
    // An emulated processor translates code by its address and clears memory slowly: the same addresses for each program, and no page cleared twice,
    // make starting a program three times as fast.
    'norandmaps nokaslr transparent_hugepage=never init_on_alloc=0 randomize_kstack_offset=off hardened_usercopy=off lsm=',
    // The network device keeps its first name when udev starts.
    'net.ifnames=0',
    `lab.init=${init} lab.lifetime=${machine.lifetimeSeconds} lab.drivers=${machine.drivers.join(',')}`,
  ];
  return [
    ...['-M', 'q35', '-accel', 'tcg,thread=multi,tb-size=512', '-cpu', 'max,-avx,-avx2'],
    ...['-smp', String(machine.processors), '-m', String(machine.memoryMiB)],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', machine.kernel.kernelPath, '-initrd', machine.kernel.initramfsPath, '-append', words.join(' ')],
    ...['-chardev', `file,id=con,path=${escaped(machine.consolePath)}`, '-serial', 'chardev:con'],
    '-virtfs',
    'local,path=/,mount_tag=hostroot,security_model=none,readonly=on,multidevs=remap',
    '-virtfs',
    `local,path=${escaped(machine.outFolder)},mount_tag=out,security_model=none,multidevs=remap`,
    ...['-object', 'rng-random,id=rng0,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=rng0'],
    ...['-netdev', 'user,id=net0,ipv6=off', '-device', 'virtio-net-pci,netdev=net0,romfile='],
    ...['-qmp', `unix:${escaped(machine.qmpPath)},server=on,wait=off`],
    ...portsAndControllers(),
    ...drives.flatMap(({ media, devices }) => [
      ...media.flatMap((medium) => ['-blockdev', qemuJson(medium)]),
      ...devices.flatMap((device) => ['-device', qemuJson(device)]),
    ]),
  ];
}

/** Where drives can be plugged. SATA ports are the machine's own. */
function portsAndControllers(): string[] {
  const ports = Array.from(
    { length: NVME_PORTS },
    (_, index) => `pcie-root-port,id=rp${index},chassis=${index + 1},slot=${index + 1}`,
  );
  return [...ports, 'virtio-scsi-pci,id=vs0', 'mptsas1068,id=mpt0', 'qemu-xhci,id=xhci,p2=8,p3=8'].flatMap((device) => [
    '-device',
    device,
  ]);
}

/** QEMU's option syntax takes a comma for the next option; a doubled one is a comma. */
function escaped(path: string): string {
  return path.replaceAll(',', ',,');
}
