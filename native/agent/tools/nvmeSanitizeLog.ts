import { type AskNvme, answeredByNvme } from './nvme.ts';
import { known, type Reading, unknown } from './reading.ts';

/** SSTAT bits 2:0: never sanitized, succeeded, in progress, failed, succeeded although it was deallocated against the wish. */
export type SanitizeStatus = 0 | 1 | 2 | 3 | 4;

/** The Sanitize Status log, page 81h (NVM Express Base 2.1, figure 302). */
export type SanitizeLog = {
  /** SPROG as it stands: done of 65536, and FFFFh when nothing is in progress. */
  readonly progress: number;
  readonly status: SanitizeStatus;
  /** Overwrite passes that are done. */
  readonly passesDone: number;
  /** GDE: no user data was written since the last sanitize that succeeded (or ever). */
  readonly globalDataErased: boolean;
  /** PRGD (TP4218): the drive says that it purged as IEEE 2883 defines it. */
  readonly purgedByIeee2883: boolean;
  /** SCDW10: the command that the status speaks of. */
  readonly commandDword10: number;
  /** The drive's estimates; `null`: it gives none. */
  readonly estimatedSeconds: { readonly [action in 'overwrite' | 'block' | 'crypto']: number | null };
  /** SSI SANS; 5 is the media verification state. */
  readonly machineState: number;
};

export const SANITIZE_LOG_BYTES = 512;
export const NO_PROGRESS = 0xffff;
const NO_ESTIMATE = 0xffff_ffff;
const NO_DEALLOCATE = 1 << 9;
/** nvme-cli 2.3 goes on after the raw bytes and prints the log in words as well. */
const WORDS_AFTER_IT = 'Sanitize Progress';

/** What `nvme sanitize-log --raw-binary` printed, cut to the page; "not read" for any other length. */
export function rawSanitizeLog(stdout: Buffer): Reading<Buffer> {
  const page = stdout.subarray(0, SANITIZE_LOG_BYTES);
  const rest = stdout.subarray(SANITIZE_LOG_BYTES, SANITIZE_LOG_BYTES + WORDS_AFTER_IT.length).toString('latin1');
  if (page.length !== SANITIZE_LOG_BYTES || (rest !== '' && rest !== WORDS_AFTER_IT)) {
    return unknown(`the sanitize log came as ${stdout.length} bytes, not ${SANITIZE_LOG_BYTES}`);
  }
  return known(Buffer.from(page));
}

/**
 * Reads the page by offset. Nothing but zeros is "not read": a controller that has a log says FFFFh where no sanitize runs, and libnvme 1.12
 * hands out zeros for a log that could not be read. Statuses that no standard names are "not read" as well.
 */
export function parseSanitizeLog(page: Buffer): Reading<SanitizeLog> {
  if (page.length !== SANITIZE_LOG_BYTES) return unknown(`a sanitize log of ${page.length} bytes`);
  if (page.every((byte) => byte === 0)) return unknown('the sanitize log is nothing but zeros');
  const sstat = page.readUInt16LE(2);
  const status = sstat & 0b111;
  if (!isStatus(status)) return unknown(`the sanitize status ${status} has no meaning that is known`);
  const commandDword10 = page.readUInt32LE(4);
  const estimate = (offset: number): number | null => {
    const seconds = page.readUInt32LE(offset + ((commandDword10 & NO_DEALLOCATE) === 0 ? 0 : 12));
    return seconds === NO_ESTIMATE || seconds === 0 ? null : seconds;
  };
  return known({
    progress: page.readUInt16LE(0),
    status,
    passesDone: (sstat >>> 3) & 0b11111,
    globalDataErased: (sstat & (1 << 8)) !== 0,
    purgedByIeee2883: (sstat & (1 << 11)) !== 0,
    commandDword10,
    estimatedSeconds: { overwrite: estimate(8), block: estimate(12), crypto: estimate(16) },
    machineState: page.readUInt8(36) & 0b1111,
  });
}

function isStatus(status: number): status is SanitizeStatus {
  return status <= 4;
}

/** Reads the log of a controller now, raw and understood. */
export async function readSanitizeLog(
  ask: AskNvme,
  controllerPath: string,
): Promise<Reading<{ readonly page: Buffer; readonly log: SanitizeLog }>> {
  const run = answeredByNvme(await ask(['sanitize-log', controllerPath, '--raw-binary']));
  if (!run.read) return run;
  const page = rawSanitizeLog(run.value.stdout);
  if (!page.read) return page;
  const log = parseSanitizeLog(page.value);
  return log.read ? known({ page: page.value, log: log.value }) : log;
}
