import { because, type Reason } from '../../../core/domain/reason.ts';
import type { AskProgram } from './sg.ts';

const TRIM_MS = 600_000;

/**
 * Tells a drive that all its blocks are free, after an erase that is over and verified: it spares flash and proves nothing, so it is never evidence
 * (what reads as zeros afterwards is the drive's map, not its cells). `--force` because the agent itself holds the drive exclusively (blkdiscard(8),
 * util-linux 2.36). A drive that cannot is only noted.
 */
export async function trimAfterErase(ask: AskProgram, blockPath: string): Promise<Reason> {
  const run = await ask('blkdiscard', ['--force', blockPath], { timeoutMs: TRIM_MS });
  if (run === null) return because('trim-not-done', { why: 'blkdiscard is not installed' });
  if (run.ending === 'exited' && run.exitCode === 0 && run.stderr.length === 0) return because('trim-told');
  const words = run.stderr
    .toString('utf8')
    .trim()
    .replace(/\/dev\/\S+/g, 'the drive')
    .slice(0, 200);
  return because('trim-not-done', { why: words === '' ? run.ending : words });
}
