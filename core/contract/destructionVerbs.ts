import { z } from 'zod';
import { answer } from '../domain/refusal.ts';
import { destructionV1 } from '../record/destructionV1.ts';
import { ledgerEntry } from '../record/ledgerEntry.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

const {
  thing,
  customer,
  lotName,
  pulledFrom,
  drivesPulled,
  how,
  particleSizeMicrometres,
  place,
  destroyedAt,
  witness,
} = destructionV1.shape;

/** Of the agent alone. */
export const destructionVerbs = {
  /**
   * Seals what the person of the session says about a destruction. A thing has one certificate of destruction: asked again, after a link that broke say, the
   * answer is the entry that stands, whatever was said the second time.
   */
  'destructions.seal': call({
    in: z.strictObject({
      session: sessionToken,
      thing,
      customer,
      lotName,
      pulledFrom,
      drivesPulled,
      how,
      particleSizeMicrometres,
      place,
      destroyedAt,
      witness,
      /** Of sealed records of wipes of this drive; each is looked up in the ledger. */
      recordIds: z.array(z.uuid()).max(64),
    }),
    out: answer(ledgerEntry),
  }),
} as const;
