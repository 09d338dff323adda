import { findProgram } from './locate.ts';
import { known, type Reading, unknown } from './reading.ts';
import type { RunTool, ToolRun } from './run.ts';
import { parseSense, type SenseData } from './senseData.ts';
import {
  type Capacity,
  type CommandAnswer,
  parseCapacity,
  parseLogicalUnits,
  parseOneCommandSupport,
  parseReadsAfterErase,
  type ReadsAfterErase,
  sgRawAnswer,
} from './sgParse.ts';

/** Runs one program by name and waits for its end; `null`: it is not installed. A technique's own `run` is one. */
export type AskProgram = (
  program: string,
  argv: readonly string[],
  options: { readonly timeoutMs: number | null },
) => Promise<ToolRun | null>;

/** Longer than sg3-utils' own limit for a command, so that its words about a hung drive arrive. */
const ASK_MS = 90_000;

/** Runs the system's programs outside a job: for reading, where nothing is journalled. */
export function programsOf(run: RunTool): AskProgram {
  return async (program, argv, options) => {
    const path = findProgram(program);
    return path === null ? null : run({ name: program, path, version: 'unknown' }, argv, options);
  };
}

/** The whole stdout of a program that only reads. Its exit code is no proof of anything, but nothing is read from a run that it calls failed. */
async function bytesOf(ask: AskProgram, program: string, argv: readonly string[]): Promise<Reading<Buffer>> {
  const run = await ask(program, argv, { timeoutMs: ASK_MS });
  if (run === null) return unknown(`${program} is not installed`);
  if (run.ending !== 'exited' || run.outputCut) return unknown(`${program} ${run.ending}`);
  const words = run.stderr.toString('utf8').trim().split('\n').at(-1) ?? '';
  if (run.exitCode !== 0)
    return unknown(`${program} exit ${run.exitCode}: ${words.replace(/\/dev\/\S+/g, 'the drive').slice(0, 200)}`);
  return run.stdout.length === 0 ? unknown(`${program} gave nothing`) : known(run.stdout);
}

function parsed<T>(read: Reading<Buffer>, parse: (bytes: Uint8Array) => Reading<T>): Reading<T> {
  return read.read ? parse(read.value) : read;
}

/** REQUEST SENSE: the drive's state now, in its own bytes (sg_requests(8), `--raw`). */
export async function requestSense(
  ask: AskProgram,
  path: string,
): Promise<Reading<{ readonly sense: SenseData; readonly bytes: Uint8Array }>> {
  const bytes = await bytesOf(ask, 'sg_requests', ['--raw', path]);
  if (!bytes.read) return bytes;
  const sense = parseSense(bytes.value);
  return sense.read ? known({ sense: sense.value, bytes: bytes.value }) : sense;
}

/** Sends one command that changes nothing and reads how the drive answered (sg_raw(8)). */
async function sendCommand(ask: AskProgram, argv: readonly string[]): Promise<Reading<CommandAnswer>> {
  const run = await ask('sg_raw', argv, { timeoutMs: ASK_MS });
  if (run === null) return unknown('sg_raw is not installed');
  if (run.ending !== 'exited' || run.outputCut) return unknown(`sg_raw ${run.ending}`);
  return sgRawAnswer(run.stdout, run.stderr.toString('utf8'));
}

/** TEST UNIT READY. `sg_turs` prints the sense in words only; the same six bytes through sg_raw keep it. */
export function testUnitReady(ask: AskProgram, path: string): Promise<Reading<CommandAnswer>> {
  return sendCommand(ask, ['--readonly', '-v', path, '00', '00', '00', '00', '00', '00']);
}

/** READ (16) of one block (SBC-4 5.18), past every cache of this computer. */
export function readOneBlock(
  ask: AskProgram,
  path: string,
  lba: bigint,
  blockBytes: number,
): Promise<Reading<CommandAnswer>> {
  const command = Buffer.alloc(16);
  command[0] = 0x88;
  command.writeBigUInt64BE(lba, 2);
  command.writeUInt32BE(1, 10);
  const bytes = [...command].map((byte) => byte.toString(16).padStart(2, '0'));
  return sendCommand(ask, ['--readonly', '-v', '--binary', `--request=${blockBytes}`, path, ...bytes]);
}

export async function readCapacity(ask: AskProgram, path: string): Promise<Reading<Capacity>> {
  return parsed(await bytesOf(ask, 'sg_readcap', ['--long', '--raw', path]), parseCapacity);
}

/** Whether the drive knows a command; `serviceAction` where the operation code has several (sg_opcodes(8)). */
export async function commandSupported(
  ask: AskProgram,
  path: string,
  operationCode: number,
  serviceAction: number | null,
): Promise<Reading<boolean>> {
  const which = serviceAction === null ? `${operationCode}` : `${operationCode},${serviceAction}`;
  return parsed(
    await bytesOf(ask, 'sg_opcodes', ['--no-inquiry', '--raw', `--opcode=${which}`, path]),
    parseOneCommandSupport,
  );
}

export async function readLogicalUnits(ask: AskProgram, path: string): Promise<Reading<number>> {
  return parsed(await bytesOf(ask, 'sg_luns', ['--raw', path]), parseLogicalUnits);
}

export async function readReadsAfterErase(ask: AskProgram, path: string): Promise<Reading<ReadsAfterErase>> {
  return parsed(await bytesOf(ask, 'sg_vpd', ['--raw', '--page=0xb1', path]), parseReadsAfterErase);
}

/** ATA Information (SAT-5, VPD page 89h): there is one where an ATA drive is spoken to in SCSI. */
export async function hasAtaInformation(ask: AskProgram, path: string): Promise<Reading<boolean>> {
  const pages = await bytesOf(ask, 'sg_vpd', ['--raw', '--page=0x00', path]);
  if (!pages.read) return pages;
  const length = pages.value.length < 4 ? 0 : pages.value.readUInt16BE(2);
  return known(pages.value.subarray(4, 4 + length).includes(0x89));
}
