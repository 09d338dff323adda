import { existsSync, readFileSync } from 'node:fs';
import { hostname, release, version } from 'node:os';
import type { JobIntent } from '../jobs/jobIntent.ts';
import { findProgram } from '../tools/locate.ts';
import type { RunTool, Tool } from '../tools/run.ts';
import type { ToolVersion } from '../tools/toolVersions.ts';

type HostFacts = Pick<JobIntent, 'station' | 'clock' | 'tools'>;

/** What boards say when nobody filled the field in: not a fact. */
const PLACEHOLDERS =
  /^(to be filled by o\.?e\.?m\.?|default string|system (manufacturer|product name|serial number)|none|not specified|not applicable|0+)$/i;

/** Facts of this computer for a record: read now, `null` where the computer does not say. `versions`: programs that erase or judge drives. */
export async function readHostFacts(
  station: { readonly stationId: string; readonly stationName: string; readonly build: string },
  engine: Tool | null,
  run: RunTool,
  versions: readonly ToolVersion[],
): Promise<HostFacts> {
  return {
    station: {
      stationId: station.stationId,
      stationName: station.stationName,
      hostname: hostname(),
      operatingSystem: operatingSystemName(readText('/etc/os-release') ?? ''),
      kernel: `${release()} ${version()}`.trim(),
      computerManufacturer: boardFact('sys_vendor'),
      computerModel: boardFact('product_name'),
      computerSerialNumber: boardFact('product_serial'),
      agentBuild: station.build,
    },
    clock: { source: 'system clock (CLOCK_REALTIME)', synchronized: await clockSynchronized(run) },
    tools: [
      ...(engine === null ? [] : [{ name: engine.name, version: engine.version }]),
      { name: 'wipebench-agent', version: station.build },
      { name: 'node', version: process.version },
      ...versions,
    ],
  };
}

/** PRETTY_NAME of os-release(5), or `unknown`. Pure. */
export function operatingSystemName(osRelease: string): string {
  const line = osRelease.split('\n').find((candidate) => candidate.startsWith('PRETTY_NAME='));
  const name = line
    ?.slice('PRETTY_NAME='.length)
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  return name === undefined || name === '' ? 'unknown' : name;
}

/** A board's fact without padding; `null` for the words that boards use for "nobody said". Pure. */
export function plainBoardFact(text: string | null): string | null {
  const plain = text?.replaceAll('\0', '').trim() ?? '';
  return plain === '' || PLACEHOLDERS.test(plain) ? null : plain;
}

function boardFact(name: string): string | null {
  return plainBoardFact(readText(`/sys/class/dmi/id/${name}`));
}

/** timedatectl(1) asks the kernel (adjtimex); `null` when it is not there or has no answer. */
async function clockSynchronized(run: RunTool): Promise<boolean | null> {
  if (existsSync('/run/systemd/timesync/synchronized')) return true;
  const path = findProgram('timedatectl');
  if (path === null) return null;
  const argv = ['show', '--property=NTPSynchronized', '--value'];
  const result = await run({ name: 'timedatectl', path, version: 'unknown' }, argv, { timeoutMs: 3_000 });
  const word = result.exitCode === 0 ? result.stdout.toString('utf8').trim() : '';
  return word === 'yes' ? true : word === 'no' ? false : null;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not there, or only root may read it (serial numbers): the fact stays unknown.
    return null;
  }
}
