export type PrinterCondition = {
  readonly paperOut: boolean;
  readonly headOpen: boolean;
  readonly paused: boolean;
  /** Runs out of labels in the middle of the next one, and prints that one again, whole, from the new roll. */
  readonly outInTheMiddle: boolean;
  /** How it answers: as its manual says, not at all, or with line noise. */
  readonly answers: 'status' | 'silence' | 'garbage';
  /** Some ZPL printers do not answer ~HS while they are out of labels or open. */
  readonly mute: boolean;
  /** Older firmware knows only the first status question of its language. */
  readonly knowsErrorStatus: boolean;
  /** How long one label takes. */
  readonly printMs: number;
};

/** What a printer at this moment says to a question of its language; `null` when it says nothing. */
export function answerTo(
  question: string,
  condition: PrinterCondition,
  inside: { readonly labels: number; readonly half: boolean },
): string | null {
  switch (question) {
    case 'HS':
      return condition.mute && (condition.paperOut || condition.headOpen) ? null : hostStatus(condition, inside);
    case 'HQES':
      return condition.knowsErrorStatus ? errorStatus(condition) : null;
    case '^ee':
      return `${condition.headOpen ? '11' : condition.paperOut ? '07' : condition.paused ? '12' : '00'}\r\n`;
    case '!?':
      return String.fromCharCode(tsplByte(condition, inside.labels));
    case '!S':
      return condition.knowsErrorStatus ? tsplFrame(condition, inside.labels) : null;
    default:
      throw new Error(`the model was asked ${question}`);
  }
}

const flag = (set: boolean): string => (set ? '1' : '0');

/** ~HS (Zebra Programming Guide): 203 dpi, 50 x 25 mm, direct thermal, tear-off. */
function hostStatus(
  { paperOut, headOpen, paused }: PrinterCondition,
  { labels, half }: { readonly labels: number; readonly half: boolean },
): string {
  const waiting = String(Math.min(labels, 999)).padStart(3, '0');
  const first = `030,${flag(paperOut)},${flag(paused)},0200,${waiting},0,0,${flag(half)},000,0,0,0`;
  const second = `001,0,${flag(headOpen)},0,0,2,4,0,${String(labels).padStart(8, '0')},1,000`;
  return [first, second, '1234,0'].map((text) => `\u0002${text}\u0003\r\n`).join('');
}

/** ~HQES (Zebra Programming Guide). */
function errorStatus({ paperOut, headOpen, paused }: PrinterCondition): string {
  const flags = (paperOut ? 1 : 0) | (headOpen ? 4 : 0) | (paused ? 0x10000 : 0);
  const word = flags.toString(16).toUpperCase().padStart(8, '0');
  const errors = `   ERRORS:         ${flags === 0 ? 0 : 1} 00000000 ${word}`;
  const warnings = '   WARNINGS:       0 00000000 00000000';
  return `\u0002\r\n\r\n  PRINTER STATUS                             \r\n${errors}\r\n${warnings}\r\n\u0003`;
}

function tsplByte({ paperOut, headOpen, paused }: PrinterCondition, labels: number): number {
  const faults = (headOpen ? 0x01 : 0) | (paperOut ? 0x04 : 0);
  if (faults !== 0) return faults;
  if (paused) return 0x10;
  return labels > 0 ? 0x20 : 0x00;
}

function tsplFrame({ paperOut, headOpen, paused }: PrinterCondition, labels: number): string {
  const media = String.fromCharCode(0x40 | (paperOut ? 0x01 : 0) | (headOpen ? 0x20 : 0));
  const doing = paperOut || headOpen ? 'E' : paused ? '`' : labels > 0 ? 'P' : '@';
  return `\u0002${doing}@@${media}\u0003\r\n`;
}
