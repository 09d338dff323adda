import type { z } from 'zod';
import { canonicalText } from './canonicalJson.ts';

export type Canonical<T> = { value: T } | { problem: 'not-canonical' } | { problem: 'wrong-shape'; where: string };

/**
 * Bytes to a value, strictly: UTF-8, JSON, exactly the bytes that `canonicalBytes` writes for it (so no doubled key, no other spelling, nothing
 * before or after), and of this shape. Never throws.
 */
export function readCanonical<S extends z.ZodType>(bytes: Uint8Array, schema: S): Canonical<z.infer<S>> {
  let content: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    content = JSON.parse(text);
    if (canonicalText(content) !== text) return { problem: 'not-canonical' };
  } catch {
    // Bad UTF-8, bad JSON, values JSON cannot carry, nesting deeper than the stack: all of them are "not canonical".
    return { problem: 'not-canonical' };
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return { value: parsed.data };
  const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  return { problem: 'wrong-shape', where: where === '' ? 'the whole' : where.slice(0, 200) };
}
