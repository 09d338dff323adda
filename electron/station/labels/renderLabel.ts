import type { LabelContent } from '../../../core/domain/label.ts';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import english from '../../../core/messages/en/label.json' with { type: 'json' };
import { assetLabelMarks, assetLabelPicture } from './assetLabel.ts';
import { driveLabelMarks, driveLabelPicture } from './driveLabel.ts';
import type { LabelMark } from './labelMark.ts';
import type { LabelPicture } from './labelPicture.ts';
import type { LabelFormat } from './labelPrinter.ts';
import { templateFor } from './labelTemplate.ts';
import { SPOKEN } from './spokenLanguages.ts';
import { testLabelPicture } from './testLabel.ts';

export type { LabelPicture };

/** How labels are shown before a printer is set up. */
export const FACTORY_FORMAT: LabelFormat = FACTORY_PRINTER;

/** The dots of a label on this printer. What the window shows and what is sent both come from here. */
export function pictureFor(
  content: LabelContent,
  copy: number,
  { labelSize, dotsPerMillimetre }: LabelFormat,
): LabelPicture {
  const template = templateFor(labelSize, dotsPerMillimetre);
  return content.kind === 'ASSET'
    ? assetLabelPicture(template, content, copy)
    : driveLabelPicture(template, content, copy);
}

/** The label with all in its place but not drawn: a hundredth of the work. Throws where a label of this content cannot be. */
export function laidOut(
  content: LabelContent,
  copy: number,
  { labelSize, dotsPerMillimetre }: LabelFormat,
): LabelMark[] {
  const template = templateFor(labelSize, dotsPerMillimetre);
  return content.kind === 'ASSET'
    ? assetLabelMarks(template, english, content, copy)
    : driveLabelMarks(template, english, content, copy);
}

export function testPicture(format: LabelFormat): LabelPicture {
  return testLabelPicture(templateFor(format.labelSize, format.dotsPerMillimetre), format);
}

/** The dots in the printer's language. */
export function bytesFor(
  picture: LabelPicture,
  { language, labelSize, dotsPerMillimetre }: LabelFormat,
): Uint8Array<ArrayBuffer> {
  return SPOKEN[language].encode(picture, templateFor(labelSize, dotsPerMillimetre));
}
