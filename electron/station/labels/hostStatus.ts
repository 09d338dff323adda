import { because, type Reason } from '../../../core/domain/reason.ts';
import { controlNames } from './controlNames.ts';

/** The parts of a ZPL host status return (Zebra Programming Guide, ~HS) that say whether a label can be or has been printed. */
export type HostStatus = {
  readonly paperOut: boolean;
  readonly paused: boolean;
  readonly formatsInBuffer: number;
  readonly bufferFull: boolean;
  readonly partialFormat: boolean;
  readonly corruptMemory: boolean;
  readonly underTemperature: boolean;
  readonly overTemperature: boolean;
  readonly headOpen: boolean;
  readonly ribbonOut: boolean;
  readonly labelWaiting: boolean;
  readonly labelsRemaining: number;
};

const STRING_1 = /^\d{3},([01]),([01]),\d{4},(\d{3}),([01]),[01],([01]),\d{3},([01]),([01]),([01])$/;
const STRING_2 = /^\d{3},[01],([01]),([01]),[01],[0-9A-Z],[0-9],([01]),(\d{8}),[01],\d{3}$/;
const STRING_3 = /^\d{4},[01]$/;

/**
 * Reads an answer to ~HS: three strings, each between STX and ETX. `more` while strings are missing; `garbled` when what came is not such an answer.
 */
export function parseHostStatus(answer: string): HostStatus | 'more' | 'garbled' {
  const strings = framedStrings(answer);
  if (strings === null || strings.length > 3) return 'garbled';
  const [first, second, third] = strings;
  const one = first === undefined ? null : STRING_1.exec(first);
  const two = second === undefined ? null : STRING_2.exec(second);
  if (first !== undefined && one === null) return 'garbled';
  if (second !== undefined && two === null) return 'garbled';
  if (third !== undefined && !STRING_3.test(third)) return 'garbled';
  if (one === null || two === null || third === undefined) return 'more';
  return {
    paperOut: one[1] === '1',
    paused: one[2] === '1',
    formatsInBuffer: Number(one[3]),
    bufferFull: one[4] === '1',
    partialFormat: one[5] === '1',
    corruptMemory: one[6] === '1',
    underTemperature: one[7] === '1',
    overTemperature: one[8] === '1',
    headOpen: two[1] === '1',
    ribbonOut: two[2] === '1',
    labelWaiting: two[3] === '1',
    labelsRemaining: Number(two[4]),
  };
}

const START = '<STX>';
const END = '<ETX>';
/** Only line ends may stand between the strings. */
const NOT_A_BREAK = /[^\r\n]/;

/** What stands between STX and ETX, whole frames only; `null` when something else than line ends stands outside. */
function framedStrings(answer: string): string[] | null {
  const [before = '', ...frames] = controlNames(answer).split(START);
  if (NOT_A_BREAK.test(before)) return null;
  const strings: string[] = [];
  for (const [index, frame] of frames.entries()) {
    const [inside = '', outside, ...more] = frame.split(END);
    const unfinished = outside === undefined;
    if (unfinished && index === frames.length - 1) return strings;
    if (unfinished || more.length > 0 || NOT_A_BREAK.test(outside)) return null;
    strings.push(inside);
  }
  return strings;
}

/** Why the printer cannot print now, the nearest to a person's hands first; `null` when it can. */
export function hindrance(status: HostStatus): Reason | null {
  if (status.headOpen) return because('head-open');
  if (status.paperOut) return because('paper-out');
  if (status.ribbonOut) return because('ribbon-out');
  if (status.overTemperature) return because('printer-too-hot');
  if (status.underTemperature) return because('printer-too-cold');
  if (status.corruptMemory) return because('printer-memory');
  if (status.paused) return because('printer-paused');
  if (status.bufferFull) return because('printer-buffer-full');
  return null;
}

/** Whether nothing is left inside the printer: no format waiting or half received, no label to print or to be taken. */
export function isDone(status: HostStatus): boolean {
  return status.formatsInBuffer === 0 && !status.partialFormat && status.labelsRemaining === 0 && !status.labelWaiting;
}
