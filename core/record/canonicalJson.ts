import canonicalize from 'canonicalize';

/**
 * RFC 8785 canonical JSON as UTF-8 bytes. Refuses what JSON cannot carry (undefined, functions, bigint, non-finite numbers, lone
 * surrogates) instead of dropping it: a dropped field would be a silent hole in the evidence.
 */
export function canonicalBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalText(value));
}

/** The same as text. */
export function canonicalText(value: unknown): string {
  refuseUncarriable(value, '$');
  const text = canonicalize(value as object);
  if (text === undefined) throw new TypeError('the value has no canonical JSON');
  return text;
}

function refuseUncarriable(value: unknown, where: string): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${where}: ${value} cannot be carried by JSON`);
      if (Number.isInteger(value) && !Number.isSafeInteger(value))
        throw new TypeError(`${where}: ${value} is beyond exact integers`);
      return;
    case 'object':
      if (value === null) return;
      for (const [key, item] of Object.entries(value)) refuseUncarriable(item, `${where}.${key}`);
      return;
    default:
      throw new TypeError(`${where}: ${typeof value} cannot be carried by JSON`);
  }
}
