import { z } from 'zod';
import { assertNever } from './assertNever.ts';
import type { QualityDecision } from './quality.ts';
import type { VerdictOutcome } from './verdict.ts';

export const labelKind = z.enum(['PASS', 'SHRED', 'QUARANTINE']);
export type LabelKind = z.infer<typeof labelKind>;

/** Which label a verdict earns. Exceptions wait for QA: only a plain `sanitized` is a PASS. */
export function labelKindFor(outcome: VerdictOutcome): LabelKind {
  switch (outcome) {
    case 'sanitized':
      return 'PASS';
    case 'failed':
      return 'SHRED';
    case 'sanitized-with-exceptions':
    case 'stalled':
    case 'interrupted':
    case 'unverified':
      return 'QUARANTINE';
    default:
      return assertNever(outcome);
  }
}

/** Which label the drive earns once quality has decided: what a second person did not accept is QUARANTINE, whatever its verdict was. */
export function labelKindAfterQuality(outcome: VerdictOutcome, decision: QualityDecision): LabelKind {
  switch (decision) {
    case 'validate':
      return labelKindFor(outcome);
    case 'reject':
    case 'quarantine':
      return labelKindFor(outcome) === 'SHRED' ? 'SHRED' : 'QUARANTINE';
    default:
      return assertNever(decision);
  }
}

/** What a label follows: the sealed verdict, a second person who did not accept it, or the way that was chosen for the drive. */
export const labelCause = z.enum(['verdict', 'quality', 'route']);
export type LabelCause = z.infer<typeof labelCause>;

/** The label that a drive must carry after all that was decided; `refused` null: quality did not refuse it. A way to the shredder outranks all. */
export function labelAfterDecisions(
  outcome: VerdictOutcome,
  refused: Exclude<QualityDecision, 'validate'> | null,
  toBeDestroyed: boolean,
): { readonly kind: LabelKind; readonly cause: LabelCause } {
  const byVerdict = labelKindFor(outcome);
  const kind = refused === null ? byVerdict : labelKindAfterQuality(outcome, refused);
  if (toBeDestroyed && kind !== 'SHRED') return { kind: 'SHRED', cause: 'route' };
  return { kind, cause: kind === byVerdict ? 'verdict' : 'quality' };
}

/** What a label says; a pure function of a sealed record and of what was decided after it. */
export const labelContent = z.strictObject({
  kind: labelKind,
  cause: labelCause.default('verdict'),
  virtual: z.boolean(),
  serialNumber: z.string().nullable(),
  model: z.string().nullable(),
  sizeBytes: z.number().int().nonnegative(),
  method: z.string(),
  techniqueId: z.string(),
  date: z.string(),
  initials: z.string(),
  lotName: z.string().nullable(),
  assetTag: z.string().nullable(),
  bayNumber: z.number().int().nullable(),
  /** The signed `WB1:` payload; `null` where a later decision overrules the verdict that the payload would tell. */
  labelCode: z.string().nullable(),
});
export type LabelContent = z.infer<typeof labelContent>;
