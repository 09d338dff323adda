import { because } from '../../../core/domain/reason.ts';
import { controlNames } from './controlNames.ts';
import type { PrinterCondition } from './printerCondition.ts';

const WHOLE =
  /^<STX> *PRINTER STATUS +ERRORS: +([01]) ([0-9A-F]{8}) ([0-9A-F]{8}) +WARNINGS: +([01]) [0-9A-F]{8} [0-9A-F]{8} *<ETX>$/;
const START = /^<STX>[ \w:]*$/;

/** The error flags of group 1 (Zebra Programming Guide, ~HQ error flags), the nearest to a person's hands first. */
const ERRORS = [
  [0x4, 'head-open'],
  [0x1, 'paper-out'],
  [0x2, 'ribbon-out'],
  [0x8, 'cutter-jammed'],
  [0x30, 'printer-too-hot'],
  [0x10000, 'printer-paused'],
] as const;

/**
 * Reads an answer to ~HQES. It is the one status a ZPL printer gives while it is out of labels or open (Zebra's page on ~HS: it does not answer that one
 * then), and it knows faults that ~HS does not. An error flag that is not in the table hinders too.
 */
export function readErrorStatus(answer: string): PrinterCondition | 'more' | 'garbled' {
  const text = controlNames(answer).replace(/\s+/g, ' ').trim();
  const whole = WHOLE.exec(text);
  if (whole === null) return text === '' || START.test(text) ? 'more' : 'garbled';
  const [, present, , flagsText = ''] = whole;
  if (present === '0') return { hindrance: null, busy: false, halfLabel: false };
  const flags = Number.parseInt(flagsText, 16);
  const known = ERRORS.find(([flag]) => (flags & flag) !== 0);
  const hindrance = because(known?.[1] ?? 'printer-fault', known === undefined ? { flags: flagsText } : {});
  return { hindrance, busy: false, halfLabel: false };
}
