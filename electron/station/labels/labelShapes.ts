import type { LabelMark } from './labelMark.ts';
import type { LabelShape } from './labelTemplate.ts';

/** A template's shape as a mark. */
export function shapeMark(shape: LabelShape): LabelMark {
  const { x, y, width, height, colour } = shape;
  return shape.shape === 'box'
    ? { mark: 'box', x, y, width, height, colour }
    : { mark: 'slash', x, y, width, height, thickness: shape.thickness, colour };
}
