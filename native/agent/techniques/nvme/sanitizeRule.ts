import type { SanitizeLog } from '../../tools/nvmeSanitizeLog.ts';

/** What stood in the log just before our command, and the command. */
export type SanitizeStart = {
  readonly dword10: number;
  readonly before: Pick<SanitizeLog, 'status' | 'commandDword10' | 'globalDataErased'>;
};

/**
 * What a log read after our start note says about OUR sanitize. `unchanged`: it reads as before. `unproven`: it tells of a success that could
 * be an earlier one. `foreign`: it tells of another command than ours.
 */
export type SanitizeJudgement =
  | 'running'
  | 'verifying-media'
  | 'completed'
  | 'completed-deallocated'
  | 'failed'
  | 'unchanged'
  | 'unproven'
  | 'foreign';

const MEDIA_VERIFICATION = 5;

/**
 * The rule of success. An earlier owner's success stays in the log for ever, so a success counts only when the log names our command AND the
 * drive was seen at it after our start note, or its word "all data is erased" came up since then (it was taken back when canaries were written).
 */
export function judgeSanitize(log: SanitizeLog, start: SanitizeStart, seenRunning: boolean): SanitizeJudgement {
  const ours = log.commandDword10 === start.dword10;
  if (log.status === 2) {
    if (!ours) return 'foreign';
    return log.machineState === MEDIA_VERIFICATION ? 'verifying-media' : 'running';
  }
  const cameUp = !start.before.globalDataErased && log.globalDataErased;
  if (ours && (seenRunning || cameUp)) {
    if (log.status === 1) return 'completed';
    if (log.status === 4) return 'completed-deallocated';
  }
  if (log.status === 3 && ours && seenRunning) return 'failed';
  if (isAsBefore(log, start)) return 'unchanged';
  if (!ours) return 'foreign';
  return log.status === 3 ? 'failed' : 'unproven';
}

function isAsBefore(log: SanitizeLog, { before }: SanitizeStart): boolean {
  return (
    log.status === before.status &&
    log.commandDword10 === before.commandDword10 &&
    log.globalDataErased === before.globalDataErased
  );
}
