/** A value with places: `@@name@@` inside its texts, and the number `placeNumber(name)` for numbers. */
export type Template = (values: Readonly<Record<string, string | number>>) => string;

const NUMBER_PLACES = 900_719_925_000_000;

/** A number that stands for a place in a template. */
export function placeNumber(index: number): number {
  return NUMBER_PLACES + index;
}

/** Cuts a JSON text at its places, so that many alike are made by joining: a hundred times quicker than writing each out canonically. */
export function textTemplate(canonical: string, numberNames: readonly string[]): Template {
  const parts = canonical.split(/@@(\w+)@@|(9007199250000\d\d)/).map((part) => part ?? null);
  const constants: string[] = [];
  const names: string[] = [];
  for (let index = 0; index < parts.length; index += 3) {
    constants.push(parts[index] ?? '');
    const name = parts[index + 1] ?? numberNames[Number(parts[index + 2] ?? NUMBER_PLACES) - NUMBER_PLACES];
    if (index + 1 < parts.length) names.push(name ?? '');
  }
  return (values) => {
    let text = constants[0] ?? '';
    for (const [index, name] of names.entries()) {
      const value = values[name];
      if (value === undefined) throw new Error(`the template wants ${name}`);
      text += (typeof value === 'number' ? String(value) : JSON.stringify(value).slice(1, -1)) + constants[index + 1];
    }
    return text;
  };
}
