import { z } from 'zod';
import { paperV1 } from './certificateV2.ts';
import { signingPerson } from './recordV1.ts';

const text = z.string().max(4096);
const fact = text.nullable();

/** How a thing is told from others, as it was scanned or stands on the customer's list. */
const identity = z.strictObject({ serialNumber: fact, assetTag: fact });

/** More drives than any computer holds, and more wipes than any drive gets. */
const MOST_NAMED = 64;

/**
 * The certificate of destruction, version 1 (docs/record-format.md, section 7a). All of it is what a person said: no drive answered anything and nothing was read
 * back. The station vouches that this person, signed in, said so at `sealedAt`; it says nothing of sanitization. `null` = not known or not given.
 */
export const destructionV1 = z.strictObject({
  format: z.literal('wipebench-destruction/1'),
  destructionId: z.string().regex(/^WD-[0-9A-F]{8}-[0-9]{8}$/),
  virtual: z.boolean(),
  /** By the clock of the agent, which `destroyedAt` is not. */
  sealedAt: z.iso.datetime(),
  stationId: text,
  stationName: text,
  /** There is no other kind: a destruction that were measured would need a new version. */
  evidence: z.literal('attested'),
  /** What was destroyed. `thingId` is the station's own name of it; a thing has one certificate of destruction. */
  thing: z.strictObject({
    thingId: z.string().regex(/^[a-z0-9-]{1,64}$/),
    kind: fact,
    ...identity.shape,
    manufacturer: fact,
    model: fact,
  }),
  customer: fact,
  lotName: text,
  /** Of a drive: the computer that it was pulled from. */
  pulledFrom: identity.nullable(),
  /** Of a computer: the drives that are known to have been pulled from it before. They were not destroyed with it. */
  drivesPulled: z.array(identity).max(MOST_NAMED),
  how: text.min(1),
  /** The largest piece that is left, as it was said. */
  particleSizeMicrometres: z.number().int().positive().max(1_000_000).nullable(),
  place: text.min(1),
  destroyedAt: z.iso.datetime(),
  /** Who signed in and said so. */
  person: signingPerson,
  /** Who saw it, by that person's word; never the person (`witnessIsApart`). */
  witness: text.min(1),
  /** Sealed records of wipes of this very drive, whatever came of them. */
  wipes: z
    .array(
      z.strictObject({
        recordId: z.uuid(),
        seq: z.number().int().nonnegative(),
        hash: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(MOST_NAMED),
  paper: paperV1,
});
export type DestructionV1 = z.infer<typeof destructionV1>;

/** The number of the certificate of destruction at a place of a station's ledger; no two are alike. */
export function destructionIdAt(stationId: string, seq: number): string {
  return `WD-${stationId.slice(0, 8).toUpperCase()}-${String(seq).padStart(8, '0')}`;
}

/**
 * Whether the witness is somebody, and not the person who says so: letters and digits are compared after NFKC and in lower case, without blanks, punctuation
 * and what nobody sees.
 */
export function witnessIsApart(witness: string, person: string): boolean {
  const key = lettersOf(witness);
  return key !== '' && key !== lettersOf(person);
}

function lettersOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{C}\p{Z}\p{P}]/gu, '');
}
