import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Drive } from '../../../core/domain/drive.ts';
import { because } from '../../../core/domain/reason.ts';
import { isSameDrive } from '../drives/sameDrive.ts';
import { openAtaSession } from '../techniques/ata/ataSession.ts';
import { releasePassword } from '../techniques/ata/ownPassword.ts';
import { PASSWORD, securityStoryOf } from '../techniques/ata/securityStory.ts';
import type { TechniqueNote } from '../techniques/deviceTechnique.ts';
import { createDeviceTools, JournalNotDurable } from './deviceTools.ts';
import { storyOf } from './jobStory.ts';
import { readJournal } from './journalFile.ts';
import { begin, type Phase } from './phaseEngine.ts';

const ANSWER_MS = 60_000;

/**
 * The note of the password that an earlier job of this station had to leave on this drive; `null` when the drive is open or none of ours is known for
 * it. Only the note of the password itself: where the earlier erase stood says nothing about an erase of now.
 */
export function leftPassword(stateDirectory: string, drive: Drive): TechniqueNote | null {
  if (drive.erase?.interface !== 'ata' || !(drive.erase.securityEnabled || drive.erase.securityLocked)) return null;
  const directory = join(stateDirectory, 'journal', 'done');
  const newestFirst = readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => ({ path: join(directory, name), changedMs: statSync(join(directory, name)).mtimeMs }))
    .sort((one, other) => other.changedMs - one.changedMs);
  for (const { path } of newestFirst) {
    const story = storyOf(readJournal(path).facts);
    // Whatever it shows as its size now: an area that was hidden or opened since does not make our password somebody else's.
    if (story === null || !isSameDrive({ ...story.intent.drive, sizeBytes: drive.sizeBytes }, drive)) continue;
    // A later job that knew of the password had the last word on it.
    if (!story.notes.some(({ what }) => what === PASSWORD)) continue;
    if (story.techniqueEnded?.kind === 'completed' || securityStoryOf(story.notes).password === null) return null;
    return story.notes.findLast(({ what }) => what === PASSWORD) ?? null;
  }
  return null;
}

/** The drive as it will be when our own password is off it: a lock of ours is no reason against a technique. Any other drive is as it is. */
export function withoutOurLock(stateDirectory: string, drive: Drive): Drive {
  if (drive.erase?.interface !== 'ata' || leftPassword(stateDirectory, drive) === null) return drive;
  return { ...drive, erase: { ...drive.erase, securityEnabled: false, securityLocked: false } };
}

/** Takes the password of an earlier job off, before anything is written or read: a locked drive lets nobody do either. */
export const openOwnLock: Phase = async (needs, { notes, techniqueStarted }) => {
  const { password } = securityStoryOf(notes);
  if (password === null || techniqueStarted) return null;
  begin(needs, 'preflight', 0);
  const { tools, close } = createDeviceTools(needs, notes, needs.stop);
  try {
    const released = await releasePassword(openAtaSession(tools, true), tools, password, ANSWER_MS);
    if (needs.stop.aborted) return needs.stoppedBecause();
    return released ? null : { kind: 'failed', why: because('ata-password-left', { why: 'not released' }) };
  } catch (cause) {
    if (cause instanceof JournalNotDurable) return { kind: 'interrupted', why: because('journal-not-durable') };
    throw cause;
  } finally {
    close();
  }
};
