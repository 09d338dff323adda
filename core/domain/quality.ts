import { z } from 'zod';
import { sizeBytes } from './size.ts';

/** No list of the view is longer; one that is as long may not be all. */
export const MOST_QUALITY_ROWS = 500;

/** Why a drive was drawn: by the share, or because at the end of its lot the lot, or a technician of it, had none. */
export const drawnFor = z.enum(['share', 'lot-minimum', 'technician-minimum']);
export type DrawnFor = z.infer<typeof drawnFor>;

/** What a second reading found. `not-finished` says nothing of the drive. */
export const reverifyOutcome = z.enum(['clean', 'residue', 'not-finished']);
export type ReverifyOutcome = z.infer<typeof reverifyOutcome>;

export const qualityDecision = z.enum(['validate', 'reject', 'quarantine']);
export type QualityDecision = z.infer<typeof qualityDecision>;

/** What a program that looks for lost files came back with, as the person noted it. */
export const recoveryTool = z.strictObject({
  name: z.string().trim().min(1).max(200),
  outcome: z.enum(['nothing-found', 'data-found']),
});
export type RecoveryTool = z.infer<typeof recoveryTool>;

/** A drawn drive that waits for its decision. */
export const qualityRow = z.strictObject({
  recordId: z.string(),
  recordSeq: z.number().int().nonnegative(),
  lotName: z.string().nullable(),
  model: z.string().nullable(),
  serialNumber: z.string().nullable(),
  assetTag: z.string().nullable(),
  sizeBytes,
  /** Who wiped it, and so can neither read it again nor decide. */
  operatorId: z.string(),
  operatorName: z.string(),
  endedAt: z.iso.datetime(),
  drawnFor,
  /** False after a cryptographic erase: nobody knows what must be there, so only a recovery tool's outcome can speak. */
  canBeReadAgain: z.boolean(),
  reverification: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('running'),
      personName: z.string(),
      doneBytes: sizeBytes,
      totalBytes: sizeBytes,
    }),
    z.strictObject({
      kind: z.literal('ended'),
      outcome: reverifyOutcome,
      at: z.iso.datetime(),
      personId: z.string(),
      personName: z.string(),
    }),
  ]),
});
export type QualityRow = z.infer<typeof qualityRow>;

/** A lot of which a sample failed: no certificates until a QA and a shift lead, two people, release it. */
export const heldLot = z.strictObject({
  lotName: z.string(),
  heldAt: z.iso.datetime(),
  recordId: z.string(),
  why: z.string(),
  approvals: z.array(z.strictObject({ personId: z.string(), name: z.string(), why: z.string() })),
});
export type HeldLot = z.infer<typeof heldLot>;

/** A draw that is not closed: its seed is still secret. `lotName` is `null` for drives of no lot, by day. */
export const openDraw = z.strictObject({
  drawId: z.string(),
  lotName: z.string().nullable(),
  openedAt: z.iso.datetime(),
  sharePpm: z.number().int().min(0).max(1_000_000),
  /** What the ledger holds of the secret seed since before the first record; `null` where the seed is lost. */
  seedSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  records: z.number().int().nonnegative(),
  drawn: z.number().int().nonnegative(),
});
export type OpenDraw = z.infer<typeof openDraw>;

/** A record whose drive quality did not accept, whatever its label says. */
export const refusedRecord = z.strictObject({ recordId: z.string(), decision: z.enum(['reject', 'quarantine']) });

export const qualityView = z.strictObject({
  rows: z.array(qualityRow).max(1000),
  heldLots: z.array(heldLot).max(1000),
  openDraws: z.array(openDraw).max(1000),
  /** The newest ones. */
  refused: z.array(refusedRecord).max(1000),
});
export type QualityView = z.infer<typeof qualityView>;
