import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabKernel } from '../bench/kernel.ts';
import { type CutKind, openCampaignBench } from './campaignBench.ts';
import { makeCampaignDrive } from './campaignDrive.ts';
import { type Course, inRounds } from './campaignPlan.ts';
import type { CutResult } from './cutResult.ts';
import { cutRound } from './cutRound.ts';

export type CampaignPlan = {
  readonly courses: readonly Course[];
  readonly kind: CutKind;
  /** So many drives lose their power together. The emulated PC is slow: with many it starves, with few the boots take the time. */
  readonly drivesAtOnce: number;
  /** Emulated PCs side by side: one keeps little more than one processor of this computer busy. */
  readonly benches: number;
  /** No round begins that, by the longest one so far, would end later; the first always does. */
  readonly limitMs: number;
};

export const DRIVES_AT_ONCE = 7;
export const BENCHES = 2;

/** One round may take this long on a busy machine; the guest ends by itself after the sum. */
const ROUND_MS = 900_000;

/** Makes the cuts, many drives by one power cut, each at its own point. Answers the results of all rounds that were run. */
export async function runCampaign(
  kernel: LabKernel,
  { courses, kind, drivesAtOnce, benches, limitMs }: CampaignPlan,
  told: (results: readonly CutResult[], round: number, rounds: number) => void = () => undefined,
): Promise<CutResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'wipebench-campaign-'));
  const rounds = inRounds(courses, drivesAtOnce);
  const waiting = [...rounds.entries()];
  const startedMs = performance.now();
  let longestMs = 0;
  const results: CutResult[] = [];

  const onOneBench = async (): Promise<void> => {
    const lab = await openCampaignBench(kernel, ROUND_MS * (kind === 'agent' ? rounds.length + 1 : 2));
    try {
      for (let first = true; ; first = false) {
        const roundMs = performance.now();
        if (!first && roundMs - startedMs + longestMs > limitMs) return;
        const next = waiting.shift();
        if (next === undefined) return;
        const [round, coursesOfRound] = next;
        const drives = await Promise.all(
          coursesOfRound.map((course, index) => makeCampaignDrive(course, directory, round * drivesAtOnce + index)),
        );
        try {
          const ended = await cutRound(lab, drives, kind);
          results.push(...ended);
          told(ended, round, rounds.length);
        } finally {
          await lab.disconnect(drives).catch(() => undefined);
          for (const { served } of drives) await served.stop();
        }
        longestMs = Math.max(longestMs, performance.now() - roundMs);
      }
    } finally {
      await lab.bench.close();
    }
  };
  try {
    const ended = await Promise.allSettled(Array.from({ length: Math.min(benches, rounds.length) }, onOneBench));
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    return results;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
