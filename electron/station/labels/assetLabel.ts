import type { AssetLabelContent } from '../../../core/domain/label.ts';
import { fillSentence } from '../../../core/domain/sentence.ts';
import english from '../../../core/messages/en/label.json' with { type: 'json' };
import { fitBarCode } from './barCodeFit.ts';
import { drawLabel } from './drawLabel.ts';
import type { LabelMessages } from './driveLabel.ts';
import { printable } from './labelFace.ts';
import type { LabelMark } from './labelMark.ts';
import type { LabelPicture } from './labelPicture.ts';
import { shapeMark } from './labelShapes.ts';
import type { LabelTemplate } from './labelTemplate.ts';
import { fitText } from './labelText.ts';

/**
 * The ASSET label as the dots that are burnt: the tag as bar code and in the largest type, or the serial of a thing without a tag. It carries no verdict and
 * looks like none. `copy` 1 is the first print; a reprint shows its number.
 */
export function assetLabelPicture(template: LabelTemplate, content: AssetLabelContent, copy = 1): LabelPicture {
  return drawLabel(template.widthDots, template.heightDots, assetLabelMarks(template, english, content, copy));
}

export function assetLabelMarks(
  { asset, dotsPerMillimetre }: LabelTemplate,
  messages: LabelMessages,
  content: AssetLabelContent,
  copy: number,
): LabelMark[] {
  const { fields } = asset;
  const put = (field: keyof typeof fields, text: string): LabelMark => fitText(fields[field], printable(text));
  const { assetTag, serialNumber } = content;
  const name = assetTag ?? serialNumber;
  const word = messages['kind-ASSET'];
  const code = name === null ? 'noBarCodeNameless' : fitBarCode(name, asset.barCode, dotsPerMillimetre);
  return [
    ...asset.shapes.map(shapeMark),
    put('word', copy > 1 ? fillSentence(messages.copy, { text: word, copy }) : word),
    put('lot', content.lotName ?? messages.lotUnknown),
    put('tag', name ?? messages.lastFourUnknown),
    put('serial', assetTag === null ? messages.assetTagUnknown : (serialNumber ?? messages.serialUnknown)),
    put('date', content.date),
    typeof code === 'string' ? fitText(asset.notice, messages[code]) : code,
  ];
}
