import { join } from 'node:path';
import { z } from 'zod';
import { person } from '../../../core/domain/person.ts';
import { readIfPresent, replaceFile } from '../ledger/durableFile.ts';
import { lockState } from './lockout.ts';
import { pinDigest } from './pinDigest.ts';

export const enrolledPerson = z.strictObject({
  person,
  pin: pinDigest,
  badgeHex: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  lock: lockState,
});
export type EnrolledPerson = z.infer<typeof enrolledPerson>;

const peopleFile = z.strictObject({ format: z.literal('wipebench-people/1'), people: z.array(enrolledPerson) });

/**
 * Reads `people.json`; no file = nobody yet. A file that cannot be read is an error and ends the start: going on would let the next caller enrol
 * as the first person.
 */
export function readPeople(stateDirectory: string): EnrolledPerson[] {
  const path = join(stateDirectory, 'people.json');
  const text = readIfPresent(path);
  if (text === null) return [];
  try {
    return peopleFile.parse(JSON.parse(text)).people;
  } catch (cause) {
    throw new Error(`${path} cannot be read. Put it back from its backup.`, { cause });
  }
}

/** Replaces `people.json` as a whole, durable when it returns. Throws the system's error. */
export function writePeople(stateDirectory: string, people: readonly EnrolledPerson[]): void {
  const text = JSON.stringify({ format: 'wipebench-people/1', people }, null, 2);
  replaceFile(join(stateDirectory, 'people.json'), `${text}\n`);
}
