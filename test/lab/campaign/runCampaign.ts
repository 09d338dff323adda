import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabKernel } from '../bench/kernel.ts';
import { type CutKind, openCampaignBench } from './campaignBench.ts';
import { makeCampaignDrive } from './campaignDrive.ts';
import type { CampaignTechnique } from './campaignTechniques.ts';
import { drawPoints } from './cutPoint.ts';
import type { CutResult } from './cutResult.ts';
import { cutRound } from './cutRound.ts';

export type CampaignPlan = {
  readonly techniques: readonly CampaignTechnique[];
  /** Cuts for each technique. */
  readonly points: number;
  readonly seed: string;
  readonly kind: CutKind;
};

/** One round may take this long on a busy machine; the guest ends by itself after the sum. */
const ROUND_MS = 900_000;

/** Cuts every technique at its drawn points: one round for each point, all techniques side by side in it. */
export async function runCampaign(
  kernel: LabKernel,
  { techniques, points, seed, kind }: CampaignPlan,
  told: (results: readonly CutResult[], round: number) => void = () => undefined,
): Promise<CutResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'wipebench-campaign-'));
  const lab = await openCampaignBench(kernel, ROUND_MS * (kind === 'agent' ? points + 1 : 2));
  const results: CutResult[] = [];
  const drawn = techniques.map((technique) => drawPoints(technique, points, seed));
  try {
    for (let round = 0; round < points; round += 1) {
      const drives = await Promise.all(
        techniques.map((technique, index) => {
          const point = drawn[index]?.[round];
          if (point === undefined) throw new Error('a round without a point');
          return makeCampaignDrive(technique, point, directory, round * techniques.length + index);
        }),
      );
      try {
        const ended = await cutRound(lab, drives, kind);
        results.push(...ended);
        told(ended, round);
      } finally {
        await lab.disconnect(drives).catch(() => undefined);
        for (const { served } of drives) await served.stop();
      }
    }
    return results;
  } finally {
    await lab.bench.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
