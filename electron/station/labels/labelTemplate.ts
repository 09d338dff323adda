import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { LabelSize } from '../../../core/domain/printer.ts';
import { resourceFile } from '../paper/resourceFile.ts';

const place = z.number().int().nonnegative();
const size = z.number().int().positive();
const colour = z.enum(['black', 'white']);

const field = z.strictObject({
  x: place,
  y: place,
  width: size,
  height: size,
  smallest: size,
  inverse: z.boolean(),
  bold: z.boolean(),
});
export type LabelField = z.infer<typeof field>;

const shape = z.discriminatedUnion('shape', [
  z.strictObject({ shape: z.literal('box'), x: place, y: place, width: size, height: size, colour }),
  z.strictObject({ shape: z.literal('slash'), x: place, y: place, width: size, height: size, thickness: size, colour }),
]);
export type LabelShape = z.infer<typeof shape>;

const area = z.strictObject({ x: place, y: place, width: size, height: size });
export type LabelArea = z.infer<typeof area>;

const driveKind = z.strictObject({
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

const assetKind = z.strictObject({
  shapes: z.array(shape),
  fields: z.strictObject({ word: field, lot: field, tag: field, serial: field, date: field }),
  barCode: area,
  notice: field,
});

/** A label as data (`resources/labels`): where everything stands, in eighths of a millimetre; once scaled, in dots. */
export const labelTemplate = z.strictObject({
  name: z.string(),
  version: z.number().int().positive(),
  comment: z.string(),
  widthMillimetres: size,
  heightMillimetres: size,
  /** From one label to the next on the roll; printers that are told need it to find the next one. */
  gapMillimetres: size,
  qr: z.strictObject({ x: place, y: place, side: size }),
  barCode: area,
  notice: field,
  longSerial: z.array(field),
  kinds: z.strictObject({ PASS: driveKind, SHRED: driveKind, QUARANTINE: driveKind }),
  virtualTape: z.strictObject({ y: place, height: size, width: size, stripe: size }),
  asset: assetKind,
});
type TemplateFile = z.infer<typeof labelTemplate>;

/** A template in dots of one head. */
export type LabelTemplate = TemplateFile & {
  readonly dotsPerMillimetre: number;
  readonly widthDots: number;
  readonly heightDots: number;
};

const UNITS_PER_MILLIMETRE = 8;
const scaled = new Map<string, LabelTemplate>();

/** The template of a size for a head of 8 (203 dpi) or 12 (300 dpi) dots per millimetre, read once. Throws when the file is missing or not of this form. */
export function templateFor(labelSize: LabelSize, dotsPerMillimetre: number): LabelTemplate {
  const key = `${labelSize} ${dotsPerMillimetre}`;
  const known = scaled.get(key);
  if (known !== undefined) return known;
  const file = labelTemplate.parse(JSON.parse(readFileSync(resourceFile('labels', `${labelSize}.json`), 'utf8')));
  const made = {
    ...labelTemplate.parse(inDots(file, dotsPerMillimetre / UNITS_PER_MILLIMETRE)),
    dotsPerMillimetre,
    widthDots: file.widthMillimetres * dotsPerMillimetre,
    heightDots: file.heightMillimetres * dotsPerMillimetre,
  };
  scaled.set(key, made);
  return made;
}

const NOT_LENGTHS: ReadonlySet<string> = new Set([
  'version',
  'widthMillimetres',
  'heightMillimetres',
  'gapMillimetres',
]);

/** Every length in the template times `factor`. */
function inDots(value: unknown, factor: number): unknown {
  if (typeof value === 'number') return Math.round(value * factor);
  if (Array.isArray(value)) return value.map((each) => inDots(each, factor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, NOT_LENGTHS.has(name) ? each : inDots(each, factor)]),
  );
}
