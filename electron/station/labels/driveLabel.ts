import type { DriveLabelContent, DriveLabelKind } from '../../../core/domain/label.ts';
import { fillSentence, type Sentences } from '../../../core/domain/sentence.ts';
import english from '../../../core/messages/en/label.json' with { type: 'json' };
import { shortSize } from '../paper/shortSize.ts';
import { fitBarCode } from './barCodeFit.ts';
import { drawLabel } from './drawLabel.ts';
import { printable } from './labelFace.ts';
import type { LabelMark } from './labelMark.ts';
import type { LabelPicture } from './labelPicture.ts';
import { shapeMark } from './labelShapes.ts';
import type { LabelTemplate } from './labelTemplate.ts';
import { cutToWidth, fitText } from './labelText.ts';
import { fitQr } from './qrFit.ts';

export type LabelMessages = Readonly<typeof english>;

/** The label as the dots that are burnt. Pure, but for reading font and template once. `copy` 1 is the first print; a reprint shows its number. */
export function driveLabelPicture(template: LabelTemplate, content: DriveLabelContent, copy = 1): LabelPicture {
  const marks = driveLabelMarks(template, english, content, copy);
  return drawLabel(template.widthDots, template.heightDots, marks);
}

/** Everything that stands on the label, background first. */
export function driveLabelMarks(
  template: LabelTemplate,
  messages: LabelMessages,
  content: DriveLabelContent,
  copy: number,
): LabelMark[] {
  const kind = template.kinds[content.kind];
  const { fields } = kind;
  const put = (field: keyof typeof fields, text: string): LabelMark => fitText(fields[field], printable(text));
  const serial = content.serialNumber;
  return [
    ...kind.shapes.map(shapeMark),
    ...(content.virtual ? kind.virtualShapes.map(shapeMark) : []),
    ...(content.virtual ? tapeMarks(template) : []),
    put(content.virtual ? 'verdictWhenVirtual' : 'verdict', messages[`kind-${content.kind}`]),
    ...(content.virtual ? [put('virtual', messages.virtual)] : []),
    put('lastFour', serial === null ? messages.lastFourUnknown : [...serial].slice(-4).join('')),
    put('bay', baySentence(messages, content)),
    put('date', content.date),
    put('serial', serial ?? messages.serialUnknown),
    put('model', modelSentence(messages, content)),
    put('method', methodSentence(messages, content, copy)),
    put('lot', lotSentence(messages, content)),
    ...(content.cause === 'never-wiped'
      ? unwipedMarks(template, messages)
      : qrMarks(template, messages, content.labelCode)),
    ...barCodeMarks(template, messages, serial),
  ];
}

function baySentence(messages: LabelMessages, { bayNumber, initials }: DriveLabelContent): string {
  if (bayNumber === null) return fillSentence(messages.bayUnknown, { initials });
  return fillSentence(messages.bay, { number: bayNumber, initials });
}

function modelSentence(messages: LabelMessages, content: DriveLabelContent): string {
  const { sizeBytes } = content;
  const model = content.model ?? messages.modelUnknown;
  if (sizeBytes === null) return fillSentence(messages.modelAlone, { model });
  return fillSentence(messages.model, { model, size: shortSize(sizeBytes) });
}

function methodSentence(messages: LabelMessages, content: DriveLabelContent, copy: number): string {
  const text =
    content.cause === 'never-wiped' ? unwipedSentence(messages, content.kind) : wipedSentence(messages, content);
  return copy > 1 ? fillSentence(messages.copy, { text, copy }) : text;
}

/** A drive that did not pass never carries the bare word of the method: it says that the method failed or is not proven. */
function wipedSentence(messages: LabelMessages, { kind, cause, method, techniqueId }: DriveLabelContent): string {
  if (method === null || techniqueId === null || cause === 'never-wiped')
    throw new Error('the label of a wipe names no technique');
  const table: Sentences = messages;
  const words = {
    method: table[`method-${method}`] ?? method,
    technique: table[`technique-${techniqueId}`] ?? techniqueId,
  };
  return fillSentence(messages[`method-${cause === 'verdict' ? kind : cause}` as const], words);
}

/** Throws for PASS: there is nothing that could have passed. */
function unwipedSentence(messages: LabelMessages, kind: DriveLabelKind): string {
  if (kind === 'PASS') throw new Error('a drive that was never wiped has no PASS label');
  return messages[`unwiped-${kind}`];
}

function lotSentence(messages: LabelMessages, { lotName, assetTag }: DriveLabelContent): string {
  const lot = lotName ?? messages.lotUnknown;
  return assetTag === null
    ? fillSentence(messages.lot, { lot })
    : fillSentence(messages.lotAndTag, { lot, tag: assetTag });
}

function qrMarks(template: LabelTemplate, messages: LabelMessages, labelCode: string | null): LabelMark[] {
  const { x, y, side } = template.qr;
  const fit = labelCode === null ? null : fitQr(labelCode, side, template.dotsPerMillimetre);
  if (labelCode === null || fit === null) {
    const { dotsPerMillimetre } = template;
    const type = { height: 2 * dotsPerMillimetre, smallest: dotsPerMillimetre, inverse: false, bold: false };
    return [
      fitText({ x, y, width: side, ...type }, labelCode === null ? messages.noQrCodeOverruled : messages.noQrCode),
    ];
  }
  const { dots, level, sideDots } = fit;
  const inset = Math.floor((side - sideDots) / 2);
  return [{ mark: 'qr', x: x + inset, y: y + inset, dots, level, text: labelCode }];
}

/** Where the QR code of a record would stand, in letters to be read across the room: there was no wipe, so there is no record. */
function unwipedMarks({ qr: { x, y, side }, dotsPerMillimetre }: LabelTemplate, messages: LabelMessages): LabelMark[] {
  const line = (part: number, height: number, text: string, bold: boolean): LabelMark =>
    fitText(
      { x, y: y + Math.floor(part * side), width: side, height, smallest: dotsPerMillimetre, inverse: false, bold },
      text,
    );
  const large = Math.floor(side * 0.36);
  return [
    line(0, large, messages.unwipedAbove, true),
    line(0.36, large, messages.unwipedBelow, true),
    line(0.8, 2 * dotsPerMillimetre, messages.noQrCodeUnwiped, false),
  ];
}

/** The serial as bar code at the widest bars that fit; else words why there is none, and the whole serial as text. */
function barCodeMarks(template: LabelTemplate, messages: LabelMessages, serial: string | null): LabelMark[] {
  const notice = (text: string): LabelMark => fitText(template.notice, text);
  if (serial === null) return [notice(messages.noBarCodeSerialUnknown)];
  const code = fitBarCode(serial, template.barCode, template.dotsPerMillimetre);
  return typeof code === 'string' ? [notice(messages[code]), ...longSerialMarks(template, serial)] : [code];
}

function longSerialMarks(template: LabelTemplate, serial: string): LabelMark[] {
  let rest = printable(serial);
  return template.longSerial.map((field, index) => {
    const last = index === template.longSerial.length - 1;
    const part = last ? rest : cutToWidth(field, rest, '');
    rest = rest.slice(part.length);
    return fitText(field, part);
  });
}

function tapeMarks({ virtualTape: { y, height, width, stripe } }: LabelTemplate): LabelMark[] {
  const count = Math.ceil(width / (2 * stripe));
  return Array.from({ length: count }, (_, index) => {
    const x = index * 2 * stripe;
    return { mark: 'box', x, y, width: Math.min(stripe, width - x), height, colour: 'black' };
  });
}
