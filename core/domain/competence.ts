import { z } from 'zod';
import { type Refusal, refuse } from './refusal.ts';
import type { TechniqueId } from './technique.ts';

/** What a person can be trained for: the techniques of one command set, or all of them. */
export const techniqueFamily = z.enum(['overwrite', 'nvme', 'ata', 'scsi', 'opal', 'discard']);
export type TechniqueFamily = z.infer<typeof techniqueFamily>;

/** That a person was trained, and until when that counts (R2v3 asks a facility for it); both are days. */
export const competence = z.strictObject({
  family: z.union([techniqueFamily, z.literal('all')]),
  trainedOn: z.iso.date(),
  /** The last day on which it counts. */
  until: z.iso.date(),
});
export type Competence = z.infer<typeof competence>;

/** The family of a technique. */
export function familyOf(techniqueId: TechniqueId): TechniqueFamily {
  if (techniqueId === 'blkdiscard') return 'discard';
  return techniqueFamily.parse(techniqueId.slice(0, techniqueId.indexOf('-')));
}

/**
 * Why this person may not wipe by this technique now, or `null`. Of somebody without any competence record the station keeps none, and their role decides;
 * from the first record on, only what is recorded and has not run out counts.
 */
export function competenceObjection(
  person: { readonly name: string; readonly competences?: readonly Competence[] | undefined },
  techniqueId: TechniqueId,
  nowIso: string,
): Refusal | null {
  const kept = person.competences ?? [];
  if (kept.length === 0) return null;
  const family = familyOf(techniqueId);
  const fitting = kept.filter((one) => one.family === 'all' || one.family === family);
  const latest = fitting
    .map(({ until }) => until)
    .sort()
    .at(-1);
  if (latest === undefined) return refuse('competence-missing', { name: person.name, family });
  const today = nowIso.slice(0, 10);
  const begun = fitting.some(({ trainedOn, until }) => trainedOn <= today && today <= until);
  return begun ? null : refuse('competence-expired', { name: person.name, family, until: latest });
}

/** Competences in one line, for the ledger: the same list always gives the same words. */
export function competenceWords(competences: readonly Competence[] | undefined): string {
  return (competences ?? [])
    .map(({ family, trainedOn, until }) => `${family} ${trainedOn}..${until}`)
    .sort()
    .join(', ');
}
