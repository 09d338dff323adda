import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { resourceFile } from '../paper/resourceFile.ts';

const dots = z.number().int().nonnegative();
const size = z.number().int().positive();
const colour = z.enum(['black', 'white']);

const field = z.strictObject({ x: dots, y: dots, width: size, height: size, smallest: size, inverse: z.boolean() });
export type LabelField = z.infer<typeof field>;

const shape = z.discriminatedUnion('shape', [
  z.strictObject({ shape: z.literal('box'), x: dots, y: dots, width: size, height: size, colour }),
  z.strictObject({ shape: z.literal('slash'), x: dots, y: dots, width: size, height: size, thickness: size, colour }),
]);
export type LabelShape = z.infer<typeof shape>;

const kind = z.strictObject({
  shapes: z.array(shape),
  virtualShapes: z.array(shape),
  fields: z.strictObject({
    verdict: field,
    verdictWhenVirtual: field,
    virtual: field,
    lastFour: field,
    bay: field,
    date: field,
    serial: field,
    model: field,
    method: field,
    lot: field,
  }),
});

/** A label as data: where everything stands, in dots. `resources/labels/drive-label.json` is the one for drives. */
export const labelTemplate = z.strictObject({
  name: z.string(),
  version: z.number().int().positive(),
  comment: z.string(),
  widthDots: size,
  heightDots: size,
  dotsPerMillimetre: size,
  qr: z.strictObject({ x: dots, y: dots, side: size }),
  barCode: z.strictObject({ x: dots, y: dots, width: size, height: size }),
  notice: field,
  longSerial: z.array(field),
  kinds: z.strictObject({ PASS: kind, SHRED: kind, QUARANTINE: kind }),
  virtualTape: z.strictObject({ y: dots, height: size, width: size, stripe: size }),
  fontWidths: z.strictObject({
    otherPerMille: size,
    groups: z.array(z.strictObject({ perMille: size, characters: z.string() })),
  }),
});
export type LabelTemplate = z.infer<typeof labelTemplate>;

let loaded: LabelTemplate | null = null;

/** The drive label's template, read once. Throws when the file is missing or not of this form. */
export function driveLabelTemplate(): LabelTemplate {
  loaded ??= labelTemplate.parse(JSON.parse(readFileSync(resourceFile('labels', 'drive-label.json'), 'utf8')));
  return loaded;
}
