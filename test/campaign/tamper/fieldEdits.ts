/** One change of one place of a JSON value: where, how, and the whole value after it. */
export type FieldEdit = { readonly where: string; readonly edited: unknown };

/**
 * Every place of a JSON value, changed: each leaf gets another value, each object loses each field once and gets one more, each list loses an item and
 * doubles one.
 */
export function* fieldEdits(value: unknown, where = '$'): Generator<FieldEdit> {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      for (const inner of fieldEdits(item, `${where}[${at}]`)) yield { ...inner, edited: value.with(at, inner.edited) };
    }
    yield { where: `${where} one more`, edited: [...value, value[0] ?? 'x'] };
    if (value.length > 0) yield { where: `${where} one less`, edited: value.slice(1) };
    return;
  }
  if (typeof value === 'object' && value !== null) {
    const fields: Readonly<Record<string, unknown>> = { ...value };
    for (const [name, item] of Object.entries(fields)) {
      for (const inner of fieldEdits(item, `${where}.${name}`)) {
        yield { ...inner, edited: { ...fields, [name]: inner.edited } };
      }
      const { [name]: _dropped, ...rest } = fields;
      yield { where: `${where}.${name} dropped`, edited: rest };
    }
    yield { where: `${where} one field more`, edited: { ...fields, extra: 1 } };
    return;
  }
  yield { where, edited: anotherLeaf(value) };
}

/** Another value of the same kind, near to the true one. */
function anotherLeaf(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return 'x';
  // In the middle, where neither ending nor padding is.
  const at = value.length >> 1;
  const letter = value.charAt(at);
  return value === '' ? 'x' : value.slice(0, at) + (letter === '1' ? '2' : '1') + value.slice(at + 1);
}
