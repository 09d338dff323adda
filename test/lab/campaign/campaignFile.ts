import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { cutKey } from './campaignPlan.ts';
import type { CutResult } from './cutResult.ts';

/** One run of the command: what it took, and why it did not come to its end (`null`: it did). */
export type CampaignPart = {
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly kernel: string;
  readonly cutShort: string | null;
};

/** A campaign as its file holds it: it may be run in parts, each going on where the one before it ended. */
export type CampaignState = {
  readonly kind: 'power' | 'agent';
  readonly points: number;
  readonly seed: string;
  readonly parts: readonly CampaignPart[];
  readonly results: readonly CutResult[];
};

/** The earlier parts; `null` when there is no file. Throws when it is none of ours. */
export function readCampaign(path: string): CampaignState | null {
  if (!existsSync(path)) return null;
  const state = JSON.parse(readFileSync(path, 'utf8')) as Partial<CampaignState>;
  if (typeof state.seed !== 'string' || !Array.isArray(state.parts) || !Array.isArray(state.results)) {
    throw new Error(`${path} is no file of a campaign.`);
  }
  return state as CampaignState;
}

/** Written whole or not at all. */
export function writeCampaign(path: string, state: CampaignState): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** The results of a new part beside the earlier ones; of a cut that was made again the new result counts. Pure. */
export function withResults(state: CampaignState, results: readonly CutResult[]): CampaignState {
  const keyOf = ({ technique, number }: CutResult): string => cutKey(technique, number);
  const anew = new Set(results.map(keyOf));
  return { ...state, results: [...state.results.filter((result) => !anew.has(keyOf(result))), ...results] };
}
