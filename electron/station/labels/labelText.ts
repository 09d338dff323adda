import { textWidth } from './labelFace.ts';
import type { LabelMark } from './labelMark.ts';
import type { LabelField } from './labelTemplate.ts';

/** Type may be set this much narrower before it is set smaller: narrow letters read better from two metres than small ones. */
const NARROWEST = 0.8;
const ENDING = '...';
const MOST_CHARACTERS = 400;

/** The text in its field: as large as fits; at the smallest size what is too much gives way to three dots. `text` is printable already. */
export function fitText(field: LabelField, text: string): LabelMark {
  const { x, y, inverse, bold } = field;
  for (let height = field.height; height >= field.smallest && text.length <= MOST_CHARACTERS; height -= 1) {
    const width = textWidth(text, height, bold);
    if (width * NARROWEST > field.width) continue;
    const squeeze = Math.min(1, field.width / Math.max(1, width));
    return { mark: 'text', x, y: y + centred(field, height), height, squeeze, bold, inverse, text };
  }
  const cut = `${cutToWidth(field, text, ENDING)}${ENDING}`;
  return { mark: 'text', x, y, height: field.smallest, squeeze: NARROWEST, bold, inverse, text: cut };
}

/** What was set smaller than its field stands in the field's middle. */
function centred(field: LabelField, height: number): number {
  return Math.floor((field.height - height) / 2);
}

/** The longest start of the text that leaves room for `ending`, at the field's smallest and narrowest. */
export function cutToWidth({ smallest, width, bold }: LabelField, text: string, ending: string): string {
  // No label holds more; what is longer is not even measured.
  const characters = [...text].slice(0, MOST_CHARACTERS);
  const fits = (count: number): boolean =>
    textWidth(characters.slice(0, count).join('') + ending, smallest, bold) * NARROWEST <= width;
  let [kept, beyond] = [0, characters.length + 1];
  while (beyond - kept > 1) {
    const middle = Math.floor((kept + beyond) / 2);
    if (fits(middle)) kept = middle;
    else beyond = middle;
  }
  return characters.slice(0, kept).join('');
}
