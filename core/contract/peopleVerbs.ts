import { z } from 'zod';
import { competence } from '../domain/competence.ts';
import { person, pin, role } from '../domain/person.ts';
import { answer } from '../domain/refusal.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

/** Every change of a person is a shift lead's act of intent: the lead's PIN is typed with it. */
const change = { session: sessionToken, pin, personId: z.string().max(64), why: z.string().trim().min(1).max(500) };

/** The calls that change who may do what, spread into both contracts. */
export const peopleVerbs = {
  'people.setRoles': call({
    in: z.strictObject({ ...change, roles: z.array(role).min(1).max(3) }),
    out: answer(person),
  }),
  /** Shuts a person out at once, or lets them in again. What they did stays in the ledger. */
  'people.setStanding': call({ in: z.strictObject({ ...change, enabled: z.boolean() }), out: answer(person) }),
  'people.setCompetences': call({
    in: z.strictObject({ ...change, competences: z.array(competence).max(32) }),
    out: answer(person),
  }),
  /** Another badge, or none: a lost one is worth nothing from then on. */
  'people.setBadge': call({
    in: z.strictObject({ ...change, badge: z.string().trim().min(1).max(200).nullable() }),
    out: answer(person),
  }),
  /** Ends the person's sessions and any lock. */
  'people.resetPin': call({ in: z.strictObject({ ...change, newPin: pin }), out: answer(person) }),
  /** Whose session it is and until when, without keeping it alive: for a station where several people are signed in. */
  'people.session': call({
    in: z.strictObject({ session: sessionToken }),
    out: answer(z.strictObject({ person, expiresAt: z.iso.datetime(), means: z.enum(['pin', 'badge']) })),
  }),
} as const;
