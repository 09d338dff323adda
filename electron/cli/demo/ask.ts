import type { Answer, Refusal } from '../../../core/domain/refusal.ts';
import { fillSentence } from '../../../core/domain/sentence.ts';
import enRefusals from '../../../core/messages/en/refusals.json' with { type: 'json' };

const sentences: Readonly<Record<string, { happened: string; meaning: string; action: string }>> = enRefusals;

/** A refusal as a person reads it: what happened, what it means, what to do. */
export function refusalWords(refusal: Refusal): string {
  const words = sentences[refusal.code];
  if (words === undefined) return refusal.code;
  return [words.happened, words.meaning, words.action]
    .map((sentence) => fillSentence(sentence, refusal.details))
    .join(' ');
}

/** The value of an answer; a refusal the demo did not expect ends it with its sentences. */
export function granted<T>(answer: Answer<T>): T {
  if (answer.outcome === 'done') return answer.value;
  throw new Error(answer.refusals.map(refusalWords).join('\n'));
}
