import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabKernel } from '../bench/kernel.ts';
import { type CutKind, openCampaignBench } from './campaignBench.ts';
import { makeCampaignDrive } from './campaignDrive.ts';
import { type Cut, inRounds } from './campaignPlan.ts';
import type { CutResult } from './cutResult.ts';
import { cutRound } from './cutRound.ts';

export type CampaignPlan = {
  readonly cuts: readonly Cut[];
  readonly kind: CutKind;
  /** So many drives lose their power together. The emulated PC is slow: with many it starves, with few the boots take the time. */
  readonly drivesAtOnce: number;
  /** No round begins that, by the longest one so far, would end later; the first always does. */
  readonly limitMs: number;
};

export const DRIVES_AT_ONCE = 8;

/** One round may take this long on a busy machine; the guest ends by itself after the sum. */
const ROUND_MS = 900_000;

/** Makes the cuts, many drives by one power cut, each at its own point. Answers the results of all rounds that were run. */
export async function runCampaign(
  kernel: LabKernel,
  { cuts, kind, drivesAtOnce, limitMs }: CampaignPlan,
  told: (results: readonly CutResult[], round: number, rounds: number) => void = () => undefined,
): Promise<CutResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'wipebench-campaign-'));
  const rounds = inRounds(cuts, drivesAtOnce);
  const startedMs = performance.now();
  let longestMs = 0;
  const lab = await openCampaignBench(kernel, ROUND_MS * (kind === 'agent' ? rounds.length + 1 : 2));
  const results: CutResult[] = [];
  try {
    for (const [round, cutsOfRound] of rounds.entries()) {
      const roundMs = performance.now();
      if (round > 0 && roundMs - startedMs + longestMs > limitMs) break;
      const drives = await Promise.all(
        cutsOfRound.map((cut, index) => makeCampaignDrive(cut, directory, round * drivesAtOnce + index)),
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
    return results;
  } finally {
    await lab.bench.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
