import { createHash } from 'node:crypto';
import type { JournalFact } from '../../../native/agent/jobs/journalFact.ts';
import { ERASE_STARTED, PASSWORD, PASSWORD_SET } from '../../../native/agent/techniques/ata/securityStory.ts';
import type { CampaignTechnique } from './campaignTechniques.ts';

/** The stretches of a job in which the power is cut, in their order. `erasing` of an overwrite is its passes. */
export const CUT_PHASES = [
  'canaries',
  'before-erase',
  'password-noted',
  'password-set',
  'erasing',
  'erased',
  'verifying',
  'sealing',
] as const;
export type CutPhase = (typeof CUT_PHASES)[number];

/** Where a job is cut: so far into a phase, 0 to 1. */
export type CutPoint = { readonly phase: CutPhase; readonly fraction: number };

/** The phases a technique has. */
export function phasesOf({ techniqueId }: CampaignTechnique): readonly CutPhase[] {
  const absent: CutPhase[] = [];
  if (techniqueId.startsWith('overwrite')) absent.push('before-erase');
  if (!techniqueId.startsWith('ata-security-erase')) absent.push('password-noted', 'password-set');
  return CUT_PHASES.filter((phase) => !absent.includes(phase));
}

/** Draws the points of a technique by a seed: every phase once before any comes twice, in a random order, at random places. Pure. */
export function drawPoints(technique: CampaignTechnique, count: number, seed: string): CutPoint[] {
  const draw = (what: string): number =>
    createHash('sha256').update(`${seed} ${technique.techniqueId} ${what}`).digest().readUInt32BE(0) / 2 ** 32;
  const phases: CutPhase[] = [];
  for (let turn = 0; phases.length < count; turn += 1) {
    const order = (phase: CutPhase): number => draw(`${turn} ${phase}`);
    phases.push(...[...phasesOf(technique)].sort((one, other) => order(one) - order(other)));
  }
  return phases.slice(0, count).map((phase, index) => ({ phase, fraction: draw(`place ${index}`) }));
}

/** Whether the journal says that the phase has begun. */
export function hasBegun(phase: CutPhase, facts: readonly JournalFact[]): boolean {
  return facts.some((fact) => opens(phase, fact, facts));
}

function opens(phase: CutPhase, fact: JournalFact, facts: readonly JournalFact[]): boolean {
  const begins = (...names: string[]): boolean => fact.code === 'phase-started' && names.includes(fact.details.phase);
  const notes = (what: string): boolean => fact.code === 'technique-note' && fact.details.what === what;
  switch (phase) {
    case 'canaries':
      return begins('canaries');
    case 'before-erase':
      return fact.code === 'technique-started';
    case 'password-noted':
      return notes(PASSWORD);
    case 'password-set':
      return notes(PASSWORD_SET);
    case 'erasing':
      return isSecurityErase(facts)
        ? notes(ERASE_STARTED)
        : fact.code === 'technique-started' || fact.code === 'overwrite-started';
    case 'erased':
      return fact.code === 'technique-ended' || begins('canary-check');
    case 'verifying':
      return begins('canary-check');
    case 'sealing':
      return fact.code === 'identity-compared' || begins('seal');
  }
}

function isSecurityErase([first]: readonly JournalFact[]): boolean {
  return first?.code === 'job-intended' && first.details.techniqueId.startsWith('ata-security-erase');
}

/** How long a phase other than the erase may take, for turning a fraction into a moment. The lab's machine is slow, and the moment random anyhow. */
export const PHASE_SPAN_MS: Record<Exclude<CutPhase, 'erasing'>, number> = {
  canaries: 2_000,
  'before-erase': 600,
  'password-noted': 300,
  'password-set': 200,
  erased: 500,
  verifying: 1_500,
  sealing: 60,
};
