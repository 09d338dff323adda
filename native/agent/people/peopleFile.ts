import { join } from 'node:path';
import { z } from 'zod';
import { person } from '../../../core/domain/person.ts';
import { readIfPresent, replaceFile } from '../ledger/durableFile.ts';
import { type BadgeGuard, badgeGuard, lockState, unguarded } from './lockout.ts';
import { badgeDigest, pinDigest } from './pinDigest.ts';

export const enrolledPerson = z.strictObject({
  person,
  pin: pinDigest,
  badge: badgeDigest.nullable(),
  lock: lockState,
});
export type EnrolledPerson = z.infer<typeof enrolledPerson>;

/** Everybody who is enrolled, and the guard of the badge reader. */
export type KeptPeople = { readonly people: readonly EnrolledPerson[]; readonly badges: BadgeGuard };

const keptPeople = z.strictObject({
  format: z.literal('wipebench-people/2'),
  people: z.array(enrolledPerson),
  badges: badgeGuard,
});
/** As it was before badges could sign in alone. */
const earlierPeople = z.strictObject({
  format: z.literal('wipebench-people/1'),
  people: z.array(
    z.strictObject({
      person,
      pin: pinDigest,
      badgeHex: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
      lock: lockState,
    }),
  ),
});
const peopleFile = z.discriminatedUnion('format', [keptPeople, earlierPeople]);

/**
 * Reads `people.json`; no file = nobody yet. A file that cannot be read is an error and ends the start: going on would let the next caller enrol
 * as the first person.
 */
export function readPeople(stateDirectory: string): KeptPeople {
  const path = join(stateDirectory, 'people.json');
  const text = readIfPresent(path);
  if (text === null) return { people: [], badges: unguarded };
  try {
    const file = peopleFile.parse(JSON.parse(text));
    if (file.format === 'wipebench-people/2') return { people: file.people, badges: file.badges };
    const people = file.people.map(({ badgeHex, ...one }): EnrolledPerson => {
      return { ...one, badge: badgeHex === null ? null : { kind: 'hmac', digestHex: badgeHex } };
    });
    return { people, badges: unguarded };
  } catch (cause) {
    throw new Error(`${path} cannot be read. Put it back from its backup.`, { cause });
  }
}

/** Replaces `people.json` as a whole, durable when it returns. Throws the system's error. */
export function writePeople(stateDirectory: string, { people, badges }: KeptPeople): void {
  const text = JSON.stringify({ format: 'wipebench-people/2', people, badges }, null, 2);
  replaceFile(join(stateDirectory, 'people.json'), `${text}\n`);
}
