import { z } from 'zod';
import { transport } from './drive.ts';
import { techniqueId } from './technique.ts';

const pattern = z.string().max(200).refine(isPattern, 'not a regular expression').nullable();

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'iu');
    return true;
  } catch {
    return false;
  }
}

/**
 * A drive model, firmware, connection or tool version that is known to go wrong (data in `resources/quirks/`). Every matcher that is not `null` must
 * match; patterns are regular expressions without regard to capitals.
 */
export const quirk = z
  .strictObject({
    quirkId: z.string().regex(/^[a-z0-9-]{1,64}$/),
    effect: z.enum(['reject', 'warn']),
    model: pattern,
    firmware: pattern,
    transports: z.array(transport).min(1).nullable(),
    tool: z
      .strictObject({ name: z.string().min(1).max(64), versions: z.string().max(200).refine(isPattern) })
      .nullable(),
    techniques: z.array(techniqueId).min(1),
    /** What goes wrong, one sentence for people. */
    why: z.string().min(1).max(500),
    /** Where it was reported. */
    source: z.string().min(1).max(500),
  })
  .refine(({ model, firmware, transports, tool }) => [model, firmware, transports, tool].some((m) => m !== null), {
    error: 'a quirk of everything is none',
  });
export type Quirk = z.infer<typeof quirk>;
