import { because, type Reason } from '../../../core/domain/reason.ts';
import type { PrinterCondition, StatusQuestion } from './printerCondition.ts';
import type { PrinterLine } from './printerLine.ts';
import type { SpokenLanguage } from './spokenLanguages.ts';

export type AskedStatus = { readonly condition: PrinterCondition } | { readonly why: Reason };

/** How long nothing more must come before an answer without an end of its own counts as whole. */
const QUIET_MS = 40;

/** The questions of one language over one open line. */
export type PrinterTalk = {
  /** Asks everything the language can ask. Silence to one question is borne as long as another is answered. */
  ask(): Promise<AskedStatus>;
  /** As `ask`, but half a label from an earlier break is thrown away first. */
  clearAndAsk(): Promise<AskedStatus>;
  /** Makes the printer tell of the print that follows; `false` when it went silent. */
  askForReport(): Promise<boolean>;
};

export function printerTalk(line: PrinterLine, language: SpokenLanguage, path: string, answerMs: number): PrinterTalk {
  const silent = new Set<StatusQuestion>();
  const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

  async function answerTo(question: StatusQuestion): Promise<PrinterCondition | 'silent' | 'garbled' | 'lost'> {
    line.discardInput();
    await line.send(bytesOf(question.bytes), answerMs);
    let text = await line.collect((received) => question.read(received) !== 'more', answerMs);
    for (let known = ''; question.endsBySilence && text !== known; ) {
      known = text;
      text = await line.collect((received) => received !== known, QUIET_MS);
    }
    const read = question.read(text);
    if (typeof read === 'object') return read;
    if (line.lost()) return 'lost';
    return text === '' ? 'silent' : 'garbled';
  }

  async function ask(): Promise<AskedStatus> {
    const conditions: PrinterCondition[] = [];
    let busyTold = false;
    for (const question of language.questions) {
      // A printer that does not know a question is not asked again while the line is open, as long as it answers another.
      if (silent.has(question) && silent.size < language.questions.length) continue;
      const answer = await answerTo(question);
      if (answer === 'lost') return { why: because('port-lost', { path }) };
      if (answer === 'garbled') return { why: because('printer-garbled', { path }) };
      if (answer === 'silent') silent.add(question);
      else {
        silent.delete(question);
        conditions.push(answer);
        busyTold ||= question.tellsBusy;
      }
    }
    const hindrance = conditions.find((condition) => condition.hindrance !== null)?.hindrance ?? null;
    if (hindrance === null && !busyTold) return { why: because('printer-silent', { path }) };
    return {
      condition: {
        hindrance,
        busy: conditions.some(({ busy }) => busy),
        halfLabel: conditions.some(({ halfLabel }) => halfLabel),
      },
    };
  }

  return {
    ask,
    async clearAndAsk() {
      const asked = await ask();
      if ('why' in asked || !asked.condition.halfLabel || language.dropHalfLabel === null) return asked;
      await line.send(bytesOf(language.dropHalfLabel), answerMs);
      return ask();
    },
    async askForReport() {
      const { report, questions } = language;
      if (report === null) return true;
      await line.send(bytesOf(report.ask), answerMs);
      // The answer to a status question shows that whatever the request itself was answered with has come, too.
      const settled = typeof (await answerTo(questions[0])) === 'object';
      line.discardInput();
      return settled;
    },
  };
}
