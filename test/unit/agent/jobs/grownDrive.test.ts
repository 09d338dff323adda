import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Drive } from '../../../../core/domain/drive.ts';
import { findSameDrive } from '../../../../native/agent/drives/sameDrive.ts';
import { createJobBook } from '../../../../native/agent/jobs/jobBook.ts';
import type { JournalFact, NewFact } from '../../../../native/agent/jobs/journalFact.ts';
import { createJournal, journalPath, prepareJournals } from '../../../../native/agent/jobs/journalFile.ts';
import { type RecoveryNeeds, recoverJobs, tendWaitingJobs } from '../../../../native/agent/jobs/recovery.ts';
import { systemClock } from '../../../../native/agent/tools/clock.ts';
import { examined, exampleDrive, exampleIntent, journalOf, SIZE } from './exampleJob.ts';

const opening: NewFact = {
  code: 'technique-note',
  details: { what: 'ata-hpa-restore', facts: { hiddenSectors: SIZE / 512, toBytes: 2 * SIZE } },
};
let stateDirectory: string;
beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'wipebench-grown-'));
  mkdirSync(stateDirectory, { recursive: true });
  prepareJournals(stateDirectory);
});
afterEach(() => rmSync(stateDirectory, { recursive: true, force: true }));

/** What an agent that starts on these facts does when this drive is on its bench: takes it, or does not know it. */
async function startedWith(facts: readonly JournalFact[], sizeBytes: number): Promise<'taken' | 'ended' | 'not-found'> {
  const [intended, ...rest] = facts;
  if (intended === undefined) throw new Error('no intent');
  const file = createJournal(journalPath(stateDirectory, exampleIntent.jobId), intended);
  file.append(rest);
  file.close();
  const present: Drive = { ...exampleDrive, driveId: 'drive-2', sizeBytes };
  const book = createJobBook(() => undefined);
  let released = false;
  const needs = {
    stateDirectory,
    book,
    clock: systemClock,
    engine: { name: 'wipebench-engine', path: '/nowhere', version: '1' },
    patienceMs: 60_000,
    busyMs: 60_000,
    ledger: { damage: () => null, sealRecord: () => new Promise(() => undefined) },
    bench: {
      findSame: (earlier: Drive) => findSameDrive(earlier, [present]),
      // The agent is told to end as soon as it holds the drive, so that nothing is run on it.
      hold: async () => {
        for (const job of book.open()) job.leaving = true;
        return { outcome: 'done', value: { drive: present, release: () => (released = true) } };
      },
    },
    notice: () => undefined,
    fault: (_where: string, cause: unknown) => {
      throw cause;
    },
  } as unknown as RecoveryNeeds;
  recoverJobs(needs);
  tendWaitingJobs(needs);
  const [job] = book.open();
  if (job === undefined) throw new Error('the job was lost');
  // One that was ended waits for a ledger that never answers.
  await Promise.race([job.work, new Promise((next) => setTimeout(next, 200))]);
  const ended = job.journal.facts().some(({ code }) => code === 'job-ended');
  job.journal.close();
  return ended ? 'ended' : released ? 'taken' : 'not-found';
}

it.each([
  ['the size it had, and nothing was opened', [], SIZE, 'taken'],
  ['twice its size, and nothing was opened', [], 2 * SIZE, 'not-found'],
  ['the size it had, while an area was being opened', [opening], SIZE, 'taken'],
  ['the opened size, while an area was being opened', [opening], 2 * SIZE, 'taken'],
  ['a third size, while an area was being opened', [opening], 3 * SIZE, 'not-found'],
  ['the opened size, after that was read', [opening, examined('restored', 2 * SIZE)], 2 * SIZE, 'taken'],
  ['the size it had, after the opened one was read', [opening, examined('restored', 2 * SIZE)], SIZE, 'not-found'],
] as const)('after a restart, a drive with %s', async (_, facts, sizeBytes, becomes) => {
  expect(await startedWith(journalOf(...facts), sizeBytes)).toBe(becomes);
});
