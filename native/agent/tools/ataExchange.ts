/** Registers of the drive after a command, as the ATA Status Return descriptor carries them (SAT-5, descriptor 09h). */
export type AtaRegisters = {
  readonly error: number;
  readonly status: number;
  /** COUNT(15:0); the high byte is only there when `extended`. */
  readonly count: number;
  /** LBA(47:0); the high half is only there when `extended`. */
  readonly lba: number;
  readonly extended: boolean;
};

/**
 * What came back for one command. `good`: ended without error, no registers asked for. `registers`: ended without error and told its registers.
 * `refused`: the drive or the layer before it said no (registers where they were told). `unread`: what came says nothing, whatever the exit code.
 */
export type AtaAnswer =
  | { readonly kind: 'good' }
  | { readonly kind: 'registers'; readonly registers: AtaRegisters }
  | { readonly kind: 'refused'; readonly registers: AtaRegisters | null }
  | { readonly kind: 'unread'; readonly why: string };

/** One ATA command that went out and its answer. `sense` is the raw sense data for the record, `null` when none was shown. */
export type AtaExchange = {
  readonly command: number;
  readonly feature: number;
  readonly answer: AtaAnswer;
  readonly sense: Uint8Array | null;
};

type Raw = {
  cdb: readonly number[];
  states: readonly number[] | null;
  sense: readonly number[] | null;
  doubt: string | null;
};

const CHECK_CONDITION = 2;
const DRIVER_SENSE = 8;
/** ERR, DRQ and DF of the STATUS register. */
const TROUBLE = 0x01 | 0x08 | 0x20;

/**
 * Reads the exchanges that `hdparm --verbose` writes to stderr. hdparm itself decodes absent or fixed-format sense data as zeros and ends with
 * exit code 0 (sgio.c of 9.65); here only what really stood in the sense data counts.
 */
export function parseExchanges(stderr: string): AtaExchange[] {
  const found: Raw[] = [];
  for (const line of stderr.split('\n')) {
    const cdb = /^outgoing cdb:((?: +[0-9a-f]{2})+)\s*$/.exec(line);
    if (cdb !== null) {
      found.push({ cdb: bytesOf(cdb[1]), states: null, sense: null, doubt: null });
      continue;
    }
    const current = found.at(-1);
    if (current === undefined) continue;
    const states = /^SG_IO: ATA_\d+ status=0x([0-9a-f]+), host_status=0x([0-9a-f]+), driver_status=0x([0-9a-f]+)$/.exec(
      line,
    );
    const sense = /^SG_IO: sb\[\]:((?: +[0-9a-f]{2})+)\s*$/.exec(line);
    if (states !== null) current.states = states.slice(1).map((hex) => Number.parseInt(hex, 16));
    else if (sense !== null) current.sense = bytesOf(sense[1]);
    else if (
      /^SG_IO: (bad host|bad driver|bad status|questionable|missing)|^ioctl\(fd,SG_IO\)|legacy HDIO_/i.test(line)
    ) {
      current.doubt = line.slice(0, 120);
    }
  }
  return found.map((raw) => ({
    command: raw.cdb[0] === 0xa1 ? (raw.cdb[9] ?? 0) : (raw.cdb[14] ?? 0),
    feature: raw.cdb[0] === 0xa1 ? (raw.cdb[3] ?? 0) : (raw.cdb[4] ?? 0),
    answer: answerOf(raw),
    sense: raw.sense === null ? null : Uint8Array.from(raw.sense),
  }));
}

/** The answer to the last such command, or `null` when it never went out. */
export function answerTo(exchanges: readonly AtaExchange[], command: number): AtaExchange | null {
  return exchanges.findLast((exchange) => exchange.command === command) ?? null;
}

function bytesOf(text: string | undefined): number[] {
  return (text ?? '')
    .trim()
    .split(/ +/)
    .map((byte) => Number.parseInt(byte, 16));
}

function answerOf({ states, sense, doubt }: Raw): AtaAnswer {
  if (doubt !== null) return { kind: 'unread', why: doubt };
  if (states === null) return { kind: 'unread', why: 'no status was shown' };
  const [status, host, driver] = states;
  if (host !== 0) return { kind: 'unread', why: `host status ${host}` };
  if (driver !== 0 && driver !== DRIVER_SENSE) return { kind: 'unread', why: `driver status ${driver}` };
  const senseGiven = sense?.some((byte) => byte !== 0) ?? false;
  if (status === 0 && !senseGiven) return { kind: 'good' };
  if (status !== CHECK_CONDITION && status !== 0) return { kind: 'unread', why: `status ${status}` };
  if (sense === null || !senseGiven) return { kind: 'unread', why: 'no sense data came' };
  return answerOfSense(sense);
}

function answerOfSense(sense: readonly number[]): AtaAnswer {
  const at = (offset: number): number => sense[offset] ?? 0;
  const format = at(0) & 0x7f;
  if (format === 0x70 || format === 0x71) {
    // libata wrote the registers of fixed-format sense at the wrong offset until Linux 6.11, so they are not taken from it; the sense key is enough for a refusal.
    return (at(2) & 0x0f) >= 2
      ? { kind: 'refused', registers: null }
      : { kind: 'unread', why: 'fixed-format sense data holds no registers' };
  }
  if (format !== 0x72 && format !== 0x73) return { kind: 'unread', why: `sense format ${format.toString(16)}` };
  const refusedByLayer = (at(1) & 0x0f) >= 2;
  if (at(7) < 14 || at(8) !== 0x09 || at(9) < 0x0c) {
    return refusedByLayer
      ? { kind: 'refused', registers: null }
      : { kind: 'unread', why: 'no ATA descriptor in the sense data' };
  }
  const extended = (at(10) & 1) === 1;
  const high = extended ? ((at(18) << 16) | (at(16) << 8) | at(14)) >>> 0 : 0;
  const registers: AtaRegisters = {
    error: at(11),
    count: (extended ? at(12) << 8 : 0) | at(13),
    lba: high * 2 ** 24 + ((at(19) << 16) | (at(17) << 8) | at(15)),
    status: at(21),
    extended,
  };
  // A drive that answered is at least "ready" (DRDY): a status of zero was never written by a drive.
  if (registers.status === 0) return { kind: 'unread', why: 'the registers are all zero' };
  if (refusedByLayer || (registers.status & TROUBLE) !== 0) return { kind: 'refused', registers };
  return { kind: 'registers', registers };
}
