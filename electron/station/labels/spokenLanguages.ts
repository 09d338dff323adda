import type { PrinterLanguage } from '../../../core/domain/printer.ts';
import type { Reason } from '../../../core/domain/reason.ts';
import { encodeEpl2 } from './epl2Encoder.ts';
import { readEplReport, readEplStatus } from './epl2Status.ts';
import { readErrorStatus } from './errorStatus.ts';
import { hindrance, isDone, parseHostStatus } from './hostStatus.ts';
import type { LabelPicture } from './labelPicture.ts';
import type { LabelTemplate } from './labelTemplate.ts';
import type { PrinterCondition, StatusQuestion } from './printerCondition.ts';
import { encodeTspl } from './tsplEncoder.ts';
import { readTsplByte, readTsplFrame } from './tsplStatus.ts';
import { encodeZpl } from './zplEncoder.ts';

/** One printer language: a picture in, bytes out; and how its printers are asked. Everything else about printing is the same for all. */
export type SpokenLanguage = {
  readonly encode: (picture: LabelPicture, template: LabelTemplate) => Uint8Array<ArrayBuffer>;
  /** Asked one after the other; one at least must be answered, and what any of them says counts. */
  readonly questions: readonly [StatusQuestion, ...StatusQuestion[]];
  /** Throws away half a label that an earlier break left inside; `null` where the start of the next label does so. */
  readonly dropHalfLabel: string | null;
  /** Makes the printer tell of each print's end, and reads what it tells; `null` where its status says so. */
  readonly report: {
    readonly ask: string;
    readonly read: (answer: string) => 'printed' | 'more' | 'garbled' | Reason;
  } | null;
};

export const SPOKEN: Readonly<Record<PrinterLanguage, SpokenLanguage>> = {
  zpl: {
    encode: encodeZpl,
    questions: [
      { bytes: '~HS', read: readHostStatus, endsBySilence: false, tellsBusy: true },
      { bytes: '~HQES', read: readErrorStatus, endsBySilence: false, tellsBusy: false },
    ],
    dropHalfLabel: '~JX',
    report: null,
  },
  epl2: {
    encode: (picture, { gapMillimetres, dotsPerMillimetre }) => encodeEpl2(picture, gapMillimetres * dotsPerMillimetre),
    questions: [{ bytes: '\n^ee\n', read: readEplStatus, endsBySilence: true, tellsBusy: true }],
    dropHalfLabel: null,
    // ^ee answers 00 while a label is still coming out; the acknowledgement of P comes when it did.
    report: { ask: '\nUS\n', read: readEplReport },
  },
  tspl: {
    encode: (picture, { widthMillimetres, heightMillimetres, gapMillimetres }) =>
      encodeTspl(picture, { width: widthMillimetres, height: heightMillimetres, gap: gapMillimetres }),
    questions: [
      { bytes: '\u001b!?', read: readTsplByte, endsBySilence: true, tellsBusy: true },
      { bytes: '\u001b!S', read: readTsplFrame, endsBySilence: false, tellsBusy: true },
    ],
    dropHalfLabel: null,
    report: null,
  },
};

function readHostStatus(answer: string): PrinterCondition | 'more' | 'garbled' {
  const status = parseHostStatus(answer);
  if (typeof status === 'string') return status;
  return { hindrance: hindrance(status), busy: !isDone(status), halfLabel: status.partialFormat };
}
