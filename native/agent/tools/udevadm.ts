import type { ToolKind } from './locate.ts';
import { known, type Reading, unknown } from './reading.ts';
import type { RunTool, Tool, ToolRun } from './run.ts';

export const udevadmKind: ToolKind = { name: 'udevadm', versionArgv: ['--version'], pattern: /^(\S+)/ };

export type UdevProperties = ReadonlyMap<string, string>;

/** Reads `KEY='value'` lines (`--export`; a quote inside is written `'\''`) and plain `KEY=value` lines. */
export function parseUdevProperties(text: string): UdevProperties {
  const properties = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals <= 0) continue;
    const raw = line.slice(equals + 1);
    const quoted = raw.length >= 2 && raw.startsWith("'") && raw.endsWith("'");
    properties.set(line.slice(0, equals), quoted ? raw.slice(1, -1).replaceAll("'\\''", "'") : raw);
  }
  return properties;
}

/** udev writes unusual bytes of `ID_*_ENC` values as `\xNN`. */
export function decodeUdevText(encoded: string): string {
  return encoded.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** What udev knows of a device, by its sysfs path (udevadm(8)). */
export async function readUdevProperties(
  run: RunTool,
  udevadm: Tool,
  sysfsPath: string,
): Promise<Reading<UdevProperties>> {
  const result = await run(udevadm, ['info', '--query=property', '--export', `--path=${sysfsPath}`], {
    timeoutMs: 10_000,
  });
  if (result.ending !== 'exited' || result.exitCode !== 0 || result.outputCut) {
    return unknown(`udevadm ${result.ending} (exit ${result.exitCode})`);
  }
  return known(parseUdevProperties(result.stdout.toString('utf8')));
}

/** True for the first line of an event in the monitor's output (`KERNEL[12.3] add /devices/... (block)`). */
export function isMonitorEvent(line: string): boolean {
  return /^(KERNEL|UDEV)\s*\[[\d.]+\]\s/.test(line);
}

/** Listens for block device events until `signal` fires; resolves when the monitor ends, for whatever reason. */
export function monitorBlockEvents(
  run: RunTool,
  udevadm: Tool,
  onEvent: () => void,
  signal: AbortSignal,
): Promise<ToolRun> {
  return run(udevadm, ['monitor', '--kernel', '--property', '--subsystem-match=block'], {
    timeoutMs: null,
    keptBytes: 0,
    graceMs: 1_000,
    signal,
    onStdoutLine: (line) => {
      if (isMonitorEvent(line)) onEvent();
    },
  });
}
