import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { INSTALL_FOLDER } from '../installFolder.ts';
import type { KeyHolder } from '../ledger/keyHolder.ts';

/** How the agent was started. */
export type AgentOptions = {
  readonly socketPath: string;
  readonly stateDirectory: string;
  /** Directory of the virtual bench; `null` is the real one. */
  readonly virtualDirectory: string | null;
  /** Bays of the virtual bench; `null` is its usual number. */
  readonly virtualBays: number | null;
  readonly allowLoop: boolean;
  /** The whole PC is emulated (the lab): its drives are nobody's, and what is sealed of them says `virtual`. */
  readonly emulated: boolean;
  readonly enginePath: string;
  readonly stationName: string;
  readonly keyHolder: KeyHolder;
  readonly group: string;
  /** How long the engine may show no movement. */
  readonly silenceMs: number;
  /** The same for a drive that erases itself. */
  readonly deviceSilenceMs: number;
  readonly patienceMs: number;
  /** Which share of sanitized drives is drawn for quality, in parts per million. */
  readonly qualitySharePpm: number;
};

/** A wrong command line; the message is one sentence for the person who typed it. */
export class OptionsError extends Error {}

export const USAGE =
  'wipebench-agent --socket PATH --state DIR [--virtual DIR [--bays N]] [--allow-loop] [--emulated] [--engine PATH] [--name STATION] [--station-key file|tpm2[:TCTI]|pkcs11:FILE] [--group GROUP] [--silence-ms N] [--device-silence-ms N] [--patience-ms N] [--quality-share-ppm N]\nwipebench-agent --rotate-key --state DIR [--station-key file|tpm2[:TCTI]|pkcs11:FILE]';

/** Five per cent of the drives of each lot, and at its close at least one. */
const USUAL_SHARE_PPM = '50000';

/** How much longer than the engine a drive that erases itself may show no movement. */
const DEVICE_PATIENCE = 15;

/** Reads the command line. Throws OptionsError. */
export function readAgentOptions(argv: readonly string[], hostname: string): AgentOptions {
  const values = parse(argv);
  const silenceMs = milliseconds('--silence-ms', values['silence-ms'] ?? '120000');
  const deviceSilence = values['device-silence-ms'] ?? String(silenceMs * DEVICE_PATIENCE);
  return {
    socketPath: absolute('--socket', values.socket),
    stateDirectory: absolute('--state', values.state),
    virtualDirectory: values.virtual === undefined ? null : absolute('--virtual', values.virtual),
    virtualBays: values.bays === undefined ? null : bayCount(values.bays),
    allowLoop: values['allow-loop'] ?? false,
    emulated: values.emulated ?? false,
    enginePath:
      values.engine === undefined
        ? join(INSTALL_FOLDER, 'build/native/wipebench-engine')
        : absolute('--engine', values.engine),
    stationName: (values.name ?? hostname).trim() || hostname,
    keyHolder: keyHolder(values['station-key'] ?? 'file'),
    group: values.group ?? 'wipebench',
    silenceMs,
    deviceSilenceMs: milliseconds('--device-silence-ms', deviceSilence),
    patienceMs: milliseconds('--patience-ms', values['patience-ms'] ?? '86400000'),
    qualitySharePpm: share(values['quality-share-ppm'] ?? USUAL_SHARE_PPM),
  };
}

/** How the station's key is to be changed, with no agent running. */
export type RotateKeyOptions = Pick<AgentOptions, 'stateDirectory' | 'keyHolder'>;

/** Reads the command line of `--rotate-key`; `null` where it is none. Throws OptionsError. */
export function readRotateKeyOptions(argv: readonly string[]): RotateKeyOptions | null {
  if (!argv.includes('--rotate-key')) return null;
  const { 'rotate-key': _, state, 'station-key': station, ...others } = parse(argv);
  const [other] = Object.keys(others);
  if (other !== undefined) throw new OptionsError(`Option --${other} has no meaning with --rotate-key.`);
  return { stateDirectory: absolute('--state', state), keyHolder: keyHolder(station ?? 'file') };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        socket: { type: 'string' },
        state: { type: 'string' },
        virtual: { type: 'string' },
        bays: { type: 'string' },
        'allow-loop': { type: 'boolean' },
        emulated: { type: 'boolean' },
        engine: { type: 'string' },
        name: { type: 'string' },
        'station-key': { type: 'string' },
        'rotate-key': { type: 'boolean' },
        group: { type: 'string' },
        'silence-ms': { type: 'string' },
        'device-silence-ms': { type: 'string' },
        'patience-ms': { type: 'string' },
        'quality-share-ppm': { type: 'string' },
      },
      strict: true,
      allowPositionals: false,
    }).values;
  } catch (cause) {
    throw new OptionsError(cause instanceof Error ? cause.message : String(cause));
  }
}

const KERNEL_TPM = 'device:/dev/tpmrm0';

function keyHolder(value: string): KeyHolder {
  if (value === 'file') return { kind: 'file' };
  if (value === 'tpm2') return { kind: 'tpm2', tcti: KERNEL_TPM };
  const tcti = /^tpm2:([A-Za-z0-9_./:=,-]{1,200})$/.exec(value)?.[1];
  if (tcti !== undefined) return { kind: 'tpm2', tcti };
  const settings = /^pkcs11:(\/.+)$/.exec(value)?.[1];
  if (settings !== undefined) return { kind: 'pkcs11', settingsPath: settings };
  throw new OptionsError(
    `Option --station-key must be file, tpm2, tpm2:TCTI or pkcs11:FILE with an absolute path, not '${value}'.`,
  );
}

function absolute(option: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new OptionsError(`Option ${option} is required.`);
  return isAbsolute(value) ? resolve(value) : resolve(process.cwd(), value);
}

const MOST_BAYS = 96;

function bayCount(value: string): number {
  const count = Number(value);
  if (!/^[0-9]{1,2}$/.test(value) || count === 0 || count > MOST_BAYS) {
    throw new OptionsError(`Option --bays must be a whole number from 1 to ${MOST_BAYS}, not '${value}'.`);
  }
  return count;
}

function share(value: string): number {
  if (!/^[0-9]{1,7}$/.test(value) || Number(value) > 1_000_000) {
    throw new OptionsError(`Option --quality-share-ppm must be a whole number from 0 to 1000000, not '${value}'.`);
  }
  return Number(value);
}

function milliseconds(option: string, value: string): number {
  if (!/^[0-9]{1,12}$/.test(value) || Number(value) === 0) {
    throw new OptionsError(`Option ${option} must be a whole number of milliseconds above zero, not '${value}'.`);
  }
  return Number(value);
}
