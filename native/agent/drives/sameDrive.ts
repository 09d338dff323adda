import type { Drive, DriveIdentity } from '../../../core/domain/drive.ts';

type Identity = Pick<Drive, 'virtual' | 'model' | 'serialNumber' | 'wwn' | 'sizeBytes'> &
  Partial<Pick<Drive, 'identities'>>;
type Told = Pick<Drive, 'virtual' | 'identities' | 'sizeBytes'>;

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
    modelsOf(earlier, now),
  ];
  if (pairs.some(([before, after]) => before !== null && after !== null && before !== after)) return false;
  const [serial, wwn, model] = pairs.map(([before, after]) => before !== null && before === after);
  return (serial === true && (wwn === true || model === true)) || (wwn === true && model === true);
}

/**
 * The models to compare. smartctl writes a SCSI drive's vendor before its product and udev does not, so where one source speaks of both, only its words
 * are held against each other: a drive whose format was cut off answers no pass-through, and is the same drive all the same.
 */
function modelsOf(earlier: Identity, now: Identity): readonly [string | null, string | null] {
  const told = (earlier.identities ?? []).flatMap((before) => {
    const after = now.identities?.find(({ source }) => source === before.source);
    const pair = [plainFact(before.model), plainFact(after?.model ?? null)] as const;
    return pair.includes(null) ? [] : [pair];
  });
  const differing = told.find(([before, after]) => before !== after);
  return differing ?? told[0] ?? [plainFact(earlier.model), plainFact(now.model)];
}

/** `silent`: nothing differs, but something that was told of it is told no longer, so it is not known to be the same. */
export type Likeness = 'same' | 'silent' | 'changed';

/**
 * Is the drive that was looked at earlier still what it was? Source by source, because a source that answers late (the drive itself, behind a busy
 * bus) may add to what is known, and the settled facts then come from it. What a source told before it must tell again. A serial number that nobody told
 * before is another drive's, or a bridge's: whoever says it, it makes the drive another one.
 */
export function likenessOf(earlier: Told, now: Told): Likeness {
  if (earlier.virtual !== now.virtual || earlier.sizeBytes !== now.sizeBytes) return 'changed';
  const pairs = earlier.identities.flatMap((before) => {
    const after = now.identities.find(({ source }) => source === before.source);
    return plainFacts(before).map((fact, index) => [fact, after === undefined ? null : plainFacts(after)[index]]);
  });
  if (pairs.some(([before, after]) => before !== null && after !== null && before !== after)) return 'changed';
  const serials = new Set(serialsOf(earlier));
  if (serials.size > 0 && serialsOf(now).some((serial) => !serials.has(serial))) return 'changed';
  return pairs.some(([before, after]) => before !== after && after === null) ? 'silent' : 'same';
}

const serialsOf = ({ identities }: Told): string[] =>
  identities.flatMap(({ serialNumber }) => plainFact(serialNumber) ?? []);

const plainFacts = ({ model, serialNumber, wwn, firmware }: DriveIdentity): readonly (string | null)[] => [
  plainFact(model),
  plainFact(serialNumber),
  plainWwn(wwn),
  plainFact(firmware),
];

/** The one drive among those present that is the earlier one; `null` when none or more than one could be. */
export function findSameDrive(earlier: Drive, present: readonly Drive[]): Drive | null {
  const same = present.filter((drive) => isSameDrive(earlier, drive));
  return same.length === 1 ? (same[0] ?? null) : null;
}
