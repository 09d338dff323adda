import { because, type Reason } from '../../../core/domain/reason.ts';
import { controlNames } from './controlNames.ts';
import type { PrinterCondition } from './printerCondition.ts';

/** Faults in the low half of the byte that <ESC>!? answers (TSPL/TSPL2 Programming Manual); other combinations are not in its table. */
const FAULTS: Readonly<Record<number, string | null>> = {
  0: null,
  1: 'head-open',
  2: 'paper-jam',
  3: 'head-open',
  4: 'paper-out',
  5: 'head-open',
  8: 'ribbon-out',
  9: 'head-open',
  10: 'paper-jam',
  11: 'head-open',
  12: 'paper-out',
  13: 'head-open',
};

/** Reads the one byte that <ESC>!? answers. More than one, or one that the manual does not list, is no answer. */
export function readTsplByte(answer: string): PrinterCondition | 'more' | 'garbled' {
  if (answer.length === 0) return 'more';
  if (answer.length > 1) return 'garbled';
  const byte = answer.charCodeAt(0);
  const condition = (code: string | null, busy = false): PrinterCondition => ({
    hindrance: code === null ? null : because(code),
    busy,
    halfLabel: false,
  });
  if (byte === 0x20) return condition(null, true);
  if (byte === 0x40) return condition('head-open');
  if (byte === 0x80) return { ...condition(null), hindrance: because('printer-fault', { flags: '80' }) };
  const fault = FAULTS[byte & 0x0f];
  if ((byte & 0xe0) !== 0 || fault === undefined) return 'garbled';
  return condition(fault ?? ((byte & 0x10) === 0 ? null : 'printer-paused'));
}

/** First byte of <ESC>!S: what the printer does. */
const BUSY = new Set(['B', 'C', 'F', 'K', 'L', 'P', 'W']);
const DOING = new Set(['@', '`', 'E', ...BUSY]);

/** Reads what <ESC>!S answers: STX, four bytes, ETX, line end. */
export function readTsplFrame(answer: string): PrinterCondition | 'more' | 'garbled' {
  const text = controlNames(answer);
  const frame = /^<STX>([@-~]{4})<ETX>\r\n$/.exec(text);
  if (frame === null) return /^(<STX>[@-~]{0,4}(<ETX>\r?)?)?$/.test(text) ? 'more' : 'garbled';
  const [doing = '', warning = '', ...errors] = frame[1] ?? '';
  if (!DOING.has(doing)) return 'garbled';
  const [device = 0, media = 0] = errors.map((byte) => byte.charCodeAt(0) & 0x3f);
  const flags = [doing, warning, ...errors].map((byte) => byte.charCodeAt(0).toString(16)).join('');
  return { hindrance: faultOf(device, media, doing, warning, flags), busy: BUSY.has(doing), halfLabel: false };
}

function faultOf(device: number, media: number, doing: string, warning: string, flags: string): Reason | null {
  if ((media & 0x20) !== 0) return because('head-open');
  if ((media & 0x01) !== 0) return because('paper-out');
  if ((media & 0x02) !== 0) return because('paper-jam');
  if ((media & 0x04) !== 0) return because('ribbon-out');
  if ((device & 0x03) !== 0) return because('printer-too-hot');
  if ((device & 0x08) !== 0) return because('cutter-jammed');
  if (device !== 0 || media !== 0 || doing === 'E') return because('printer-fault', { flags });
  if (doing === '`') return because('printer-paused');
  return warning === 'H' ? because('printer-buffer-full') : null;
}
