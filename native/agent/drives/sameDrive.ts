import type { Drive } from '../../../core/domain/drive.ts';

type Identity = Pick<Drive, 'virtual' | 'model' | 'serialNumber' | 'wwn' | 'sizeBytes'>;

/** Serial numbers and models come padded, in capitals or with underscores, depending on who tells them. */
export function plainFact(fact: string | null): string | null {
  if (fact === null) return null;
  const plain = fact
    .replace(/[\s_]+/g, ' ')
    .trim()
    .toUpperCase();
  return plain === '' ? null : plain;
}

/** World wide names come as `naa.5000...`, `eui.0025...`, `0x5000...` or bare; names that a bridge made up (`t10.`) are none. */
export function plainWwn(wwn: string | null): string | null {
  const plain =
    wwn
      ?.trim()
      .toLowerCase()
      .replace(/^(naa\.|eui\.|uuid\.|0x)/, '') ?? '';
  if (plain === '' || /^(t10|nvme)\./.test(plain) || /^[0-]+$/.test(plain)) return null;
  return plain;
}

/**
 * The same physical drive: at least two identifiers and the size match, and none that both know differs. A kernel name or a bay is no
 * identifier: cheap drives repeat numbers, and a name is reused by the next drive.
 */
export function isSameDrive(earlier: Identity, now: Identity): boolean {
  if (earlier.virtual !== now.virtual || earlier.sizeBytes !== now.sizeBytes) return false;
  const pairs: readonly (readonly [string | null, string | null])[] = [
    [plainFact(earlier.serialNumber), plainFact(now.serialNumber)],
    [plainWwn(earlier.wwn), plainWwn(now.wwn)],
    [plainFact(earlier.model), plainFact(now.model)],
  ];
  if (pairs.some(([before, after]) => before !== null && after !== null && before !== after)) return false;
  const [serial, wwn, model] = pairs.map(([before, after]) => before !== null && before === after);
  return (serial === true && (wwn === true || model === true)) || (wwn === true && model === true);
}

/** A held drive is unchanged only when every fact that was known is still there and the same; "no longer told" is a change as well. */
export function identityUnchanged(held: Identity, now: Identity): boolean {
  return (
    held.sizeBytes === now.sizeBytes &&
    plainFact(held.serialNumber) === plainFact(now.serialNumber) &&
    plainWwn(held.wwn) === plainWwn(now.wwn) &&
    plainFact(held.model) === plainFact(now.model)
  );
}

/** The one drive among those present that is the earlier one; `null` when none or more than one could be. */
export function findSameDrive(earlier: Drive, present: readonly Drive[]): Drive | null {
  const same = present.filter((drive) => isSameDrive(earlier, drive));
  return same.length === 1 ? (same[0] ?? null) : null;
}
