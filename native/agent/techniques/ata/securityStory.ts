import type { TechniqueNote } from '../deviceTechnique.ts';

export const PASSWORD = 'ata-password';
export const PASSWORD_SET = 'ata-password-set';
export const ERASE_STARTED = 'ata-security-erase-started';
export const RELEASING = 'ata-password-releasing';
export const RELEASED = 'ata-password-released';

/** Where this job stands with the password it may have put on the drive. */
export type SecurityStory = {
  /** The password that may be on the drive now; `null`: none of ours. */
  readonly password: string | null;
  /** The drive was read as enabled and not locked after the password was set. */
  readonly confirmed: boolean;
  /** An erase was started with it, and nobody of us has begun to take the password off since: only the erase can have ended it. */
  readonly eraseStarted: boolean;
};

/** Tells the story from the notes, oldest first. */
export function securityStoryOf(notes: readonly TechniqueNote[]): SecurityStory {
  let story: SecurityStory = { password: null, confirmed: false, eraseStarted: false };
  for (const { what, facts } of notes) {
    switch (what) {
      case PASSWORD:
        story = { password: String(facts.password), confirmed: false, eraseStarted: false };
        break;
      case PASSWORD_SET:
        story = { ...story, confirmed: true };
        break;
      case ERASE_STARTED:
        story = { ...story, eraseStarted: true };
        break;
      case RELEASING:
        story = { ...story, eraseStarted: false };
        break;
      case RELEASED:
        story = { password: null, confirmed: false, eraseStarted: false };
        break;
    }
  }
  return story;
}
