import { MultiBar, type SingleBar } from 'cli-progress';
import { assertNever } from '../../../core/domain/assertNever.ts';
import type { Job } from '../../../core/domain/job.ts';

/** Tells the demo to a person: numbered steps, bars while drives are worked on (plain lines where there is no terminal). */
export type Narration = {
  step(title: string): void;
  say(text: string): void;
  /** Shows where a job stands; call it on every change. */
  job(job: Job): void;
  /** Ends the bars; later text goes below them. */
  endBars(): void;
};

/** Words for the phases, as the bars show them. */
const PHASES = {
  preflight: 'checking the drive',
  canaries: 'planting canaries',
  sanitize: 'erasing',
  'canary-check': 'looking for canaries',
  verify: 'reading back',
  seal: 'sealing the record',
} as const;

export function createNarration(out: NodeJS.WriteStream): Narration {
  let number = 0;
  let bars: MultiBar | null = null;
  const byJob = new Map<string, SingleBar>();
  const lastPhase = new Map<string, string>();
  const write = (text: string) => out.write(`${text}\n`);
  return {
    step(title) {
      number += 1;
      write(`\n${number}. ${title}`);
    },
    say: (text) => write(`   ${text}`),
    job(job) {
      const { words, fraction } = standing(job);
      const name = `bay ${job.bayId?.replace('bay-', '') ?? '??'} ...${(job.serialNumber ?? 'unknown').slice(-4)}`;
      if (out.isTTY !== true) {
        if (lastPhase.get(job.jobId) !== words) write(`   ${name}  ${words}`);
        lastPhase.set(job.jobId, words);
        return;
      }
      bars ??= new MultiBar({
        format: '   {name} [{bar}] {percentage}%  {words}',
        hideCursor: true,
        stream: out,
        barsize: 30,
      });
      const bar = byJob.get(job.jobId) ?? bars.create(1000, 0, { name, words });
      byJob.set(job.jobId, bar);
      bar.update(Math.round(fraction * 1000), { name, words });
    },
    endBars() {
      bars?.stop();
      bars = null;
      byJob.clear();
    },
  };
}

/** Overwriting and reading back are the two long phases; each is half of the bar. */
function standing(job: Job): { words: string; fraction: number } {
  const { state } = job;
  switch (state.kind) {
    case 'running': {
      const part = state.totalBytes > 0 ? state.doneBytes / state.totalBytes : 0;
      const start = { preflight: 0, canaries: 0, sanitize: 0, 'canary-check': 0.5, verify: 0.5, seal: 1 }[state.phase];
      const long = state.phase === 'sanitize' || state.phase === 'verify';
      return { words: PHASES[state.phase], fraction: long ? start + part / 2 : start };
    }
    case 'waiting-for-drive':
      return { words: 'waiting for its drive', fraction: 0 };
    case 'ended':
      return { words: state.verdict.outcome, fraction: 1 };
    default:
      return assertNever(state);
  }
}
