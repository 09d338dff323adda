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

/** What the label of an asset that came without one says. */
export type AssetLabelContent = {
  readonly assetTag: string;
  readonly serialNumber: string | null;
  readonly lotName: string | null;
  readonly date: string;
};

/** The ASSET label as the dots that are burnt: the tag as bar code and in the largest type. It carries no verdict and looks like none. */
export function assetLabelPicture(template: LabelTemplate, content: AssetLabelContent): LabelPicture {
  return drawLabel(template.widthDots, template.heightDots, assetLabelMarks(template, english, content));
}

export function assetLabelMarks(
  { asset, dotsPerMillimetre }: LabelTemplate,
  messages: LabelMessages,
  content: AssetLabelContent,
): LabelMark[] {
  const { fields } = asset;
  const put = (field: keyof typeof fields, text: string): LabelMark => fitText(fields[field], printable(text));
  const code = fitBarCode(content.assetTag, asset.barCode, dotsPerMillimetre);
  return [
    ...asset.shapes.map(shapeMark),
    put('word', messages['kind-ASSET']),
    put('lot', content.lotName ?? messages.lotUnknown),
    put('tag', content.assetTag),
    put('serial', content.serialNumber ?? messages.serialUnknown),
    put('date', content.date),
    typeof code === 'string' ? fitText(asset.notice, messages[code]) : code,
  ];
}
