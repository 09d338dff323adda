import { existsSync } from 'node:fs';
import systemInformation from 'systeminformation';
import type { HostFacts } from '../../../core/contract/stationSnapshot.ts';

/** What a PC can be asked. Each answer may be missing; the reader turns that into `null`. */
export type HostSource = {
  identity(): Promise<{ manufacturer: string; model: string; serial: string }>;
  operatingSystem(): Promise<{ distro: string; release: string }>;
  load(): Promise<number | null>;
  temperature(): Promise<number | null>;
  freeMemory(): Promise<number | null>;
  clockSynchronized(): boolean | null;
};

/** This PC, by the `systeminformation` package (sysfs, /proc). Serial numbers need root on most PCs and are unknown otherwise. */
export const thisComputer: HostSource = {
  identity: () => systemInformation.system(),
  operatingSystem: () => systemInformation.osInfo(),
  load: async () => (await systemInformation.currentLoad()).currentLoad,
  temperature: async () => (await systemInformation.cpuTemperature()).main,
  freeMemory: async () => (await systemInformation.mem()).available,
  // systemd-timesyncd makes this file when the clock was set from the network (systemd-timesyncd.service(8)); without it nothing is known.
  clockSynchronized: () => (existsSync('/run/systemd/timesync/synchronized') ? true : null),
};

/** What board makers write where they wrote nothing. */
const PLACEHOLDER =
  /^(|-|none|unknown|not specified|not applicable|default string|system serial number|system product name|system manufacturer|to be filled by o\.?e\.?m\.?|0+)$/i;

/** A fact as the maker gave it, or null for none and for the usual place fillers. */
export function makersFact(text: string | null | undefined): string | null {
  const trimmed = (text ?? '').trim();
  return PLACEHOLDER.test(trimmed) ? null : trimmed;
}

function measured(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** Facts of a PC that nobody looked at yet. */
export const unknownHost: HostFacts = {
  manufacturer: null,
  model: null,
  serialNumber: null,
  operatingSystem: 'Linux',
  loadPercent: null,
  temperatureCelsius: null,
  memoryFreeBytes: null,
  clockSynchronized: null,
};

/** Reads the PC once. A source that fails leaves its fact unknown. */
export async function readHostFacts(source: HostSource): Promise<HostFacts> {
  const [identity, system, load, temperature, memory] = await Promise.allSettled([
    source.identity(),
    source.operatingSystem(),
    source.load(),
    source.temperature(),
    source.freeMemory(),
  ]);
  const value = <T>(result: PromiseSettledResult<T>): T | null => (result.status === 'fulfilled' ? result.value : null);
  const found = value(identity);
  const os = value(system);
  return {
    manufacturer: makersFact(found?.manufacturer),
    model: makersFact(found?.model),
    serialNumber: makersFact(found?.serial),
    operatingSystem: os === null ? unknownHost.operatingSystem : `${os.distro} ${os.release}`.trim(),
    loadPercent: measured(value(load)),
    temperatureCelsius: measured(value(temperature)),
    memoryFreeBytes: measured(value(memory)),
    clockSynchronized: source.clockSynchronized(),
  };
}

/** Reads the PC now and every `everyMs`; tells what it read. Returns how to stop. */
export function watchHost(source: HostSource, everyMs: number, tell: (facts: HostFacts) => void): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  const look = async () => {
    const facts = await readHostFacts(source);
    if (stopped) return;
    tell(facts);
    timer = setTimeout(() => void look(), everyMs);
    timer.unref();
  };
  void look();
  return () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
  };
}
