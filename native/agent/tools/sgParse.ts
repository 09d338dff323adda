import { known, type Reading, unknown } from './reading.ts';
import { parseSense, type SenseData } from './senseData.ts';

/** How a drive answered one SCSI command. */
export type CommandAnswer =
  | { readonly kind: 'good'; readonly data: Buffer }
  | { readonly kind: 'sense'; readonly sense: SenseData; readonly bytes: Uint8Array }
  | { readonly kind: 'status'; readonly words: string };

/**
 * The bytes that sg3-utils prints below `Raw sense data (in hex)` where it is told to be verbose; `null` when there are none. 1.46 prints its whole
 * buffer and says in `sb_len=` how much of it is the drive's.
 */
export function rawSenseOf(text: string): Uint8Array | null {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /Raw sense data \(in hex\)/.test(line));
  if (start === -1) return null;
  const bytes: number[] = [];
  for (const line of lines.slice(start + 1)) {
    if (!/^\s*[0-9a-f]{2}( +[0-9a-f]{2})*\s*$/.test(line)) break;
    bytes.push(
      ...line
        .trim()
        .split(/ +/)
        .map((pair) => Number.parseInt(pair, 16)),
    );
  }
  const told = /sb_len=(\d+)/.exec(lines[start] ?? '')?.[1];
  return Uint8Array.from(told === undefined ? bytes : bytes.slice(0, Number(told)));
}

/** The answer to a command sent with `sg_raw -v`, by the SCSI status and the sense data that it prints. */
export function sgRawAnswer(stdout: Buffer, stderr: string): Reading<CommandAnswer> {
  const bytes = rawSenseOf(stderr);
  if (bytes !== null) {
    const sense = parseSense(bytes);
    return sense.read ? known({ kind: 'sense', sense: sense.value, bytes }) : sense;
  }
  if (/transport error|os error|host_status|driver_status/i.test(stderr))
    return unknown('the command did not reach the drive');
  const words = /^SCSI Status: (.+?)\s*$/m.exec(stderr)?.[1];
  if (words === undefined) return unknown('sg_raw does not say how the drive answered');
  return known(words === 'Good' ? { kind: 'good', data: stdout } : { kind: 'status', words: words.slice(0, 100) });
}

/** Whether a drive took a long-running command, by what `sg_sanitize -v -v` and `sg_format -v -v` print on stderr. */
export type StartAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly sense: SenseData; readonly bytes: Uint8Array }
  | { readonly kind: 'unclear'; readonly why: string };

/** `acceptedWords` is what this program prints after a command that ended without sense data; other words are unclear, not accepted. */
export function startAnswer(text: string, acceptedWords: RegExp): StartAnswer {
  const bytes = rawSenseOf(text);
  if (bytes !== null) {
    const sense = parseSense(bytes);
    return sense.read ? { kind: 'refused', sense: sense.value, bytes } : { kind: 'unclear', why: sense.why };
  }
  const rest = text.replace(acceptedWords, '');
  if (rest !== text && !/fail|transport|abort/i.test(rest)) return { kind: 'accepted' };
  return { kind: 'unclear', why: lastWords(text) };
}

function lastWords(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  return (line === '' ? 'it said nothing' : line).replace(/\/dev\/\S+/g, 'the drive').slice(0, 200);
}

/** REPORT SUPPORTED OPERATION CODES for one command (SPC-5 6.35.3): SUPPORT of byte 1; only 3, "as the standard says", counts. */
export function parseOneCommandSupport(response: Uint8Array): Reading<boolean> {
  if (response.length < 4) return unknown('the list of operation codes is too short');
  const support = (response[1] ?? 0) & 0b111;
  if (support === 0) return unknown('the drive cannot say now whether it knows the command');
  return known(support === 3);
}

/** READ CAPACITY (16) (SBC-4 5.20.2): size, block length and the protection information that a format must keep. */
export type Capacity = {
  readonly sizeBytes: number;
  readonly blocks: bigint;
  readonly blockBytes: number;
  /** 0 none, 1 to 3 the protection type. */
  readonly protectionType: number;
};

export function parseCapacity(response: Uint8Array): Reading<Capacity> {
  if (response.length < 13) return unknown('the answer to READ CAPACITY is too short');
  const view = Buffer.from(response);
  const blockBytes = view.readUInt32BE(8);
  const lastLba = view.readBigUInt64BE(0);
  if (lastLba === 0xffff_ffff_ffff_ffffn || blockBytes === 0) return unknown('the drive tells no capacity');
  const protection = view.readUInt8(12);
  const sizeBytes = (lastLba + 1n) * BigInt(blockBytes);
  if (sizeBytes > BigInt(Number.MAX_SAFE_INTEGER)) return unknown('the drive tells a capacity beyond reason');
  return known({
    sizeBytes: Number(sizeBytes),
    blocks: lastLba + 1n,
    blockBytes,
    protectionType: (protection & 1) === 0 ? 0 : ((protection >> 1) & 0b111) + 1,
  });
}

/** REPORT LUNS (SPC-5 6.33): how many logical units the device has. */
export function parseLogicalUnits(response: Uint8Array): Reading<number> {
  if (response.length < 8) return unknown('the list of logical units is too short');
  const bytes = Buffer.from(response).readUInt32BE(0);
  if (bytes % 8 !== 0 || response.length < 8 + bytes) return unknown('the list of logical units is not whole');
  return known(bytes / 8);
}

/** Block Device Characteristics (SBC-4, VPD page B1h). `...MayFail`: reads give medium errors after that erase until the place is written. */
export type ReadsAfterErase = { readonly blockMayFail: boolean; readonly cryptoMayFail: boolean };

export function parseReadsAfterErase(page: Uint8Array): Reading<ReadsAfterErase> {
  if (page[1] !== 0xb1) return unknown('it is not VPD page B1h');
  if (page.length < 8) return unknown('VPD page B1h is too short');
  const byte = page[7] ?? 0;
  return known({ blockMayFail: byte >> 6 >= 2, cryptoMayFail: ((byte >> 4) & 0b11) >= 2 });
}
