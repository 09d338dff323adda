import { z } from 'zod';
import { signingPerson } from './recordV1.ts';

const text = z.string().max(4096);
const details = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Something that happened at the station which is no sanitization: who, what, when. Refused attempts are acts too. */
export const actV1 = z.strictObject({
  format: z.literal('wipebench-act/1'),
  act: z.enum([
    'station-created',
    'person-enrolled',
    'wipe-refused',
    'job-cancelled',
    'ledger-repaired',
    'sign-in-locked',
    'paper-set',
    'person-changed',
    'badge-sign-in-locked',
    'act-refused',
    'quality-draw-opened',
    'quality-drawn',
    'quality-draw-closed',
    'quality-reverified',
    'quality-decided',
    'lot-held',
    'lot-release-approved',
    'lot-released',
    'setting-changed',
  ]),
  at: z.iso.datetime(),
  stationId: text,
  virtual: z.boolean(),
  /** `null` where nobody acted (the station itself did). */
  person: signingPerson.nullable(),
  details,
});
export type ActV1 = z.infer<typeof actV1>;

/** Who exported what. The agent saw the request and the person; the manifest's digest is the desktop's word. */
export const exportV1 = z.strictObject({
  format: z.literal('wipebench-export/1'),
  at: z.iso.datetime(),
  stationId: text,
  virtual: z.boolean(),
  person: signingPerson,
  certificateIds: z.array(text).min(1),
  manifestSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ExportV1 = z.infer<typeof exportV1>;
