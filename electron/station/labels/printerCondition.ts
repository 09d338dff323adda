import type { Reason } from '../../../core/domain/reason.ts';

/** What a printer says of itself, in whatever language it says it. */
export type PrinterCondition = {
  /** Why it cannot print now; `null` when it can. */
  readonly hindrance: Reason | null;
  /** Something is still inside: being printed, waiting to be, or waiting to be taken. */
  readonly busy: boolean;
  /** The start of a label is inside and its end never came: a line broke in the middle. */
  readonly halfLabel: boolean;
};

export type StatusQuestion = {
  readonly bytes: string;
  /** Reads what came so far. `more`: the answer is not whole; `garbled`: this is no answer to the question. Pure. */
  readonly read: (answer: string) => PrinterCondition | 'more' | 'garbled';
  /** The answer has no end of its own: wait until nothing more comes, so that noise is not taken for it. */
  readonly endsBySilence: boolean;
  /** The answer says whether something is left to print. Faults alone do not show that a printer is at rest. */
  readonly tellsBusy: boolean;
};
