import SqliteDatabase from 'better-sqlite3';
import { because } from '../../../core/domain/reason.ts';
import { storageTrouble } from '../paths/durableFile.ts';
import type { Notices } from './notices.ts';

/** How soon work that a full disk refused is tried again. */
const RETRY_MS = 5_000;

export type Troubles = {
  /**
   * Something went wrong that work goes on after: into the log, and onto the screen when the disk does not take what it must keep. Then the work is tried
   * again until it does.
   */
  fault(code: string, cause: unknown): void;
  /** Nothing is tried again any more. */
  stop(): void;
};

/** `again` does all that a full disk may have refused; what fails in it is told to `fault`, too. */
export function createTroubles(
  log: (code: string, cause: unknown) => void,
  notices: Notices,
  again: () => Promise<void>,
): Troubles {
  let stopped = false;
  let failures = 0;
  let retry: NodeJS.Timeout | null = null;

  function fault(code: string, cause: unknown): void {
    log(code, cause);
    const trouble = storageTrouble(cause);
    if (cause instanceof SqliteDatabase.SqliteError)
      notices.add('damage', because('store-write-failed', { code: cause.code }));
    else if (trouble !== null) notices.add('damage', because('station-file-not-written', { code: trouble }));
    if (trouble === null || stopped) return;
    notices.over('station-writes-again');
    failures += 1;
    retry ??= setTimeout(tryAgain, RETRY_MS);
    retry.unref();
  }

  function tryAgain(): void {
    retry = null;
    const before = failures;
    again()
      .then(() => {
        if (failures !== before) return;
        notices.over('store-write-failed', 'station-file-not-written');
        notices.add('information', because('station-writes-again'));
      })
      .catch((cause: unknown) => fault('try-again', cause));
  }

  return {
    fault,
    stop() {
      stopped = true;
      if (retry !== null) clearTimeout(retry);
    },
  };
}
