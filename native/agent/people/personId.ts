/** A short name for a person from their written name, free among `taken`: `Łucja Nowak` is `lucja-nowak`, `李明` is `person`, then `person-2`. */
export function personIdFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  const stem = plain === '' ? 'person' : plain;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
