import type { LabelContent } from '../../../core/domain/label.ts';
import { fillSentence, type Sentences } from '../../../core/domain/sentence.ts';
import english from '../../../core/messages/en/label.json' with { type: 'json' };
import { shortSize } from '../paper/shortSize.ts';
import { code128Modules } from './code128.ts';
import { driveLabelTemplate, type LabelShape, type LabelTemplate } from './labelTemplate.ts';
import { cutToWidth, fitText, printable } from './labelText.ts';
import { fitQr } from './qrFit.ts';
import { encodeZpl, type LabelMark } from './zplEncoder.ts';

export type LabelMessages = Readonly<typeof english>;

/** The label as the bytes that go to the printer. Pure, but for reading the template once. `copy` 1 is the first print; a reprint shows its number. */
export function zplFor(content: LabelContent, copy = 1): Uint8Array<ArrayBuffer> {
  const template = driveLabelTemplate();
  return encodeZpl(template.widthDots, template.heightDots, driveLabelMarks(template, english, content, copy));
}

/** Everything that stands on the label, background first. */
export function driveLabelMarks(
  template: LabelTemplate,
  messages: LabelMessages,
  content: LabelContent,
  copy: number,
): LabelMark[] {
  const kind = template.kinds[content.kind];
  const { fields } = kind;
  const put = (field: keyof typeof fields, text: string): LabelMark =>
    fitText(template, fields[field], printable(text));
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
    ...qrMarks(template, messages, content.labelCode),
    ...barCodeMarks(template, messages, serial),
  ];
}

function baySentence(messages: LabelMessages, { bayNumber, initials }: LabelContent): string {
  if (bayNumber === null) return fillSentence(messages.bayUnknown, { initials });
  return fillSentence(messages.bay, { number: bayNumber, initials });
}

function modelSentence(messages: LabelMessages, { model, sizeBytes }: LabelContent): string {
  return fillSentence(messages.model, { model: model ?? messages.modelUnknown, size: shortSize(sizeBytes) });
}

/** A drive that did not pass never carries the bare word of the method: it says that the method failed or is not proven. */
function methodSentence(messages: LabelMessages, { kind, method, techniqueId }: LabelContent, copy: number): string {
  const table: Sentences = messages;
  const words = {
    method: table[`method-${method}`] ?? method,
    technique: table[`technique-${techniqueId}`] ?? techniqueId,
  };
  const text = fillSentence(messages[`method-${kind}`], words);
  return copy > 1 ? fillSentence(messages.copy, { text, copy }) : text;
}

function lotSentence(messages: LabelMessages, { lotName, assetTag }: LabelContent): string {
  const lot = lotName ?? messages.lotUnknown;
  return assetTag === null
    ? fillSentence(messages.lot, { lot })
    : fillSentence(messages.lotAndTag, { lot, tag: assetTag });
}

function qrMarks(template: LabelTemplate, messages: LabelMessages, labelCode: string): LabelMark[] {
  const { x, y, side } = template.qr;
  const fit = fitQr(labelCode, side);
  if (fit === null) {
    const field = { x, y, width: side, height: 16, smallest: 8, inverse: false };
    return [fitText(template, field, messages.noQrCode)];
  }
  const { dots, level, sideDots } = fit;
  const inset = Math.floor((side - sideDots) / 2);
  return [{ mark: 'qr', x: x + inset, y: y + inset, dots, level, text: labelCode }];
}

/** The serial as bar code at the widest bars that fit; else words why there is none, and the whole serial as text. */
function barCodeMarks(template: LabelTemplate, messages: LabelMessages, serial: string | null): LabelMark[] {
  const notice = (text: string): LabelMark => fitText(template, template.notice, text);
  if (serial === null) return [notice(messages.noBarCodeSerialUnknown)];
  const modules = code128Modules(serial);
  if (modules === null) return [notice(messages.noBarCodeCharacters), ...longSerialMarks(template, serial)];
  const { x, y, width, height } = template.barCode;
  const dots = widestBars(modules, width);
  if (dots === null) return [notice(messages.noBarCodeTooLong), ...longSerialMarks(template, serial)];
  const left = x + Math.floor((width - modules * dots) / 2);
  return [{ mark: 'code128', x: left, y, dots, height, text: serial }];
}

/**
 * Quiet zones are 10 modules a side (ISO/IEC 15417); five are taken for two-dot bars at the label's own edge, where the backing paper is blank, before
 * bars of one dot, which only good scanners read.
 */
function widestBars(modules: number, width: number): 1 | 2 | 3 | null {
  if ((modules + 20) * 3 <= width) return 3;
  if ((modules + 10) * 2 <= width) return 2;
  return modules + 20 <= width ? 1 : null;
}

function longSerialMarks(template: LabelTemplate, serial: string): LabelMark[] {
  let rest = printable(serial);
  return template.longSerial.map((field, index) => {
    const last = index === template.longSerial.length - 1;
    const part = last ? rest : cutToWidth(template, rest, field.height, field.width, '');
    rest = rest.slice(part.length);
    return fitText(template, field, part);
  });
}

function tapeMarks({ virtualTape: { y, height, width, stripe } }: LabelTemplate): LabelMark[] {
  const count = Math.ceil(width / (2 * stripe));
  return Array.from({ length: count }, (_, index) => {
    const x = index * 2 * stripe;
    return { mark: 'box', x, y, width: Math.min(stripe, width - x), height, colour: 'black' };
  });
}

function shapeMark(shape: LabelShape): LabelMark {
  const { x, y, width, height, colour } = shape;
  return shape.shape === 'box'
    ? { mark: 'box', x, y, width, height, colour }
    : { mark: 'slash', x, y, width, height, thickness: shape.thickness, colour };
}
