import type { Details } from './reason.ts';

/** A message catalogue section: code to sentence or to named sentences. */
export type Sentences = Readonly<Record<string, string>>;

/**
 * Fills `{{name}}` places of a catalogue sentence. A place without a fact shows `{{name}}` itself, so a hole is seen, not hidden.
 * Used where i18next is not at hand (the agent, the command line); the syntax is i18next's.
 */
export function fillSentence(sentence: string, facts: Details): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (place, name: string) => {
    const fact = facts[name];
    return fact === undefined ? place : String(fact);
  });
}
