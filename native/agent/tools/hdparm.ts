import { type AtaExchange, answerTo, parseExchanges } from './ataExchange.ts';
import { checkIdentify, type IdentifyWords } from './identifyDevice.ts';
import type { ToolKind } from './locate.ts';
import { known, type Reading, unknown } from './reading.ts';
import type { ToolRun } from './run.ts';

export const hdparmKind: ToolKind = { name: 'hdparm', versionArgv: ['-V'], pattern: /^hdparm v(\S+)/m };

/** Asks hdparm with these arguments about one drive; `null` when hdparm is not installed or the drive has no node now. */
export type AskHdparm = (argv: readonly string[], timeoutMs: number) => Promise<ToolRun | null>;

/** ATA commands whose answers are looked at (ACS-4). */
export const ataCommand = {
  readNativeMax: 0xf8,
  readNativeMaxExt: 0x27,
  accessibleMaxAddress: 0x78,
  deviceConfiguration: 0xb1,
  sanitize: 0xb4,
  securitySetPassword: 0xf1,
  securityUnlock: 0xf2,
  securityEraseUnit: 0xf4,
  securityDisable: 0xf6,
} as const;

const IMPLAUSIBLE_SECTORS = 2 ** 48;

/** What both streams of a run say, or why it must not be read: it did not end by itself, or more came than was kept. */
export function outputOf(run: ToolRun | null): Reading<{ readonly stdout: string; readonly stderr: string }> {
  if (run === null) return unknown('hdparm could not be asked');
  if (run.ending !== 'exited') return unknown(`hdparm ${run.ending}`);
  if (run.outputCut) return unknown('the output was cut');
  return known({ stdout: run.stdout.toString('latin1'), stderr: run.stderr.toString('latin1') });
}

/** `hdparm --Istdout`: the raw words. Any `SG_IO:` on stderr means that they are not the drive's, whatever the exit code. */
export function identifyOf(run: ToolRun | null): Reading<IdentifyWords> {
  const output = outputOf(run);
  if (!output.read) return output;
  if (/SG_IO:|missing sense data/.test(output.value.stderr)) return unknown('the sense data was bad or missing');
  const words: number[] = [];
  for (const line of output.value.stdout.split('\n')) {
    const text = line.trim();
    if (text === '' || /^\/\S+:$/.test(text)) continue;
    if (!/^[0-9a-f]{4}(?: [0-9a-f]{4}){7}$/.test(text)) return unknown('hdparm printed something else than words');
    words.push(...text.split(' ').map((word) => Number.parseInt(word, 16)));
  }
  return checkIdentify(words);
}

/** The exchanges of a `--verbose` run. One that did not end by itself has none that may be trusted. */
export function exchangesOf(run: ToolRun | null): readonly AtaExchange[] {
  const output = outputOf(run);
  return output.read ? parseExchanges(output.value.stderr) : [];
}

/** SANITIZE STATUS EXT (ACS-4 7.36.10). `failed` is what the drive says by aborting the command with reason 1 (state SD3). */
export type SanitizeStatus = {
  readonly state: 'idle' | 'frozen' | 'in-process' | 'failed';
  /** The most recent sanitize, whoever started it, completed without error. */
  readonly completedWithoutError: boolean;
  /** 0 to 65535 of 65536; only said while in process. */
  readonly progress: number | null;
  readonly sense: Uint8Array;
};

const SANITIZE_WORDS: Record<string, SanitizeStatus['state']> = {
  'SD0 Sanitize Idle': 'idle',
  'SD1 Sanitize Frozen': 'frozen',
  'SD2 Sanitize operation In Process': 'in-process',
};

/** `hdparm --verbose --sanitize-status`: by the registers themselves; hdparm's own words must say the same. */
export function sanitizeStatusOf(run: ToolRun | null): Reading<SanitizeStatus> {
  const output = outputOf(run);
  if (!output.read) return output;
  const exchange = answerTo(parseExchanges(output.value.stderr), ataCommand.sanitize);
  if (exchange === null) return unknown('the status was not asked');
  const { answer } = exchange;
  if (answer.kind === 'unread') return unknown(answer.why);
  const sense = exchange.sense ?? new Uint8Array();
  if (answer.kind === 'refused') {
    if (answer.registers === null) return unknown('the status was refused without a reason');
    const reason = answer.registers.lba & 0xff;
    if (reason === 1) return known({ state: 'failed', completedWithoutError: false, progress: null, sense });
    if (reason === 3) return known({ state: 'frozen', completedWithoutError: false, progress: null, sense });
    return unknown(`the status was refused (${reason})`);
  }
  if (answer.kind === 'good') return unknown('the status came without registers');
  const { registers } = answer;
  if (!registers.extended) return unknown('the upper half of the registers is missing');
  const inProcess = (registers.count & 0x4000) !== 0;
  const frozen = (registers.count & 0x2000) !== 0;
  const state = frozen ? 'frozen' : inProcess ? 'in-process' : 'idle';
  const said = /^\s*State:\s+(.+?)\s*$/m.exec(output.value.stdout)?.[1] ?? '';
  if (SANITIZE_WORDS[said] !== state) return unknown('words and registers of the status differ');
  return known({
    state,
    completedWithoutError: (registers.count & 0x8000) !== 0 && !inProcess,
    progress: inProcess ? registers.lba % 65_536 : null,
    sense,
  });
}

/**
 * `hdparm --verbose -N`: the native maximum in sectors. Not read when the registers did not come, when words and registers differ, or when the
 * value cannot be (SCSI disks and bridges print `0/1` or negative numbers with exit code 0).
 */
export function nativeSectorsOf(run: ToolRun | null, currentSectors: number): Reading<number> {
  const output = outputOf(run);
  if (!output.read) return output;
  const exchanges = parseExchanges(output.value.stderr);
  const commands = [ataCommand.accessibleMaxAddress, ataCommand.readNativeMaxExt, ataCommand.readNativeMax];
  const exchange = exchanges.findLast(({ command }) => commands.some((one) => one === command));
  if (exchange === undefined) return unknown('the native maximum was not asked');
  if (exchange.answer.kind !== 'registers') return unknown('the native maximum came without registers');
  const line = /^\s*max sectors\s+=\s+(\d+)\/(\d+)/m.exec(output.value.stdout);
  if (line === null) return unknown('hdparm printed no maximum');
  const visible = Number(line[1]);
  const native = Number(line[2]);
  if (exchange.answer.registers.lba + 1 !== native) return unknown('words and registers of the maximum differ');
  if (visible !== currentSectors || native < currentSectors || native > IMPLAUSIBLE_SECTORS) {
    return unknown(`${visible}/${native} cannot be`);
  }
  return known(native);
}

/** `hdparm --verbose --dco-identify`: the real maximum in sectors. All zeros would pass hdparm's checksum; here they are not an answer. */
export function dcoSectorsOf(run: ToolRun | null): Reading<number> {
  const output = outputOf(run);
  if (!output.read) return output;
  const exchange = answerTo(parseExchanges(output.value.stderr), ataCommand.deviceConfiguration);
  if (exchange?.answer.kind !== 'good') return unknown('the device configuration was not told');
  const { stdout } = output.value;
  const revision = /^DCO Revision: 0x([0-9a-f]{4})/m.exec(stdout)?.[1];
  const sectors = /^\s*Real max sectors: (\d+)\s*$/m.exec(stdout)?.[1];
  if (revision === undefined || sectors === undefined) return unknown('hdparm printed no device configuration');
  if (!/^DCO Checksum verified\.$/m.test(stdout)) return unknown('the checksum of the device configuration is wrong');
  if (Number.parseInt(revision, 16) === 0) return unknown('the device configuration is empty');
  const count = Number(sectors);
  return count > 1 && count <= IMPLAUSIBLE_SECTORS ? known(count) : unknown(`${sectors} sectors cannot be`);
}
