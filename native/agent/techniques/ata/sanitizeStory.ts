import type { TechniqueNote } from '../deviceTechnique.ts';

export const SANITIZE_STARTED = 'ata-sanitize-started';
export const SANITIZE_ACCEPTED = 'ata-sanitize-accepted';
export const SANITIZE_SEEN_RUNNING = 'ata-sanitize-seen-running';

/** What this job knows about the sanitize it started. */
export type SanitizeStory = {
  /** The drive already said "completed without error" of somebody's sanitize before ours was started. */
  readonly completedBefore: boolean;
  /** The drive took our command: its own registers said so. */
  readonly accepted: boolean;
  /** The drive was read in process after our command. */
  readonly seenRunning: boolean;
};

/** Tells the story from the notes; `null` when this job has started none. */
export function sanitizeStoryOf(notes: readonly TechniqueNote[]): SanitizeStory | null {
  let story = null as SanitizeStory | null;
  for (const { what, facts } of notes) {
    if (what === SANITIZE_STARTED) {
      story = { completedBefore: facts.completedBefore === true, accepted: false, seenRunning: false };
    } else if (story !== null && what === SANITIZE_ACCEPTED) story = { ...story, accepted: true };
    else if (story !== null && what === SANITIZE_SEEN_RUNNING) story = { ...story, seenRunning: true };
  }
  return story;
}

/**
 * Whose success an idle drive speaks of that says "the last sanitize completed without error".
 * `ours`: it was read in process after our command. `ours-unseen`: it ended before it could be read in process, and either the flag came up only after
 * our command (a drive takes it down when it starts a sanitize, ACS-4 4.17), or the drive answered that it took the command. A drive that takes
 * commands and does nothing looks the same, so the canaries alone must carry it then. `stale`: the flag was up before and nothing says that
 * the drive ever took our command: it may be an earlier owner's.
 */
export function whoseSuccess(story: SanitizeStory): 'ours' | 'ours-unseen' | 'stale' {
  if (story.seenRunning) return 'ours';
  return story.accepted || !story.completedBefore ? 'ours-unseen' : 'stale';
}
