import type { LabelContent } from '../../../core/domain/label.ts';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import { assetLabelPicture } from './assetLabel.ts';
import { driveLabelPicture } from './driveLabel.ts';
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
