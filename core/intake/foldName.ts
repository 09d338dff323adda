/** Letters that Unicode does not take apart. */
const WHOLE: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', đ: 'd', æ: 'ae', œ: 'oe' };

/** A column name as it is compared: compatibility forms, letter case, accents, blanks and punctuation made one. `Serial No.` is `serialno`. */
export function foldName(name: string): string {
  // Most cells of a list are plain ASCII, of which Unicode has nothing to say.
  if (/^[ -~]*$/.test(name)) return name.toLowerCase().replace(/[^a-z0-9]+/g, '');
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[ßłøđæœ]/g, (letter) => WHOLE[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
