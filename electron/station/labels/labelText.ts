import { visibleText } from '../paper/visibleText.ts';
import type { LabelField, LabelTemplate } from './labelTemplate.ts';
import type { LabelMark } from './zplEncoder.ts';

/** What printer font 0 has on every model: Latin (Zebra Programming Guide, font 0 under ^CI28). Other scripts print as escapes. */
export function printable(text: string): string {
  return visibleText(
    text,
    (codePoint) => (codePoint > 0x20 && codePoint < 0x7f) || (codePoint > 0xa0 && codePoint <= 0x17f),
  );
}

/** The text in its field: as large as fits; at the smallest size what is too much gives way to three dots. `text` is printable already. */
export function fitText(template: LabelTemplate, field: LabelField, text: string): LabelMark {
  const { x, y, inverse } = field;
  for (let height = field.height; height >= field.smallest; height -= 1) {
    if (widthDots(template, text, height) <= field.width) return { mark: 'text', x, y, height, inverse, text };
  }
  const cut = `${cutToWidth(template, text, field.smallest, field.width, '...')}...`;
  return { mark: 'text', x, y, height: field.smallest, inverse, text: cut };
}

/** The longest start of the text that leaves room for `ending`. */
export function cutToWidth(
  template: LabelTemplate,
  text: string,
  height: number,
  width: number,
  ending: string,
): string {
  const characters = [...text];
  while (characters.length > 0 && widthDots(template, characters.join('') + ending, height) > width) characters.pop();
  return characters.join('');
}

/** Width of printer font 0, rounded up. */
export function widthDots({ fontWidths }: LabelTemplate, text: string, height: number): number {
  let perMille = 0;
  for (const character of text) {
    const group = fontWidths.groups.find(({ characters }) => characters.includes(character));
    perMille += group?.perMille ?? fontWidths.otherPerMille;
  }
  return Math.ceil((perMille * height) / 1000);
}
