import { z } from 'zod';
import { assertNever } from './assertNever.ts';
import type { QualityDecision } from './quality.ts';
import type { VerdictOutcome } from './verdict.ts';

/** What the label of a drive tells hands to do with it. */
export const driveLabelKind = z.enum(['PASS', 'SHRED', 'QUARANTINE']);
export type DriveLabelKind = z.infer<typeof driveLabelKind>;

/** `ASSET` only says what a received thing is called. */
export const labelKind = z.enum([...driveLabelKind.options, 'ASSET']);
export type LabelKind = z.infer<typeof labelKind>;

/** Which label a verdict earns. Exceptions wait for QA: only a plain `sanitized` is a PASS. */
export function labelKindFor(outcome: VerdictOutcome): DriveLabelKind {
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
export function labelKindAfterQuality(outcome: VerdictOutcome, decision: QualityDecision): DriveLabelKind {
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

/** What a label follows: the sealed verdict, a second person who did not accept it, the way that was chosen for the drive, or that it was never wiped. */
export const labelCause = z.enum(['verdict', 'quality', 'route', 'never-wiped']);
export type LabelCause = z.infer<typeof labelCause>;

/** The label that a drive must carry after all that was decided; `refused` null: quality did not refuse it. A way to the shredder outranks all. */
export function labelAfterDecisions(
  outcome: VerdictOutcome,
  refused: Exclude<QualityDecision, 'validate'> | null,
  toBeDestroyed: boolean,
): { readonly kind: DriveLabelKind; readonly cause: LabelCause } {
  const byVerdict = labelKindFor(outcome);
  const kind = refused === null ? byVerdict : labelKindAfterQuality(outcome, refused);
  if (toBeDestroyed && kind !== 'SHRED') return { kind: 'SHRED', cause: 'route' };
  return { kind, cause: kind === byVerdict ? 'verdict' : 'quality' };
}

/**
 * The label of a drive that was received and never wiped: SHRED once its way is destruction. When that is no longer so and it carries a label, that one is
 * replaced by QUARANTINE: nothing was proven of it, and it is not to be shredded. `null`: it needs none.
 */
export function labelOfUnwiped(toBeDestroyed: boolean, carriesOne: boolean): DriveLabelKind | null {
  if (toBeDestroyed) return 'SHRED';
  return carriesOne ? 'QUARANTINE' : null;
}

/** What the label of a drive says; a pure function of a sealed record and of what was decided after it, or of the drive as it was received. */
export const driveLabelContent = z.strictObject({
  kind: driveLabelKind,
  cause: labelCause.default('verdict'),
  virtual: z.boolean(),
  serialNumber: z.string().nullable(),
  model: z.string().nullable(),
  /** `null`: nobody read it off the drive. */
  sizeBytes: z.number().int().nonnegative().nullable(),
  /** Both `null` for a drive that was never wiped. */
  method: z.string().nullable(),
  techniqueId: z.string().nullable(),
  date: z.string(),
  initials: z.string(),
  lotName: z.string().nullable(),
  assetTag: z.string().nullable(),
  bayNumber: z.number().int().nullable(),
  /** The signed `WB1:` payload; `null` where a later decision overrules the verdict that the payload would tell, or there is no verdict. */
  labelCode: z.string().nullable(),
});
export type DriveLabelContent = z.infer<typeof driveLabelContent>;

/** What the label of a received thing says: what it is called, and nothing of its data. At least one of tag and serial is known. */
export const assetLabelContent = z.strictObject({
  kind: z.literal('ASSET'),
  assetTag: z.string().nullable(),
  serialNumber: z.string().nullable(),
  lotName: z.string().nullable(),
  date: z.string(),
});
export type AssetLabelContent = z.infer<typeof assetLabelContent>;

export const labelContent = z.discriminatedUnion('kind', [driveLabelContent, assetLabelContent]);
export type LabelContent = z.infer<typeof labelContent>;
