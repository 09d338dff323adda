import english from '../../../core/messages/en/label.json' with { type: 'json' };
import { fitBarCode } from './barCodeFit.ts';
import { drawLabel } from './drawLabel.ts';
import type { LabelMark } from './labelMark.ts';
import type { LabelPicture } from './labelPicture.ts';
import type { LabelFormat } from './labelPrinter.ts';
import type { LabelTemplate } from './labelTemplate.ts';
import { fitText } from './labelText.ts';

/** A label that says nothing of any drive: its frame shows whether size and gap are right, its type and bar code whether the head is. */
export function testLabelPicture(
  template: LabelTemplate,
  { language, labelSize, dotsPerMillimetre }: LabelFormat,
): LabelPicture {
  const { widthDots, heightDots } = template;
  const unit = dotsPerMillimetre;
  const line = (y: number, height: number, text: string, bold: boolean): LabelMark =>
    fitText({ x: 2 * unit, y, width: widthDots - 4 * unit, height, smallest: unit, inverse: false, bold }, text);
  const facts = `${language.toUpperCase()}  ${labelSize} mm  ${dotsPerMillimetre === 8 ? 203 : 300} dpi`;
  const third = Math.floor(heightDots / 3);
  const area = { x: 2 * unit, y: 2 * third, width: widthDots - 4 * unit, height: third - 2 * unit };
  const code = fitBarCode('TEST 0123456789', area, dotsPerMillimetre);
  return drawLabel(widthDots, heightDots, [
    { mark: 'box', x: 0, y: 0, width: widthDots, height: heightDots, colour: 'black' },
    { mark: 'box', x: 3, y: 3, width: widthDots - 6, height: heightDots - 6, colour: 'white' },
    line(unit, Math.floor(third * 0.85), english.test, true),
    line(third, Math.floor(third / 2), facts, false),
    line(Math.floor(1.5 * third), Math.floor(third / 2.4), 'ÄÖÜß ĄĘŁŻ ΑΒΓ АБВ 0123456789', false),
    typeof code === 'string' ? line(area.y, 2 * unit, english[code], false) : code,
  ]);
}
