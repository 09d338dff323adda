import { because, type Reason } from '../../../core/domain/reason.ts';
import { controlNames } from './controlNames.ts';
import type { PrinterCondition } from './printerCondition.ts';

/** Codes of ^ee and of a refused print (EPL Programming Guide, ^ee). Others are named by their number. */
const CODES: Readonly<Record<string, string>> = {
  '07': 'paper-or-ribbon-out',
  '11': 'head-open',
  '12': 'printer-paused',
};
/** Reads an answer to ^ee: two digits, or several parted by commas, and a line end. Acknowledgements of earlier commands may stand before it. */
export function readEplStatus(answer: string): PrinterCondition | 'more' | 'garbled' {
  const text = controlNames(answer).replaceAll('<ACK>', '');
  const whole = /^(?:\r\n)*(\d\d(?:,\d\d)*)\r\n$/.exec(text);
  if (whole === null) return /^(?:\r\n)*[\d,]{0,30}\r?$/.test(text) ? 'more' : 'garbled';
  const codes = (whole[1] ?? '').split(',').filter((code) => code !== '00');
  return { hindrance: codes[0] === undefined ? null : faultOf(codes[0]), busy: false, halfLabel: false };
}

/** Reads what an EPL2 printer says to a P command once US is set: ACK when it printed, NAK and a code when it did not. */
export function readEplReport(answer: string): 'printed' | 'more' | 'garbled' | Reason {
  const text = controlNames(answer).replaceAll('\r\n', '');
  if (text.startsWith('<ACK>')) return 'printed';
  const refused = /^<NAK>(\d\d)/.exec(text);
  if (refused !== null) return faultOf(refused[1] ?? '');
  return /^(<NAK>\d?)?$/.test(text) ? 'more' : 'garbled';
}

function faultOf(code: string): Reason {
  const known = CODES[code];
  return known === undefined ? because('printer-fault', { flags: code }) : because(known);
}
